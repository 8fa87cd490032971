"""How a finding is painted: its sign and word, what it is about, what is the matter, advice."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from rnn_debugger.debugger import KIND_TITLES, Severity
from rnn_debugger.views.diagnostics.model import WORDS, FindingsModel
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.stop_sign import paint_stop
from rnn_debugger.views.theme import Theme

_LEFT, _WORD, _TITLE, _RIGHT = 34, 62, 150, 30
"""Pixels: the sign, the word, what it is about, and at the right the sign of a stop."""
_NARROW = 560
"""Pixels; in a narrower list word and title stand above the sentence."""
_PADDING = 5
_ON_LINE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WRAPPED = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap


class RowDelegate(QStyledItemDelegate):
    """Rows are as high as their text is."""

    def __init__(self, findings: FindingsModel, themes: Themes, parent: QObject) -> None:
        super().__init__(parent)
        self._findings = findings
        self._themes = themes

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme, finding = self._themes.current, self._findings.finding(index.row())
        surface, area = theme.surface, QRect(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, surface.selection)
        ink = surface.ink if finding.is_bad else surface.second
        line = QFontMetrics(text_font(12)).height()
        middle = QPointF(area.left() + 19, area.top() + _PADDING + line / 2 + 0.5)
        paint_severity(painter, middle, finding.severity, theme)
        if self._findings.stops_already(finding):
            paint_stop(painter, QPointF(area.right() - 15, middle.y()), 6.5, "stop", theme)
        top = area.top() + _PADDING
        line_box = QRect(area.left() + _LEFT, top, _WORD, line)
        painter.setPen(ink)
        painter.setFont(text_font(11))
        painter.drawText(line_box, _ON_LINE, WORDS[finding.severity])
        painter.setFont(text_font(12, bold=finding.is_bad))
        title = QRect(area.left() + _LEFT + _WORD, top, area.width(), line)
        painter.drawText(title, _ON_LINE, KIND_TITLES[finding.kind])
        room = self._room(area)
        painter.setFont(text_font(12))
        height = _height(finding.sentence, 12, room.width())
        painter.drawText(room.adjusted(0, 0, 0, height), _WRAPPED, finding.sentence)
        if finding.advice:
            painter.setFont(text_font(11.5))
            painter.setPen(surface.second)
            below = room.translated(0, height + 2)
            below.setHeight(_height(finding.advice, 11.5, room.width()))
            painter.drawText(below, _WRAPPED, finding.advice)
        painter.setPen(surface.line)
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        finding = self._findings.finding(index.row())
        # In a list the rectangle of the option is as wide as the viewport.
        room = self._room(QRect(0, 0, option.rect.width(), 0))
        height = room.top() + _height(finding.sentence, 12, room.width()) + _PADDING
        if finding.advice:
            height += _height(finding.advice, 11.5, room.width()) + 2
        return QSize(100, height)

    @staticmethod
    def _room(area: QRect) -> QRect:
        """Where sentence and advice stand; of no height."""
        is_narrow = area.width() < _NARROW
        left = _LEFT + (0 if is_narrow else _WORD + _TITLE)
        top = _PADDING + (QFontMetrics(text_font(12)).height() + 2 if is_narrow else 0)
        width = max(area.width() - left - _RIGHT, 60)
        return QRect(area.left() + left, area.top() + top, width, 0)


def paint_severity(painter: QPainter, middle: QPointF, severity: Severity, theme: Theme) -> None:
    """A full disc for what is serious, a triangle for a warning, a ring for a note, a tick for
    what is healthy, three dots for what is to come. Shapes alone: every colour means a phase.
    """
    surface = theme.surface
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(surface.ink, 1.5))
    ink = surface.ink
    if severity == "healthy":
        painter.setPen(QPen(surface.second, 1.7))
        ticks = (QPointF(-5, 0.5), QPointF(-1.5, 4), QPointF(5, -4))
        painter.drawPolyline(QPolygonF([middle + tick for tick in ticks]))
    elif severity == "waiting":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(surface.to_come_text)
        for x in (-5, 0, 5):
            painter.drawEllipse(middle + QPointF(x, 1), 1.4, 1.4)
    else:
        if severity == "warning":
            corners = (QPointF(0, -7), QPointF(7.5, 6.5), QPointF(-7.5, 6.5))
            painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))
        else:
            if severity == "serious":
                painter.setBrush(surface.ink)
                ink = surface.canvas
            painter.drawEllipse(middle, 7, 7)
        painter.setPen(ink)
        painter.setFont(text_font(10, bold=True))
        box = QRectF(middle.x() - 8, middle.y() - 8, 16, 17 if severity == "warning" else 16)
        sign = "i" if severity == "note" else "!"
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)
    painter.restore()


def _height(text: str, pixels: float, width: int) -> int:
    metrics = QFontMetrics(text_font(pixels))
    return metrics.boundingRect(QRect(0, 0, width, 10_000), int(_WRAPPED), text).height()
