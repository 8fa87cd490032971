"""Paints the ground of the map of lives: bars where there is room, else a pooled picture."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from rnn_debugger.debugger import (
    NO_ROLE,
    ROLES,
    LivesMap,
    Program,
    group_starts,
    sweep,
    whole_ticks,
)
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.memory.lives_window import LivesWindow
from rnn_debugger.views.roles import role_colour
from rnn_debugger.views.theme import Theme

BARS_FROM = 3.0
"""Pixels of a row from which every tensor has a bar of its own."""
NAMES_FROM = 11.0
"""Pixels of a row from which names stand at the left."""


class LivesPainter:
    """One part of one map, in `area`."""

    def __init__(
        self, theme: Theme, program: Program, lives: LivesMap, window: LivesWindow, area: QRectF
    ) -> None:
        self._theme = theme
        self._program = program
        self._map = lives
        self._window = window
        self._area = area

    @property
    def row_height(self) -> float:
        """In pixels."""
        low, high = self._window.rows
        return self._area.height() / (high - low)

    def x(self, operation: float) -> float:
        """The pixel at which an operation begins."""
        low, high = self._window.operations
        return self._area.left() + (operation - low) / (high - low) * self._area.width()

    def y(self, row: float) -> float:
        """The pixel at which a row begins."""
        return self._area.top() + (row - self._window.rows[0]) * self.row_height

    def bar(self, row: int) -> QRectF:
        """Where a tensor's bar is, at least a pixel wide."""
        first, last = max(int(self._map.first[row]), 0), int(self._map.last[row])
        left, right = self.x(first), self.x(min(last + 1, self._map.operations))
        gap = 1.0 if self.row_height >= 2 * BARS_FROM else 0.0
        return QRectF(left, self.y(row), max(right - left, 1.0), max(self.row_height - gap, 1.0))

    def paint(self, painter: QPainter, size: QSize) -> None:
        """Everything but the cursor and the selection."""
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), self._theme.surface.canvas)
        self._paint_sweeps(painter)
        painter.save()
        painter.setClipRect(self._area)
        if self.row_height >= BARS_FROM:
            self._paint_bars(painter)
        else:
            self._paint_picture(painter)
        painter.restore()
        self._paint_names(painter)
        self._paint_axis(painter)

    def _rows_in_sight(self) -> range:
        low, high = self._window.rows
        return range(max(int(low), 0), min(int(np.ceil(high)), len(self._map)))

    def _paint_sweeps(self, painter: QPainter) -> None:
        """The sweep's name over its operations, and a tint behind them."""
        starts = [*group_starts(self._program, "phase"), len(self._program)]
        painter.setFont(text_font(10.5))
        for begin, end in pairwise(starts):
            left = max(self.x(begin), self._area.left())
            right = min(self.x(end), self._area.right())
            if right <= left:
                continue
            phase = sweep(self._program, self._program[begin])
            colours = self._theme.phase(phase)
            painter.fillRect(QRectF(left, self._area.top(), right - left, self._area.height()),
                             colours.tint)  # fmt: skip
            painter.setPen(colours.text)
            if painter.fontMetrics().horizontalAdvance(phase) < right - left - 4:
                room = QRectF(left, 1, right - left, self._area.top() - 3)
                painter.drawText(room, Qt.AlignmentFlag.AlignCenter, phase)

    def _paint_bars(self, painter: QPainter) -> None:
        low, high = self._window.operations
        colours = [role_colour(self._theme, role) for role in ROLES]
        for row in self._rows_in_sight():
            if self._map.first[row] < high and self._map.last[row] + 1 > low:
                painter.fillRect(self.bar(row), colours[self._map.roles[row]])

    def _paint_picture(self, painter: QPainter) -> None:
        height, width = int(self._area.height()), int(self._area.width())
        picture = self._map.pooled(self._window.rows, self._window.operations, height, width)
        table = np.zeros(len(ROLES) + 1, np.uint32)
        for number, role in enumerate(ROLES):
            table[number] = role_colour(self._theme, role).rgba()
        # The last of the table, which NO_ROLE, −1, looks up, is clear.
        assert NO_ROLE == -1
        packed = np.ascontiguousarray(table[picture])
        image = QImage(packed.data, width, height, width * 4, QImage.Format.Format_ARGB32)
        painter.drawImage(self._area.topLeft(), image)

    def _paint_names(self, painter: QPainter) -> None:
        surface, area = self._theme.surface, self._area
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(number_font(10.5))
        painter.setPen(surface.second)
        width = area.left() - 6
        if self.row_height < NAMES_FROM:
            low, high = self._window.rows
            for tick in whole_ticks(int(low), int(high) - 1, int(area.height() / 40) + 1):
                place = self.y(tick.place + 0.5)
                if area.top() <= place <= area.bottom():
                    painter.drawText(QRectF(0, place - 8, width, 16), right, tick.text)
            painter.setFont(text_font(10.5))
            painter.drawText(QRectF(4, 1, area.left(), area.top() - 3), right_of(), "tensor")
            return
        for row in self._rows_in_sight():
            middle = self.y(row) + self.row_height / 2
            if area.top() + 4 <= middle <= area.bottom() - 4:
                name = painter.fontMetrics().elidedText(
                    self._map.names[row], Qt.TextElideMode.ElideRight, int(width)
                )
                painter.drawText(QRectF(0, middle - 8, width, 16), right, name)

    def _paint_axis(self, painter: QPainter) -> None:
        surface, area = self._theme.surface, self._area
        low, high = self._window.operations
        painter.setPen(QPen(surface.line, 1))
        painter.drawLine(QLineF(area.left(), area.bottom(), area.right(), area.bottom()))
        painter.setFont(number_font(10.5))
        for tick in whole_ticks(int(low), int(high), int(area.width() / 64) + 1):
            place = self.x(int(tick.place))
            if not area.left() <= place <= area.right():
                continue
            painter.setPen(QPen(surface.line, 1))
            painter.drawLine(QLineF(place, area.bottom(), place, area.bottom() + 3))
            painter.setPen(surface.second)
            room = QRectF(place - 40, area.bottom() + 4, 80, 16)
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, tick.text)
        painter.setPen(surface.second)
        painter.setFont(text_font(10.5))
        painter.drawText(QRectF(4, area.bottom() + 4, area.left(), 16), right_of(), "operation")


def right_of() -> Qt.AlignmentFlag:
    """Where the names of axes stand in their rooms."""
    return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
