"""A number of a weight after each update of a sweep, which goes back through time."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnn_debugger.debugger import exact, whole_ticks
from rnn_debugger.views.colours import Array
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.paths import segments
from rnn_debugger.views.plot_scale import PlotScale, extent

LEFT, RIGHT, TOP, BOTTOM = 66, 34, 22, 20
"""Pixels around the line."""
DOTS_UP_TO = 60


class TrajectoryView(QWidget):
    """The timesteps from left to right; the line begins at the right end, before the sweep."""

    double_clicked = Signal(int)
    """A timestep."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self._title = ""
        self._steps = range(1, 2)
        self._timesteps: tuple[int, ...] = ()
        self._values = np.zeros(1)
        self._scale = PlotScale()
        self._hover: int | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(150, 70)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self.update)

    def show_values(
        self, title: str, steps: range, timesteps: tuple[int, ...], values: Array
    ) -> None:
        """`values` (k + 1,): before the sweep, then after the update at each of `timesteps` (k,);
        `steps` are those that the axis has.
        """
        self._title, self._steps = title, steps
        self._timesteps, self._values = timesteps, np.asarray(values, np.float64)
        self._scale.fit([self._values])
        self.update()

    @property
    def title(self) -> str:
        return self._title

    def points(self) -> list[QPointF]:
        """Where the values stand, the first at the right."""
        places = (self._steps.stop, *self._timesteps)
        heights = self._heights()
        return [
            QPointF(self._x(place), height)
            for place, height in zip(places, heights.tolist(), strict=True)
        ]

    @property
    def _area(self) -> QRectF:
        width, height = self.width() - LEFT - RIGHT, self.height() - TOP - BOTTOM
        return QRectF(LEFT, TOP, max(width, 1), max(height, 1))

    def _x(self, place: int) -> float:
        """Of a timestep; what was before the sweep stands behind the last one."""
        share = (place - self._steps.start) / max(len(self._steps), 1)
        return self._area.left() + share * self._area.width()

    def _extent(self) -> tuple[float, float]:
        low, high = extent([self._scale.places(self._values)])
        spread = 0.1 * (high - low)
        return low - spread, high + spread

    def _heights(self) -> Array:
        low, high = self._extent()
        area = self._area
        heights: Array = (
            area.bottom() - (self._scale.places(self._values) - low) / (high - low) * area.height()
        )
        return heights

    def sizeHint(self) -> QSize:
        return QSize(320, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, area = self._themes.current, self._area
        painter.fillRect(self.rect(), theme.surface.canvas)
        painter.setFont(text_font(11.5))
        painter.setPen(theme.surface.ink)
        title = QRectF(8, 2, self.width() - 12, 17)
        painter.drawText(title, Qt.AlignmentFlag.AlignLeft, self._title)
        painter.setFont(text_font(11))
        painter.setPen(theme.surface.second)
        told = title.adjusted(0, 0, -8, 0)
        painter.drawText(told, Qt.AlignmentFlag.AlignRight, "← back through time")
        self._paint_axes(painter)
        points = self.points()
        x, y = (np.array([getattr(p, axis)() for p in points]) for axis in ("x", "y"))
        painter.setClipRect(area.adjusted(-6, -6, 6, 6))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.update.line, 2))
        # A weight keeps its value until the next update: the line goes in steps.
        stepped_x, stepped_y = np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]
        painter.drawLines(segments(stepped_x, stepped_y))
        if len(points) <= DOTS_UP_TO:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.update.line)
            for number, point in enumerate(points):
                if np.isfinite(point.y()):
                    radius = 4.5 if number == self._hover else 3.0
                    painter.drawEllipse(point, radius, radius)

    def _paint_axes(self, painter: QPainter) -> None:
        surface, area = self._themes.current.surface, self._area
        low, high = self._extent()
        painter.setFont(number_font(10.5))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for tick in self._scale.ticks(low, high, max(int(area.height() / 26), 1)):
            y = area.bottom() - (tick.place - low) / (high - low) * area.height()
            painter.setPen(QPen(surface.line, 1))
            painter.drawLine(QLineF(area.left(), round(y), area.right(), round(y)))
            painter.setPen(surface.second)
            painter.drawText(QRectF(0, y - 8, LEFT - 6, 16), right, tick.text)
        painter.setPen(surface.second)
        foot = area.bottom() + 3
        centre = Qt.AlignmentFlag.AlignHCenter
        painter.drawText(QRectF(8, foot, 40, 16), Qt.AlignmentFlag.AlignLeft, "t")
        start = QRectF(area.right() - 20, foot, RIGHT + 20, 16)
        painter.drawText(start, Qt.AlignmentFlag.AlignRight, "start")
        steps = self._steps
        for tick in whole_ticks(steps.start, steps.stop - 1, int(area.width() / 34)):
            x = self._x(int(tick.place))
            if x + 12 < start.left() + 14:
                painter.drawText(QRectF(x - 30, foot, 60, 16), centre, tick.text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        distances = [abs(point.x() - event.position().x()) for point in self.points()]
        nearest = int(np.argmin(distances))
        self._hover = nearest if distances[nearest] < 12 else None
        text = ""
        if self._hover is not None:
            when = "before the sweep"
            if self._hover:
                when = f"after the update at t = {self._timesteps[self._hover - 1]}"
            text = f"{self._title} {when}\n{exact(float(self._values[self._hover]))}"
        QToolTip.showText(event.globalPosition().toPoint() + QPoint(0, 6), text, self)
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._hover:
            self.double_clicked.emit(self._timesteps[self._hover - 1])

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = None
        self.update()
