"""How a row of the program is painted: done full, the last one strong, the next one pointed at."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygonF

from rnn_debugger.debugger import Alignment, Operation, RowState, StopMark
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.stop_sign import paint_stop
from rnn_debugger.views.theme import Theme
from rnn_debugger.views.updated_mark import MARK_SIZE, draw_updated_mark

ROW_HEIGHT: Final = 22
MARK_WIDTH: Final = 18
"""The strip at the left with the pointers."""
FONT_SIZE: Final = 11.0
_VALUES: Final = Alignment(2, 0)
_PADDING: Final = 5
_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | _MIDDLE
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | _MIDDLE
_CENTRE: Final = Qt.AlignmentFlag.AlignHCenter | _MIDDLE


class RowPainter:
    """Paints whole rows. Cell by cell, as a delegate does it, takes five times as long."""

    def __init__(self, painter: QPainter, theme: Theme, *, phase_is_letter: bool) -> None:
        self._painter = painter
        self._theme = theme
        self._phase_is_letter = phase_is_letter
        self._font = number_font(FONT_SIZE)
        self._metrics = QFontMetrics(self._font)
        self._bold_metrics = QFontMetrics(number_font(FONT_SIZE, bold=True))

    def paint_ground(
        self,
        area: QRect,
        operation: Operation,
        state: RowState,
        *,
        is_selected: bool,
        mark: StopMark | None = None,
    ) -> None:
        """What is under the texts of a row; with the mark of a breakpoint."""
        if state.last:
            colours = self._theme.phase(operation.phase)
            self._painter.fillRect(area, colours.tint)
            for top in (area.top(), area.bottom()):
                self._painter.fillRect(area.left(), top, area.width(), 1, colours.line)
        elif is_selected:
            self._painter.fillRect(area, self._theme.surface.selection)
        paint_marks(self._painter, area, operation.phase, state, self._theme, mark=mark)

    def paint_place(
        self, number: QRect, phase: QRect, timestep: QRect, operation: Operation, state: RowState
    ) -> None:
        """Number, phase and timestep; an empty area is left out."""
        painter, theme = self._painter, self._theme
        pale = theme.surface.to_come_text
        painter.setFont(number_font(FONT_SIZE, bold=True) if state.last else self._font)
        painter.setPen(theme.surface.second if state.done else pale)
        painter.drawText(_inside(number), _RIGHT, str(operation.id))
        if timestep.width() and operation.timestep is not None:
            painter.drawText(_inside(timestep), _RIGHT, str(operation.timestep))
        if phase.width():
            is_letter = self._phase_is_letter
            painter.setFont(text_font(FONT_SIZE - 0.5, bold=state.last or is_letter))
            painter.setPen(theme.phase(operation.phase).text if state.done else pale)
            text = operation.phase[:1].upper() if is_letter else operation.phase
            painter.drawText(_inside(phase), _CENTRE if is_letter else _LEFT, text)

    def paint_result(
        self,
        formula: QRect,
        value: QRect,
        texts: tuple[str, str],
        ink: QColor,
        *,
        is_bold: bool,
        updated: Literal["done", "to come"] | None = None,
    ) -> None:
        """Formula and value. The formula runs on into the place that the value leaves; before it
        stands the sign of an operation that reads a weight already updated.
        """
        painter = self._painter
        metrics = self._bold_metrics if is_bold else self._metrics
        text, result = texts
        end = value.right() - _PADDING
        if result:
            if result[0] not in "“→g":
                result = _VALUES.place(result)
            shown = result.lstrip("\N{NO-BREAK SPACE}")
            left = value.left() + _PADDING
            left += metrics.horizontalAdvance("0") * (len(result) - len(shown))
            # A value is never cut off: a long one begins further to the left.
            left = min(left, value.right() - metrics.horizontalAdvance(shown))
            end = left - _PADDING
        begin = formula.left() + _PADDING
        if updated is not None:
            centre = QPointF(begin + MARK_SIZE, formula.center().y() + 0.5)
            is_done, ground = updated == "done", self._theme.surface.canvas
            draw_updated_mark(painter, centre, self._theme, is_done=is_done, ground=ground)
            begin += int(2 * MARK_SIZE) + 4
        room = QRect(begin, formula.top(), 0, formula.height())
        room.setRight(end)
        painter.setFont(number_font(FONT_SIZE, bold=True) if is_bold else self._font)
        painter.setPen(ink)
        painter.drawText(room, _LEFT, self._elided(text, metrics, room.width()))
        if result:
            area = QRect(left, value.top(), value.right() - left + 1, value.height())
            painter.drawText(area, _LEFT, shown)

    def _elided(self, text: str, metrics: QFontMetrics, width: int) -> str:
        # Measuring is dear: of a text that is short enough it is not asked.
        if len(text) * metrics.maxWidth() <= width:
            return text
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def paint_marks(
    painter: QPainter,
    area: QRect,
    phase: str,
    state: RowState,
    theme: Theme,
    *,
    mark: StopMark | None = None,
) -> None:
    """The sign of a breakpoint, and on it the pointer: a full one at what ran last, a hollow one
    at what runs next; in the backward sweep they point to the left.
    """
    colours = theme.phase(phase)
    middle = QPointF(area.left() + 9, area.center().y() + 0.5)
    if mark is not None:
        paint_stop(painter, middle, 7.5, mark, theme)
    if not state.last and not state.next:
        return
    is_dark_under = mark in ("stop", "log")
    size = 0.62 if is_dark_under else 1.0
    half = size * (4.5 if phase != "backward" else -4.5)
    shape = QPolygonF(
        [
            middle + QPointF(-half, -5 * size),
            middle + QPointF(half, 0),
            middle + QPointF(-half, 5 * size),
        ]
    )
    colour = theme.surface.canvas if is_dark_under else colours.line
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 1.4))
    painter.setBrush(colour if state.last else Qt.BrushStyle.NoBrush)
    painter.drawPolygon(shape)
    if state.last:
        painter.fillRect(QRectF(area.left(), area.top(), 3, area.height()), colours.line)
    painter.restore()


def _inside(area: QRect) -> QRect:
    return area.adjusted(_PADDING, 0, -_PADDING, 0)
