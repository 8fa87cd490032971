"""Live bytes now by timestep, each a bar stacked by role."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QLineF, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnn_debugger.debugger import ROLES, LedgerTable, byte_ticks, bytes_text, whole_ticks
from rnn_debugger.views.colours import Array
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.pooling import starts
from rnn_debugger.views.roles import role_colour

LEFT, RIGHT, TOP, BOTTOM = 62, 12, 20, 20
"""Pixels around the bars."""


class TimestepBars(QWidget):
    """What belongs to a timestep; weights and their like are in the legend. Behind a bar, pale,
    stands the most that its timestep holds in the iteration.
    """

    def __init__(self, themes: Themes, table: LedgerTable) -> None:
        super().__init__()
        self._themes = themes
        self._current: int | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(140, 80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self.update)
        self.take_table(table)

    def take_table(self, table: LedgerTable) -> None:
        """The tensors are those of another program."""
        self._table = table
        self._peaks = table.peaks_by_timestep[1:]
        self._most = max(int(self._peaks.max()), 1)
        self._bytes: Array = np.zeros((len(ROLES), len(self._peaks)), np.int64)
        self._untimed = 0
        self.update()

    @property
    def bytes_shown(self) -> Array:
        """By role and timestep from 0: int64, (roles, T + 1)."""
        return self._bytes

    def show_live(self, reached: int, current: int | None) -> None:
        """When so many operations have run; the sweep is at the timestep `current`."""
        found = self._table.by_timestep(reached)
        self._bytes, self._untimed = found[:, 1:], int(found[:, 0].sum())
        self._current = current
        self.update()

    def timestep_at(self, x: float) -> int | None:
        """The timestep at a pixel; None beside the bars."""
        area, count = self._area, len(self._peaks)
        if not area.left() <= x < area.right():
            return None
        return min(int((x - area.left()) / area.width() * count), count - 1)

    @property
    def _area(self) -> QRectF:
        return QRectF(
            LEFT, TOP, max(self.width() - LEFT - RIGHT, 1), max(self.height() - TOP - BOTTOM, 1)
        )

    def _x(self, timestep: float) -> float:
        return self._area.left() + timestep / len(self._peaks) * self._area.width()

    def _y(self, count: float) -> float:
        return self._area.bottom() - count / self._most * self._area.height()

    def _paint_axes(self, painter: QPainter) -> None:
        surface, area = self._themes.current.surface, self._area
        painter.setFont(number_font(10.5))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for tick in byte_ticks(self._most, max(int(area.height() / 26), 1)):
            height = self._y(tick.place)
            painter.setPen(QPen(surface.line, 1))
            painter.drawLine(QLineF(area.left() - 3, height, area.right(), height))
            painter.setPen(surface.second)
            painter.drawText(QRectF(0, height - 8, LEFT - 6, 16), right, tick.text)
        for tick in whole_ticks(0, len(self._peaks) - 1, int(area.width() / 34) + 1):
            place = self._x(int(tick.place) + 0.5)
            is_current = int(tick.place) == self._current
            painter.setPen(surface.ink if is_current else surface.second)
            room = QRectF(place - 30, area.bottom() + 3, 60, 16)
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, tick.text)
        painter.setPen(surface.second)
        painter.setFont(text_font(10.5))
        painter.drawText(QRectF(4, area.bottom() + 3, LEFT, 16), 0, "timestep")
        text = f"of no timestep: {bytes_text(self._untimed)}"
        painter.drawText(QRectF(0, 2, area.right(), 16), right, text)

    def _paint_bars(self, painter: QPainter) -> None:
        theme, area = self._themes.current, self._area
        begins = starts(len(self._peaks), int(area.width()))
        # Of several timesteps in a pixel the most of each role is drawn.
        stack = np.maximum.reduceat(np.cumsum(self._bytes, axis=0), begins, axis=1)
        peaks = np.maximum.reduceat(self._peaks, begins)
        scale = area.height() / self._most
        heights = (area.bottom() - stack * scale).T.tolist()
        tops = (area.bottom() - peaks * scale).tolist()
        edges = np.append(begins, len(self._peaks)) / len(self._peaks) * area.width()
        places = (area.left() + edges).tolist()
        ghosts: list[QRectF] = []
        parts: list[list[QRectF]] = [[] for _ in ROLES]
        for (begin, end), top, column in zip(pairwise(places), tops, heights, strict=True):
            gap = min((end - begin) * 0.15, 4.0)
            left, width = begin + gap / 2, end - begin - gap
            below = area.bottom()
            ghosts.append(QRectF(left, top, width, below - top))
            for above, own in zip(column, parts, strict=True):
                if above < below:
                    own.append(QRectF(left, above, width, below - above))
                    below = above
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.surface.column)
        painter.drawRects(ghosts)
        for role, own in zip(ROLES, parts, strict=True):
            painter.setBrush(role_colour(theme, role))
            painter.drawRects(own)

    def _paint_current(self, painter: QPainter) -> None:
        if self._current is None:
            return
        left, right = self._x(self._current), self._x(self._current + 1)
        area = self._area
        tint = self._themes.current.surface.selection
        painter.fillRect(
            QRectF(left, area.top(), max(right - left, 2), area.height() + BOTTOM), tint
        )

    def sizeHint(self) -> QSize:
        return QSize(300, 140)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._themes.current.surface.canvas)
        self._paint_current(painter)
        self._paint_axes(painter)
        self._paint_bars(painter)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        timestep, text = self.timestep_at(event.position().x()), ""
        if timestep is not None:
            held = self._bytes[:, timestep]
            rows = [f"t = {timestep}: {int(held.sum()):,} bytes"]
            rows += [
                f"{role} {int(count):,}" for role, count in zip(ROLES, held, strict=True) if count
            ]
            text = "\n".join(rows)
        QToolTip.showText(event.globalPosition().toPoint() + QPoint(0, 6), text, self)
