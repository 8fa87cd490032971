"""The marks of the timeline: a shape for each kind, all in ink."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from rnn_debugger.debugger import ShownMark
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.theme import Theme
from rnn_debugger.views.timeline.rows import Rows

HALF = 8.0
"""Pixels beside a mark's place that belong to it."""
FLAG = 29.0


def paint_marks(painter: QPainter, theme: Theme, rows: Rows, marks: Sequence[ShownMark]) -> None:
    """Each above its place, with a line down to it; the most important last."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    surface = theme.surface
    middle = rows.marks.top + rows.marks.height / 2
    lines = [QLineF(x, rows.marks.bottom, x, rows.axis.top)
             for x in (round(shown.x) + 0.5 for shown in marks)]  # fmt: skip
    painter.setPen(QPen(surface.to_come_line, 1))
    painter.drawLines(lines)
    for shown in sorted(marks, key=lambda shown: shown.mark.kind == "nan"):
        x = round(shown.x) + 0.5
        painter.setPen(QPen(surface.ink, 1.4))
        painter.setBrush(surface.canvas if shown.mark.is_elsewhere else surface.ink)
        if shown.mark.kind == "nan":
            _paint_flag(painter, theme, x, rows.marks.top)
        elif shown.mark.kind == "bookmark":
            painter.drawPath(_ribbon(x, middle))
        elif shown.mark.kind == "breakpoint":
            painter.drawPolygon(_octagon(x, middle))
        elif shown.mark.kind == "edit":
            painter.drawPolygon(_diamond(x, middle))
        else:
            _paint_fork(painter, x, middle)
        if shown.hidden:
            painter.setPen(surface.second)
            painter.setFont(number_font(8.5))
            text = f"+{shown.hidden}" if shown.hidden < 10 else "+…"
            left = x + (FLAG - 2 if shown.mark.kind == "nan" else 7)
            painter.drawText(QPointF(left, middle + 1), text)
    painter.restore()


def _paint_flag(painter: QPainter, theme: Theme, x: float, top: float) -> None:
    flag = QRectF(x - 3, top, FLAG, 14)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.surface.ink)
    painter.drawRoundedRect(flag, 3, 3)
    painter.setPen(theme.surface.canvas)
    painter.setFont(number_font(10.5, bold=True))
    painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, "NaN")


def _ribbon(x: float, y: float) -> QPainterPath:
    path = QPainterPath(QPointF(x - 4, y - 6))
    for corner in ((x + 4, y - 6), (x + 4, y + 6), (x, y + 2), (x - 4, y + 6)):
        path.lineTo(*corner)
    path.closeSubpath()
    return path


def _octagon(x: float, y: float) -> QPolygonF:
    turns = [math.pi * (0.125 + 0.25 * number) for number in range(8)]
    return QPolygonF([QPointF(x + 5.5 * math.cos(a), y + 5.5 * math.sin(a)) for a in turns])


def _diamond(x: float, y: float) -> QPolygonF:
    corners = ((x, y - 6), (x + 5.5, y), (x, y + 6), (x - 5.5, y))
    return QPolygonF([QPointF(*corner) for corner in corners])


def _paint_fork(painter: QPainter, x: float, y: float) -> None:
    """One way that becomes two."""
    painter.drawLine(QLineF(x, y + 6, x, y + 1))
    painter.drawLine(QLineF(x, y + 1, x - 4, y - 4))
    painter.drawLine(QLineF(x, y + 1, x + 4, y - 4))
    painter.drawEllipse(QPointF(x - 4, y - 4), 1.4, 1.4)
    painter.drawEllipse(QPointF(x + 4, y - 4), 1.4, 1.4)
