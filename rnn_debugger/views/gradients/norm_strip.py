"""The norm of the gradient at every timestep, on a logarithmic scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnn_debugger.debugger import exact, log_range, log_ticks, short
from rnn_debugger.views.colours import Array
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.gradients.bars import CAP, bar_pixels
from rnn_debugger.views.heatmap import runs
from rnn_debugger.views.heatmap_marks import HATCH
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.pooling import starts

HEAD = 14
"""Pixels above the highest power of ten, for the mark of the largest."""
ZEROS_APART = 12.0
"""Pixels between two zeros that are written."""
FLAG = 30.0
"""Pixels of the flag on what is not a number."""
BARS_FROM = 5
"""Pixels of a column from which a gap parts it from the next."""


@dataclass(frozen=True, eq=False)
class Norms:
    """What is shown. `norms` (columns,) may hold 0, infinity and NaN where `present`."""

    base: str
    timesteps: range
    norms: Array
    present: Array
    exists: Array
    current: int | None = None
    phase: str = "backward"
    marked: int | None = None


class NormStrip(QWidget):
    """Bars over the columns of the heatmap above, with gutters as wide as the heatmap's."""

    clicked = Signal(int)
    """A column."""
    double_clicked = Signal(int)

    def __init__(self, themes: Themes, left: int, right: int) -> None:
        super().__init__()
        self._themes = themes
        self._left, self._right = left, right
        self._norms: Norms | None = None
        self._range = (-1, 0)
        self.setMouseTracking(True)
        self.setMinimumHeight(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self.update)

    def show_norms(self, norms: Norms) -> None:
        self._norms = norms
        self._range = log_range(norms.norms)
        self.update()

    def height_of(self, norm: float) -> float:
        """Where a norm is drawn, in pixels from the top; 0 is drawn at the floor."""
        return float(self._heights(np.array([norm]))[0])

    def column_at(self, place: QPoint) -> int | None:
        """The column under a point; None in the gutters."""
        if self._norms is None or not self._area.contains(QPointF(place)):
            return None
        columns = len(self._norms.timesteps)
        return min(int((place.x() - self._left) * columns / self._area.width()), columns - 1)

    @property
    def _floor(self) -> float:
        return self.height() - 5.0

    @property
    def _area(self) -> QRectF:
        return QRectF(self._left, 6, max(self.width() - self._left - self._right, 1),
                      max(self._floor - 6, 1))  # fmt: skip

    def _column(self, first: int, last: int) -> QRectF:
        assert self._norms is not None
        width = self._area.width() / len(self._norms.timesteps)
        return QRectF(self._left + first * width, 6, (last - first + 1) * width, self._floor - 6)

    def _heights(self, norms: Array) -> Array:
        low, high = self._range
        with np.errstate(divide="ignore"):
            shares = (np.log10(norms) - low) / (high - low)
        heights: Array = self._floor - np.clip(shares, 0, 1) * (self._floor - HEAD)
        return heights

    def _paint_scale(self, painter: QPainter, norms: Norms) -> None:
        surface = self._themes.current.surface
        painter.setFont(number_font(10.5))
        most = int((self._floor - HEAD) / 15) + 1
        has_place = bool((norms.present & np.isfinite(norms.norms) & (norms.norms > 0)).any())
        for tick in log_ticks(*self._range, most) if has_place else ():
            height = self.height_of(10.0**tick.place)
            painter.setPen(QPen(surface.line, 1))
            painter.drawLine(QLineF(self._left, height, self._area.right(), height))
            painter.setPen(surface.second)
            area = QRectF(0, height - 8, self._left - 6, 16)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area, flags, tick.text)
        painter.setFont(number_font(10.5, bold=True))
        painter.setPen(self._themes.current.backward.text)
        title = QRectF(self._area.right() + 8, HEAD - 8, self._right - 8, 16)
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft, f"‖{norms.base}[t]‖")

    def _paint_awaited(self, painter: QPainter, norms: Norms) -> None:
        surface = self._themes.current.surface
        for first, last in runs(norms.exists & ~norms.present):
            painter.fillRect(self._column(first, last), surface.canvas)
            painter.setPen(QPen(surface.to_come_line, 1, Qt.PenStyle.DashLine))
            painter.drawRect(self._column(first, last).adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_bars(self, painter: QPainter, norms: Norms) -> None:
        backward, area = self._themes.current.backward, self._area
        is_drawn = norms.present & np.isfinite(norms.norms) & (norms.norms > 0)
        heights = np.full(len(is_drawn), np.nan)
        heights[is_drawn] = self._floor - self._heights(norms.norms[is_drawn])
        ratio = self.devicePixelRatioF()
        pixels = bar_pixels(
            heights * ratio,
            (round((self._floor - area.top()) * ratio), round(area.width() * ratio)),
            (backward.glow.rgba(), backward.line.rgba()),
            gap=1 if area.width() / len(heights) >= BARS_FROM else 0,
            cap=CAP * ratio,
        )
        height, width = pixels.shape
        image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32)
        painter.drawImage(area, image)

    def _paint_zeros(self, painter: QPainter, norms: Norms) -> None:
        """0 has no place on a logarithmic scale: it is written at the floor."""
        painter.setFont(number_font(10.5, bold=True))
        painter.setPen(self._themes.current.backward.text)
        last_place = -ZEROS_APART
        for first, last in runs(norms.norms == 0):
            area = self._column(first, last)
            if area.center().x() - last_place < ZEROS_APART:
                continue
            last_place = area.center().x()
            area = QRectF(area.center().x() - 30, self._floor - 15, 60, 14)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, "0")

    def _paint_not_finite(self, painter: QPainter, norms: Norms) -> None:
        ink = self._themes.current.surface.ink
        for mask, pattern, text in (
            (np.isnan(norms.norms), Qt.BrushStyle.BDiagPattern, "NaN"),
            (np.isinf(norms.norms), Qt.BrushStyle.FDiagPattern, "∞"),
        ):
            last_flag = -FLAG
            for first, last in self._wide_runs(mask & norms.present):
                area = self._column(first, last)
                painter.fillRect(area, QBrush(ink, pattern))
                if area.center().x() - last_flag > FLAG:
                    last_flag = area.center().x()
                    self._paint_flag(painter, area, text)

    def _wide_runs(self, mask: Array) -> list[tuple[int, int]]:
        """Stretches of columns that cover the mask, each wide enough to be seen."""
        begins = starts(len(mask), int(self._area.width()) // HATCH)
        ends = np.append(begins[1:], len(mask)) - 1
        found = runs(np.logical_or.reduceat(mask, begins))
        return [(int(begins[first]), int(ends[last])) for first, last in found]

    def _paint_flag(self, painter: QPainter, area: QRectF, text: str) -> None:
        surface = self._themes.current.surface
        flag = QRectF(area.center().x() - FLAG / 2, area.top() + 2, FLAG, 15)
        flag.moveLeft(min(max(flag.left(), self._area.left()), self._area.right() - FLAG))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(surface.ink)
        painter.drawRoundedRect(flag, 3, 3)
        painter.setPen(surface.canvas)
        painter.setFont(number_font(10.5, bold=True))
        painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_largest(self, painter: QPainter, norms: Norms) -> None:
        """A triangle above the largest, and the number beside it."""
        finite = np.where(norms.present & np.isfinite(norms.norms), norms.norms, -1.0)
        column = int(finite.argmax())
        if finite[column] <= 0:
            return
        backward = self._themes.current.backward
        middle = self._column(column, column).center().x()
        top = self.height_of(float(finite[column])) - 3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(backward.line)
        painter.drawPolygon(
            QPolygonF(
                [QPointF(middle - 5, top - 8), QPointF(middle + 5, top - 8), QPointF(middle, top)]
            )
        )
        painter.setPen(backward.text)
        painter.setFont(number_font(10.5))
        is_right = middle + 90 < self._area.right()
        text = short(float(finite[column]))
        width = painter.fontMetrics().horizontalAdvance(text) + 4
        area = QRectF(middle + 7 if is_right else middle - 7 - width, top - 12, width, 13)
        # Lines of the current column may run behind it.
        painter.fillRect(area.intersected(self._area), self._themes.current.surface.canvas)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_marks(self, painter: QPainter, norms: Norms) -> None:
        theme = self._themes.current
        if norms.current is not None:
            area = self._column(norms.current, norms.current)
            painter.setPen(QPen(theme.phase(norms.phase).line, 2))
            for x in (max(area.left() - 1, self._left + 1), area.right() + 1):
                painter.drawLine(QLineF(x, 0, x, self.height()))
        if norms.marked is not None:
            area = self._column(norms.marked, norms.marked)
            if area.width() < 8:
                area.adjust(-2, 0, 2, 0)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.surface.ink, 2))
            painter.drawRect(area.adjusted(1, 1, -1, -1))

    def sizeHint(self) -> QSize:
        return QSize(320, 70)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._norms is None:
            return
        painter = QPainter(self)
        painter.fillRect(self._area, self._themes.current.surface.canvas)
        self._paint_scale(painter, self._norms)
        self._paint_awaited(painter, self._norms)
        self._paint_bars(painter, self._norms)
        self._paint_zeros(painter, self._norms)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_not_finite(painter, self._norms)
        self._paint_marks(painter, self._norms)
        self._paint_largest(painter, self._norms)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        column = self.column_at(event.position().toPoint())
        text = ""
        if self._norms is not None and column is not None and self._norms.present[column]:
            name = f"{self._norms.base}[{self._norms.timesteps[column]}]"
            text = f"‖{name}‖ = {exact(float(self._norms.norms[column]))}"
        QToolTip.showText(event.globalPosition().toPoint() + QPoint(0, 6), text, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        column = self.column_at(event.position().toPoint())
        if column is not None and event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(column)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        column = self.column_at(event.position().toPoint())
        if column is not None and event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit(column)
