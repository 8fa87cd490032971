"""What moves on the timeline: the cursor, how far it has come, the mouse, the target of a way."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from rnn_debugger.debugger import (
    Cell,
    Moment,
    Stretch,
    lane_of,
    map_place,
    names_operations,
)
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.theme import Theme
from rnn_debugger.views.timeline.axis_picture import AxisPicture
from rnn_debugger.views.timeline.ground import block_area, write_operation
from rnn_debugger.views.timeline.rows import Rows
from rnn_debugger.views.timeline.run_scene import RunScene

TO_COME, NEVER_RUN = 0.5, 0.62
"""How much of the ground a veil takes away: behind the cursor, and there what never was run."""


@dataclass(frozen=True)
class Pointing:
    """Places that are pointed at: by the mouse, and where a way under way leads to."""

    hover: float | None = None
    target: float | None = None
    words: str = ""
    """About the way under way."""


class CursorPainter:
    """Paints over the ground."""

    def __init__(
        self, painter: QPainter, theme: Theme, scene: RunScene, stretch: Stretch, rows: Rows
    ) -> None:
        self._painter = painter
        self._theme = theme
        self._scene = scene
        self._stretch = stretch
        self._rows = rows

    def paint(self, moment: Moment, pointing: Pointing, axis: AxisPicture) -> None:
        here = self._x(moment.position.iteration, moment.position.operation)
        self._veil(here, TO_COME)
        self._veil(self._x(*self._scene.reached), NEVER_RUN)
        if self._stretch.level == "operations":
            self._last_operation(moment)
        if pointing.hover is not None:
            self._line(self._stretch.x(pointing.hover), self._theme.surface.second, 1.0)
        if pointing.target is not None:
            self._target(self._stretch.x(pointing.target), pointing.words)
        if self._rows.overview.height:
            self._overview(moment)
        is_seen = -1 <= here <= self._stretch.width + 1
        handle = self._handle(here, moment) if is_seen else None
        axis.draw(self._painter, self._theme, self._stretch, self._rows.axis, handle)
        if is_seen:
            self._cursor(here, moment)

    def _x(self, iteration: int, operation: int) -> float:
        program = self._scene.programs(iteration)
        return self._stretch.x(map_place(iteration, operation, program))

    def _veil(self, x: float, share: float) -> None:
        """What comes after a place is pale."""
        end, row = self._stretch.x(self._scene.end), self._rows.content
        left, right = max(x, 0.0), min(end, self._stretch.width)
        if left < right:
            colour = QColor(self._theme.surface.canvas)
            colour.setAlphaF(share)
            bottom = (self._rows.forks if self._rows.forks.height else self._rows.axis).top
            self._painter.fillRect(QRectF(left, row.top, right - left, bottom - row.top), colour)

    def _last_operation(self, moment: Moment) -> None:
        """The operation that ran last, strong."""
        if moment.last is None:
            return
        first = map_place(moment.iteration, moment.last.id, moment.program)
        cell = Cell(moment.last, moment.iteration, first, first + 1 / len(moment.program))
        area = block_area(self._stretch, self._rows, lane_of(moment.last), cell.first, cell.last)
        if area.right() < 0 or area.left() > self._stretch.width:
            return
        painter = self._painter
        painter.setPen(QPen(self._theme.surface.ink, 1.5))
        painter.setBrush(self._theme.phase(moment.last.phase).under_white_text)
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(QColor("#FFFFFF"))
        painter.setFont(number_font(10.5, bold=True))
        write_operation(painter, area, cell)

    def _line(
        self, x: float, colour: QColor, width: float, style: Qt.PenStyle | None = None
    ) -> None:
        row = self._rows.content
        self._painter.setPen(QPen(colour, width, style or Qt.PenStyle.SolidLine))
        self._painter.drawLine(QLineF(x, row.top, x, row.bottom))

    def _target(self, x: float, words: str) -> None:
        """Where a long way leads, and how to give it up."""
        painter, surface, row = self._painter, self._theme.surface, self._rows.content
        self._line(x, surface.ink, 1.5, Qt.PenStyle.DashLine)
        painter.setFont(text_font(11))
        width = QFontMetricsF(painter.font()).horizontalAdvance(words) + 14
        left = x + 5 if x + 5 + width < self._stretch.width else x - 5 - width
        pill = QRectF(left, row.top + row.height / 2 - 9, width, 18)
        painter.setPen(QPen(surface.to_come_line, 1))
        painter.setBrush(surface.card)
        painter.drawRoundedRect(pill, 4, 4)
        painter.setPen(surface.ink)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)

    def _overview(self, moment: Moment) -> None:
        whole, row = self._stretch.fitted(), self._rows.overview
        position = moment.position
        x = whole.x(map_place(position.iteration, position.operation, moment.program))
        self._painter.setPen(QPen(self._theme.surface.ink, 1.5))
        self._painter.drawLine(QLineF(x, row.top, x, row.bottom))

    def _number(self, moment: Moment) -> str:
        """The number that the axis would have at the cursor."""
        position = moment.position
        is_close = names_operations(self._stretch)
        return f"{position.operation if is_close else position.iteration:,}"

    def _handle(self, x: float, moment: Moment) -> QRectF:
        metrics = QFontMetricsF(number_font(10.5, bold=True))
        width = max(metrics.horizontalAdvance(self._number(moment)) + 12, 20)
        left = min(max(x - width / 2, 0.0), max(self._stretch.width - width, 0.0))
        row = self._rows.axis
        return QRectF(left, row.top + 2, width, row.height - 3)

    def _cursor(self, x: float, moment: Moment) -> None:
        """The line, cased so that it is seen on any ground, and its handle on the axis."""
        surface, painter, row = self._theme.surface, self._painter, self._rows.axis
        self._line(x, surface.canvas, 4.0)
        self._line(x, surface.ink, 2.0)
        handle = self._handle(x, moment)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.phase(moment.next.phase).under_white_text)
        painter.drawRoundedRect(handle, 5, 5)
        tip = [QPointF(x - 4, row.top + 3), QPointF(x, row.top - 3), QPointF(x + 4, row.top + 3)]
        painter.drawPolygon(QPolygonF(tip))
        painter.setPen(QColor("#FFFFFF"))
        painter.setFont(number_font(10.5, bold=True))
        painter.drawText(handle, Qt.AlignmentFlag.AlignCenter, self._number(moment))
