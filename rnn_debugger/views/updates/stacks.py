"""Shares as stacks: positive ones right of 0, negative ones left of it, what is left below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnn_debugger.debugger import short
from rnn_debugger.views.colours import Array
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes

NAMES, NUMBERS = 104, 84
"""Pixels at the left and at the right of the stacks."""
BAR, REST, SPACE = 17, 5, 3
"""Pixels: height of a stack, of the bar of what is left, and between the two."""
LABEL_FROM = 15
"""Pixels of a segment from which its timestep is written in it."""


@dataclass(frozen=True, eq=False)
class Stack:
    """A row: `values` (k,) in the order in which they are stacked, from 0 outwards; `total` is
    what they add up to. Rows of one `scale` are as long as their numbers say beside each other.
    """

    name: str
    values: Array
    total: float
    scale: str
    tip: str = ""


class Stacks(QWidget):
    """A few stacks of the same timesteps below each other."""

    hovered = Signal(object)
    """The timestep under the mouse, or None."""
    clicked = Signal(int)
    double_clicked = Signal(int)
    """A timestep."""

    def __init__(self, themes: Themes, tell: Callable[[int], str]) -> None:
        """`tell` gives the text for a timestep that the mouse hovers over."""
        super().__init__()
        self._themes = themes
        self._tell = tell
        self._rows: tuple[Stack, ...] = ()
        self._ranges: dict[str, tuple[float, float]] = {}
        """For each scale the numbers at its ends."""
        self._timesteps: tuple[int, ...] = ()
        self._colours: Sequence[QColor] = ()
        self._marked: int | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(NAMES + NUMBERS + 80, 3 * (BAR + REST + SPACE + 4))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self.update)

    def show_stacks(
        self, rows: Sequence[Stack], timesteps: Sequence[int], colours: Sequence[QColor]
    ) -> None:
        """`timesteps` (k,) and `colours` (k,) are those of every row's values."""
        self._rows, self._timesteps = tuple(rows), tuple(timesteps)
        self._colours = colours
        self._ranges = {row.scale: self._range(row.scale) for row in self._rows}
        self.update()

    @property
    def rows(self) -> tuple[Stack, ...]:
        return self._rows

    def mark(self, timestep: int | None) -> None:
        """Frame a timestep that is pointed at elsewhere."""
        if timestep != self._marked:
            self._marked = timestep
            self.update()

    def segments(self, row: int) -> list[QRectF]:
        """Where the values of a row are drawn."""
        stack = self._rows[row]
        sizes = np.nan_to_num(stack.values, nan=0.0, posinf=0.0, neginf=0.0)
        positive = np.cumsum(np.maximum(sizes, 0))
        negative = np.cumsum(np.minimum(sizes, 0))
        ends = np.where(sizes < 0, negative, positive)
        top = self._top(row)
        found = []
        for size, end in zip(sizes.tolist(), ends.tolist(), strict=True):
            first, last = self._x(stack.scale, end - size), self._x(stack.scale, end)
            found.append(QRectF(min(first, last), top, abs(last - first), BAR))
        return found

    def timestep_at(self, place: QPoint) -> int | None:
        """The timestep whose segment is under a point."""
        for row in range(len(self._rows)):
            if self._top(row) <= place.y() < self._top(row) + BAR:
                for number, segment in enumerate(self.segments(row)):
                    if segment.contains(QPointF(place)):
                        return self._timesteps[number]
        return None

    def _top(self, row: int) -> float:
        room = self.height() / max(len(self._rows), 1)
        room = min(room, 2 * (BAR + REST + SPACE))
        return row * room + (room - BAR - REST - SPACE) / 2

    def _range(self, scale: str) -> tuple[float, float]:
        """The ends of a scale: the lengths of what goes to either side."""
        low = high = 0.0
        for stack in self._rows:
            if stack.scale == scale:
                finite = stack.values[np.isfinite(stack.values)]
                low = min(low, float(np.minimum(finite, 0).sum()))
                high = max(high, float(np.maximum(finite, 0).sum()))
        return (low, high) if low < high else (0.0, 1.0)

    def _x(self, scale: str, value: float) -> float:
        low, high = self._ranges[scale]
        width = max(self.width() - NAMES - NUMBERS, 1)
        return NAMES + (value - low) / (high - low) * width

    def sizeHint(self) -> QSize:
        return QSize(360, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._themes.current.surface.canvas)
        for row in range(len(self._rows)):
            self._paint_row(painter, row)

    def _paint_row(self, painter: QPainter, row: int) -> None:
        surface, stack, top = self._themes.current.surface, self._rows[row], self._top(row)
        painter.setFont(text_font(11))
        painter.setPen(surface.second)
        middle = Qt.AlignmentFlag.AlignVCenter
        name = QRectF(0, top, NAMES - 8, BAR)
        painter.drawText(name, Qt.AlignmentFlag.AlignRight | middle, stack.name)
        painter.setFont(number_font(11, bold=True))
        painter.setPen(surface.ink)
        number = QRectF(self.width() - NUMBERS + 8, top, NUMBERS - 8, BAR)
        painter.drawText(number, Qt.AlignmentFlag.AlignLeft | middle, short(stack.total))
        painter.setFont(number_font(10))
        marked: QRectF | None = None
        for segment, timestep, colour in zip(
            self.segments(row), self._timesteps, self._colours, strict=True
        ):
            gap = 1 if segment.width() >= 4 else 0
            painter.fillRect(segment.adjusted(0, 0, -gap, 0), colour)
            if segment.width() >= LABEL_FROM:
                painter.setPen(_text_on(colour))
                painter.drawText(segment, Qt.AlignmentFlag.AlignCenter, str(timestep))
            if timestep == self._marked:
                marked = segment
        zero = self._x(stack.scale, 0.0)
        painter.setPen(QPen(surface.ink, 1))
        foot = top + BAR + SPACE + REST
        painter.drawLine(QLineF(zero, top - 2, zero, foot + 1))
        if np.isfinite(stack.total):
            end = self._x(stack.scale, stack.total)
            rest = QRectF(min(zero, end), top + BAR + SPACE, max(abs(end - zero), 1), REST)
            painter.fillRect(rest, surface.ink)
        if marked is not None:
            painter.setPen(QPen(surface.ink, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(marked.adjusted(-1, -1, 0, 1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        timestep = self.timestep_at(place)
        self.hovered.emit(timestep)
        text = "" if timestep is None else self._tell(timestep)
        for row, stack in enumerate(self._rows):
            if not text and self._top(row) <= place.y() < self._top(row) + BAR + SPACE + REST:
                text = stack.tip
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


def _text_on(colour: QColor) -> QColor:
    """Black or white, whichever is read better on a colour."""
    light = 0.3 * colour.red() + 0.59 * colour.green() + 0.11 * colour.blue()
    return QColor("#FFFFFF" if light < 140 else "#1B1F24")
