"""Painting vectors in their boxes: rows of bars, columns of coloured cells."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from rnn_debugger.debugger import short
from rnn_debugger.views.colours import Array, Scale, packed_colours
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.graph.boxes import draw_box, draw_text
from rnn_debugger.views.graph.cells import draw_cells, hatch_not_finite
from rnn_debugger.views.graph.scene import Scene
from rnn_debugger.views.heatmap import hatch
from rnn_debugger.views.heatmap_marks import readable_on
from rnn_debugger.views.pooling import pool
from rnn_debugger.views.theme import PhaseColours

LEAST_ROW = 3
"""Pixels of a row in a strip."""
NUMBER_SIZE, NUMBER_HEIGHT = 10, 15
"""Pixels of the numbers in a strip, and of a row that has room for one."""
RADIUS = 3.0


def vector_of(scene: Scene, name: str) -> Array:
    """A tensor of the sequence shown: (units,)."""
    value = scene.moment.value(name)
    column: Array = value[:, scene.sequence] if value.ndim == 2 else value.reshape(-1)
    return column


class VectorPainter:
    """Paints on a painter whose origin is the column's."""

    def __init__(self, painter: QPainter, scene: Scene) -> None:
        self._painter = painter
        self._scene = scene

    def bars(self, name: str, area: QRectF, phase: PhaseColours) -> None:
        """A row of bars, for probabilities and their errors."""
        surface = self._scene.theme.surface
        draw_box(self._painter, area, surface.card, phase.line, 1.6, 3)
        value = vector_of(self._scene, name)
        inner = area.adjusted(3, 3, -3, -3)
        level = float(np.abs(value[np.isfinite(value)]).max(initial=0.0))
        if not np.isfinite(value).all():
            hatch(self._painter, area, surface.ink)
        if level == 0 or inner.width() < 4:
            return
        signed = bool((value < 0).any())
        middle = inner.center().y() if signed else inner.bottom()
        room = inner.height() / 2 if signed else inner.height()
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(phase.line)
        step = inner.width() / value.size
        width, bars = max(step * 0.8, 1.0), []
        for number, x in enumerate(value.tolist()):
            if math.isfinite(x) and abs(x) > 0.01 * level:
                height = room * abs(x) / level
                top = middle - height if x > 0 else middle
                bars.append(QRectF(inner.left() + number * step, top, width, height))
        self._painter.drawRects(bars)

    def strip(self, name: str, area: QRectF, phase: PhaseColours, is_share: bool = False) -> None:
        """A vector as a column of coloured rows; unit k stands at the same height everywhere.
        What is a share has the colours of magnitudes between 0 and 1.
        """
        draw_box(self._painter, area, self._scene.theme.surface.card, phase.line, 1.6, 3)
        inner = area.adjusted(2.5, 2.5, -2.5, -2.5)
        if is_share:
            self.cells(vector_of(self._scene, name), inner, 1.0, "magnitude")
            return
        base = name.partition("[")[0]
        track = self._scene.tracks.of(base)
        level = track.scale if track is not None else 0.0
        if base.startswith("h"):
            level = max(level, 1.0)
        self.cells(vector_of(self._scene, name), inner, level)

    def cells(self, value: Array, area: QRectF, level: float, scale: Scale = "signed") -> None:
        rows = max(int(area.height() // LEAST_ROW), 1)
        column = pool(value[:, None], rows, 1)
        is_dark = self._scene.theme.is_dark
        draw_cells(self._painter, area, column, level, scale, is_dark=is_dark)
        hatch_not_finite(self._painter, area, column, self._scene.theme.surface.ink)
        if area.height() / len(column) >= NUMBER_HEIGHT:
            self._numbers_in(column[:, 0], area, level, scale)

    def _numbers_in(self, column: Array, area: QRectF, level: float, scale: Scale) -> None:
        """Across, else upwards; all of them, or none where one would be cut: half a number is a
        wrong number.
        """
        texts = [short(float(number), 2) for number in column]
        metrics = QFontMetricsF(number_font(NUMBER_SIZE))
        widest = max(map(metrics.horizontalAdvance, texts))
        height = area.height() / len(column)
        goes_up = widest > area.width()
        if goes_up and widest > height - 4:
            return
        theme = self._scene.theme
        grounds = packed_colours(column, level, scale, theme.is_dark)
        length, breadth = (height, area.width()) if goes_up else (area.width(), height)
        for row, text in enumerate(texts):
            self._painter.save()
            self._painter.translate(area.center().x(), area.top() + (row + 0.5) * height)
            self._painter.rotate(-90 if goes_up else 0)
            cell = QRectF(-length / 2, -breadth / 2, length, breadth)
            ground = QColor(int(grounds[row]))
            if not np.isfinite(column[row]):
                # Hatching would run through the letters.
                ground = theme.surface.card
                width = metrics.horizontalAdvance(text) + 2
                self._painter.fillRect(QRectF(-width / 2, -7, width, 14), ground)
            draw_text(self._painter, cell, text, readable_on(ground), NUMBER_SIZE)
            self._painter.restore()
