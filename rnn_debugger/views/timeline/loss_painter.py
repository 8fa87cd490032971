"""The loss on the timeline: a curve over its filled ground, hatched where it is not a number."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen

from rnn_debugger.debugger import LossCourse, Stretch
from rnn_debugger.views.colours import Array
from rnn_debugger.views.heatmap import runs
from rnn_debugger.views.heatmap_marks import HATCH
from rnn_debugger.views.paths import line_path
from rnn_debugger.views.theme import Theme, mixed
from rnn_debugger.views.timeline.rows import Row

LEAST = 6.0
"""Pixels of height from which there is a curve at all."""
AIR = 3.0
"""Pixels above the highest and below the lowest."""


def loss_range(losses: Array) -> tuple[float, float]:
    """The lowest and the highest of the losses (n,) that are finite, apart from each other."""
    found = losses[np.isfinite(losses)]
    low, high = (float(found.min()), float(found.max())) if found.size else (0.0, 1.0)
    return (low, high) if high > low else (low - (abs(low) or 1.0), high)


class LossPainter:
    """Paints courses of losses into a row; `span` are the losses at its foot and its head."""

    def __init__(
        self,
        painter: QPainter,
        theme: Theme,
        stretch: Stretch,
        row: Row,
        span: tuple[float, float],
    ) -> None:
        self._painter = painter
        self._theme = theme
        self._stretch = stretch
        self._row = row
        self._span = span

    def paint(self, course: LossCourse, pale: float = 0.0) -> None:
        """The loss of the current branch; `pale` is the share of the ground in its colours."""
        painter, colours, canvas = self._painter, self._theme.loss, self._theme.surface.canvas
        self._fill(course, pale)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(mixed(colours.line, canvas, pale), 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._line(course)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def paint_other(self, course: LossCourse) -> None:
        """The loss of another branch, faint and thin."""
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(QPen(self._theme.surface.to_come_line, 1))
        self._line(course)

    def _fill(self, course: LossCourse, pale: float) -> None:
        painter, surface = self._painter, self._theme.surface
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mixed(self._theme.loss.fill, surface.canvas, pale))
        x, y = self._x(course.top_places), self._y(course.top)
        for first, last in runs(np.isfinite(y)):
            painter.drawPath(self._area(x[first : last + 1], y[first : last + 1]))
        for first, last in runs(~np.isfinite(y)):
            width = max(float(x[last] - x[first]), HATCH)
            area = QRectF(float(x[first]), self._row.top, width, self._row.height)
            painter.fillRect(area, QBrush(surface.ink, Qt.BrushStyle.BDiagPattern))

    def _line(self, course: LossCourse) -> None:
        self._painter.drawPath(line_path(self._x(course.places), self._y(course.losses)))

    def _x(self, places: Array) -> Array:
        x: Array = self._stretch.x(0) + places * self._stretch.scale
        return x

    def _y(self, losses: Array) -> Array:
        """Pixels from the top; NaN stays NaN."""
        low, high = self._span
        # Halves, since the difference of two huge numbers may be infinite.
        share = (losses / 2 - low / 2) / (high / 2 - low / 2)
        y: Array = self._row.bottom - AIR - share * (self._row.height - 2 * AIR)
        return y

    def _area(self, x: Array, y: Array) -> QPainterPath:
        foot = self._row.bottom
        return line_path(np.concatenate([x[:1], x, x[-1:]]), np.concatenate([[foot], y, [foot]]))
