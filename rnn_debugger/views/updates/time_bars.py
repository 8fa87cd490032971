"""A bar for every timestep: how long its share is, and how far it goes along the whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnn_debugger.debugger import linear_ticks
from rnn_debugger.views.colours import Array
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.pooling import pool, starts
from rnn_debugger.views.theme import mixed

TICK_APART = 26
"""Pixels between two numbers on the height at least."""
GAP_FROM = 5
"""Pixels of a column from which a gap parts it from the next."""
TOP = 6


def _none() -> Array:
    return np.empty(0)


@dataclass(frozen=True, eq=False)
class TimeShares:
    """`timesteps` are the columns; `norms` and `projections` (columns,) are NaN where the share
    has not arrived, or there is none (`exists`).
    """

    timesteps: range
    norms: Array = field(default_factory=_none)
    projections: Array = field(default_factory=_none)
    exists: Array = field(default_factory=_none)


class TimeBars(QWidget):
    """Pale bars of norms, and in them strong ones of what goes along, or below 0 against."""

    hovered = Signal(object)
    """The timestep under the mouse, or None."""
    clicked = Signal(int)
    double_clicked = Signal(int)
    """A timestep."""

    def __init__(self, themes: Themes, left: int, right: int, tell: Callable[[int], str]) -> None:
        """`left` and `right` are the widths of the gutters in pixels; `tell` gives the text for a
        timestep that the mouse hovers over.
        """
        super().__init__()
        self._themes = themes
        self._left, self._right = left, right
        self._tell = tell
        self._shares = TimeShares(range(1, 2))
        self._colours: list[QColor] = []
        self._range = (0.0, 1.0)
        """The numbers at the foot and at the head."""
        self._marked: int | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(120, 50)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self.update)

    def show_shares(self, shares: TimeShares, colours: list[QColor]) -> None:
        """Show these; a colour for each column."""
        self._shares, self._colours = shares, colours
        self._range = _range(shares)
        self.update()

    def mark(self, timestep: int | None) -> None:
        """Frame a timestep that is pointed at elsewhere."""
        if timestep != self._marked:
            self._marked = timestep
            self.update()

    def bar(self, timestep: int) -> QRectF:
        """Where the norm of a timestep is drawn."""
        column = timestep - self._shares.timesteps.start
        top, foot = self._y(float(self._shares.norms[column])), self._y(0.0)
        return QRectF(self._x(column), top, self._x(column + 1) - self._x(column), foot - top)

    def timestep_at(self, place: QPoint) -> int | None:
        """The timestep whose column is under a point."""
        count, area = len(self._shares.timesteps), self._area
        if not self._shares.norms.size or not area.left() <= place.x() < area.right():
            return None
        column = int((place.x() - area.left()) * count / area.width())
        return self._shares.timesteps[min(column, count - 1)]

    @property
    def _area(self) -> QRectF:
        width = max(self.width() - self._left - self._right, 1)
        return QRectF(self._left, TOP, width, max(self.height() - TOP - 3, 1))

    def _x(self, column: int) -> float:
        return self._area.left() + column * self._area.width() / len(self._shares.timesteps)

    def _y(self, value: float) -> float:
        return float(self._ys(np.array(value)))

    def _ys(self, values: Array) -> Array:
        """Heights in pixels; what is not finite is as high as can be."""
        (low, high), area = self._range, self._area
        shares = np.where(np.isfinite(values), (values - low) / (high - low), 1.0)
        heights: Array = area.bottom() - np.clip(shares, 0, 1) * area.height()
        return heights

    def sizeHint(self) -> QSize:
        return QSize(320, 110)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        surface, area = self._themes.current.surface, self._area
        painter.fillRect(self.rect(), surface.canvas)
        if not self._shares.norms.size:
            return
        self._paint_height(painter)
        count = len(self._shares.timesteps)
        begin = starts(count, int(area.width()))
        norms = np.fmax.reduceat(self._shares.norms, begin)
        # NaN would win the pooling, and here it stands for what is to come.
        along = pool(np.nan_to_num(self._shares.projections)[None, :], 1, len(begin))[0]
        wide = area.width() / len(begin)
        gap = 1.0 if wide >= GAP_FROM else 0.0
        zero, tops, ends = self._y(0.0), self._ys(norms).tolist(), self._ys(along).tolist()
        for place in np.flatnonzero(~np.isnan(norms)).tolist():
            colour, top, end = self._colours[int(begin[place])], tops[place], ends[place]
            left = area.left() + place * wide + gap
            self._paint_bar(painter, (left, wide - 2 * gap), (zero, top, end), colour)
        painter.setPen(QPen(surface.second, 1))
        zero = round(self._y(0.0))
        painter.drawLine(QLineF(area.left(), zero, area.right(), zero))
        self._paint_awaited(painter)
        if self._marked is not None and self._marked in self._shares.timesteps:
            column = self._marked - self._shares.timesteps.start
            frame = QRectF(self._x(column), area.top() - 3, max(area.width() / count, 2), 0)
            frame.setBottom(area.bottom() + 1)
            painter.setPen(QPen(surface.ink, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(frame)

    def _paint_bar(
        self,
        painter: QPainter,
        across: tuple[float, float],
        heights: tuple[float, float, float],
        colour: QColor,
    ) -> None:
        """`across` are its left edge and its width; `heights` those of 0, norm and projection."""
        (left, width), (zero, top, end) = across, heights
        canvas = self._themes.current.surface.canvas
        pale = QRectF(left, top, width, max(zero - top, 1))
        if width >= 3:
            painter.setPen(colour)
            painter.setBrush(mixed(colour, canvas, 0.72))
            painter.drawRect(pale.adjusted(0.5, 0.5, -0.5, -0.5))
        else:
            painter.fillRect(pale, mixed(colour, canvas, 0.72))
        painter.fillRect(QRectF(left, min(zero, end), width, max(abs(end - zero), 1)), colour)

    def _paint_height(self, painter: QPainter) -> None:
        (low, high), surface = self._range, self._themes.current.surface
        painter.setFont(number_font(10.5))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for tick in linear_ticks(low, high, int(self._area.height() / TICK_APART)):
            y = self._y(tick.place)
            painter.setPen(QPen(surface.line, 1))
            painter.drawLine(QLineF(self._area.left(), round(y), self._area.right(), round(y)))
            painter.setPen(surface.second)
            top = min(max(y - 8, -1), self.height() - 14)
            painter.drawText(QRectF(0, top, self._left - 6, 16), flags, tick.text)

    def _paint_awaited(self, painter: QPainter) -> None:
        """The columns whose shares are to come: the first ones, since the sweep goes back."""
        shares, surface = self._shares, self._themes.current.surface
        awaited = np.flatnonzero(np.isnan(shares.norms) & shares.exists)
        if not awaited.size:
            return
        left, right = self._x(int(awaited[0])), self._x(int(awaited[-1]) + 1)
        room = QRectF(left, self._area.top(), right - left, self._area.height())
        painter.setPen(QPen(surface.to_come_line, 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(room.adjusted(1.5, 0.5, -1.5, -0.5))
        painter.setFont(text_font(11))
        painter.setPen(surface.to_come_text)
        text = f"{awaited.size:,} to come"
        if painter.fontMetrics().horizontalAdvance(text) + 8 < room.width():
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        timestep = self.timestep_at(event.position().toPoint())
        self.hovered.emit(timestep)
        text = "" if timestep is None else self._tell(timestep)
        QToolTip.showText(event.globalPosition().toPoint() + QPoint(0, 6), text, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        timestep = self.timestep_at(event.position().toPoint())
        if timestep is not None and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(timestep)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        timestep = self.timestep_at(event.position().toPoint())
        if timestep is not None and event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit(timestep)

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit(None)


def _range(shares: TimeShares) -> tuple[float, float]:
    """The smallest and the largest finite number of all, 0 among them."""
    shown = np.concatenate([shares.norms, shares.projections, np.zeros(1)])
    finite = shown[np.isfinite(shown)]
    low, high = float(finite.min()), float(finite.max())
    return (low, high) if low < high else (0.0, 1.0)
