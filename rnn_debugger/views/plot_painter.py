"""What is painted of a plot: its axes, curves, guide and flag."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from rnn_debugger.debugger import whole_ticks
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.paths import line_path, segments
from rnn_debugger.views.theme import Theme, mixed

if TYPE_CHECKING:
    from rnn_debugger.views.plot import Curve, Plot

LEFT, RIGHT, TOP, BOTTOM = 62, 4, 2, 22
"""Pixels around the curves; fixed, so that nothing moves when numbers change."""
DOTS_UP_TO = 40
"""Points of a curve up to which each has a dot."""
THICK_UP_TO = 700
"""Points of a curve up to which it is thick. One pen stroke through a thousand points that go up
and down takes 160 ms when it is wider than a pixel, 1 ms when it is not, and 5 ms in pieces.
"""
TICK_ROOM = (64, 26)
"""Pixels that a tick needs along the axis and along the height."""


class PlotPainter:
    """Paints a plot once; the lines that move are painted over it."""

    def __init__(self, painter: QPainter, theme: Theme, plot: Plot) -> None:
        self._painter = painter
        self._theme = theme
        self._plot = plot

    def paint(self) -> None:
        self._axis()
        self._height()
        self._painter.setClipRect(self._plot.area)
        if self._plot.guide is not None:
            place = float(self._plot.scale.places(np.array([self._plot.guide]))[0])
            y, area = self._plot.point(0, place).y(), self._plot.area
            self._dashed(QLineF(area.left(), y, area.right(), y))
        # Pale ones first.
        for curve in sorted(self._plot.curves.values(), key=lambda curve: not curve.pale):
            self._curve(curve)
        self._flag()

    def _axis(self) -> None:
        area, surface, painter = self._plot.area, self._theme.surface, self._painter
        painter.setPen(QPen(surface.line, 1))
        painter.drawLine(QLineF(area.left(), area.top(), area.left(), area.bottom()))
        painter.drawLine(QLineF(area.left(), area.bottom(), area.right(), area.bottom()))
        painter.setFont(text_font(10.5))
        painter.setPen(surface.second)
        painter.drawText(QRectF(4, area.bottom() + 4, LEFT, 16), 0, self._plot.x_label)
        taken = 8 + painter.fontMetrics().horizontalAdvance(self._plot.x_label)
        low, high = self._plot.view
        most = int(area.width() / TICK_ROOM[0])
        painter.setFont(number_font(10.5))
        for tick in whole_ticks(math.ceil(low), math.floor(high), most):
            x = self._plot.point(tick.place, 0).x()
            painter.setPen(QPen(surface.line, 1))
            painter.drawLine(QLineF(x, area.bottom(), x, area.bottom() + 3))
            painter.setPen(surface.second)
            width = painter.fontMetrics().horizontalAdvance(tick.text) / 2
            # At the right end the text stays inside.
            middle = min(x, self._plot.width() - width - 1)
            if middle - width > taken:
                room = QRectF(middle - 60, area.bottom() + 4, 120, 16)
                painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, tick.text)

    def _height(self) -> None:
        area, surface, painter = self._plot.area, self._theme.surface, self._painter
        painter.setFont(number_font(10.5))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        grid = QPen(surface.column if not self._theme.is_dark else surface.card, 1)
        most = max(int(area.height() / TICK_ROOM[1]), 1)
        for tick in self._plot.scale.ticks(*self._plot.heights, most):
            y = self._plot.point(0, tick.place).y()
            painter.setPen(grid)
            painter.drawLine(QLineF(area.left() + 1, y, area.right(), y))
            painter.setPen(surface.second)
            top = min(max(y - 8, -1), area.bottom() - 12)
            painter.drawText(QRectF(0, top, LEFT - 6, 16), flags, tick.text)

    def _curve(self, curve: Curve) -> None:
        painter = self._painter
        origin, unit = self._plot.point(0, 0), self._plot.point(1, 1)
        x = origin.x() + curve.x * (unit.x() - origin.x())
        y = origin.y() + self._plot.scale.places(curve.y) * (unit.y() - origin.y())
        colour = curve.colour()
        if curve.pale:
            colour = mixed(colour, self._theme.surface.canvas, 0.4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if curve.width > 1 and len(x) <= THICK_UP_TO:
            painter.setPen(QPen(colour, curve.width))
            painter.drawLines(segments(x, y))
        else:
            painter.setPen(QPen(colour, 1))
            painter.drawPath(line_path(x, y))
        if len(x) > DOTS_UP_TO:
            return
        # Few iterations are seen one by one, the only one at all.
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        radius = 1.5 + curve.width / 2
        for place, height in zip(x.tolist(), y.tolist(), strict=True):
            if math.isfinite(height):
                painter.drawEllipse(QPointF(place, height), radius, radius)

    def _flag(self) -> None:
        if self._plot.flag is None:
            return
        place, text = self._plot.flag
        area, painter = self._plot.area, self._painter
        x = self._plot.point(place, 0).x()
        self._dashed(QLineF(x, area.top(), x, area.bottom()))
        painter.setFont(number_font(10.5))
        width = painter.fontMetrics().horizontalAdvance(text) + 4
        # What comes after it is mostly not a number either: there is room for the text.
        left = x + 4 if x + width + 4 < area.right() else x - width - 4
        painter.drawText(QRectF(left, area.top() + 4, width, 16), 0, text)

    def _dashed(self, line: QLineF) -> None:
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._painter.setPen(QPen(self._theme.surface.second, 1, Qt.PenStyle.DashLine))
        self._painter.drawLine(line)
