"""Plots over iterations: a million points in a few milliseconds, zoomed along their axis.

Painted by hand. With pyqtgraph 0.14 the same picture took 8 to 13 ms whenever an iteration ended,
where this takes 3 to 5, and importing it half of the time in which the window opens.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnn_debugger.debugger import Peaks
from rnn_debugger.views.colours import Array
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.plot_painter import BOTTOM, LEFT, RIGHT, TOP, PlotPainter
from rnn_debugger.views.plot_scale import PlotScale, extent

MARGIN = 14
"""Pixels beside what there is to be seen."""
SMOOTH_POINTS = 300
CLOSEST = 2.0
"""Places along the axis that are in view at least."""


@dataclass
class Curve:
    """What is drawn of a series: the values `first` to `last` − 1, as points x, y (n,)."""

    colour: Callable[[], QColor]
    width: float
    is_smooth: bool
    series: Peaks = field(default_factory=Peaks)
    first: int = 0
    last: int = 0
    pale: bool = False
    x: Array = field(default_factory=lambda: np.empty(0))
    y: Array = field(default_factory=lambda: np.empty(0))


class Plot(QWidget):
    """Named curves over a whole-numbered axis. The wheel zooms along it, dragging moves; out of
    a zoom that shows all, the plot grows with what it shows.
    """

    double_clicked = Signal(int)
    """The whole number nearest to the place."""

    def __init__(self, themes: Themes, x_label: str, tell: Callable[[int], str]) -> None:
        """`tell` gives the text for a place on the axis that the mouse hovers over."""
        super().__init__()
        self._themes = themes
        self._tell = tell
        self.x_label = x_label
        self.curves: dict[str, Curve] = {}
        self.scale = PlotScale()
        self.guide: float | None = None
        self.flag: tuple[int, str] | None = None
        self.heights = (0.0, 1.0)
        """The places at the foot and at the head."""
        self._extent = (0, 1)
        self._chosen: tuple[float, float] | None = None
        self._cursor: float | None = None
        self._hover: int | None = None
        self._dragged: float | None = None
        self._ground: QPixmap | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(110, 70)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self.redraw)

    @property
    def area(self) -> QRectF:
        """Where the curves are."""
        width, height = self.width() - LEFT - RIGHT, self.height() - TOP - BOTTOM
        return QRectF(LEFT, TOP, max(width, 1), max(height, 1))

    @property
    def view(self) -> tuple[float, float]:
        """The part of the axis that is seen."""
        return self._whole if self._chosen is None else self._chosen

    @property
    def cursor_place(self) -> float | None:
        return self._cursor

    def point(self, x: float, y: float) -> QPointF:
        """The pixel of a place on the axis and a place on the height, as `scale` has it."""
        area, (low, high), (foot, head) = self.area, self.view, self.heights
        return QPointF(
            area.left() + (x - low) / (high - low) * area.width(),
            area.bottom() - (y - foot) / (head - foot) * area.height(),
        )

    def set_log(self, log: bool) -> None:
        """A logarithmic height; what is not above 0 leaves a gap there."""
        self.scale.is_log = log
        self.redraw()

    def add_curve(
        self,
        name: str,
        colour: Callable[[], QColor],
        *,
        width: float = 1,
        is_smooth: bool = False,
    ) -> None:
        """A curve, above those before; its colour is asked for whenever it is drawn. One that is
        smooth needs no extremes.
        """
        self.curves[name] = Curve(colour, width, is_smooth)

    def set_curve(self, name: str, series: Peaks, first: int, last: int) -> None:
        """Show the values `first` to `last` − 1 of a series from the next `redraw`."""
        curve = self.curves[name]
        curve.series, curve.first, curve.last = series, first, last

    def emphasise(self, name: str) -> None:
        """One curve strong and above the others, and the others pale, from the next `redraw`."""
        for other, curve in self.curves.items():
            curve.width, curve.pale = (2, False) if other == name else (1, True)

    def set_extent(self, first: int, last: int) -> None:
        """What there is to be seen: the places `first` to `last`."""
        self._extent = first, max(last, first + 1)

    def show_all(self) -> None:
        """Out of any zoom."""
        self._chosen = None
        self.redraw()

    def show_part(self, low: float, high: float) -> None:
        """Zoom to a part of the axis; a part that holds all is no zoom."""
        first, last = self._whole
        span = min(max(high - low, CLOSEST), last - first)
        low = min(max(low, first), last - span)
        is_all = span >= (last - first) * (1 - 1e-9)
        self._chosen = None if is_all else (low, low + span)
        self.redraw()

    def set_cursor_place(self, x: float | None) -> None:
        """A vertical line at the current place."""
        self._cursor = x
        self.update()

    def set_guide(self, y: float | None) -> None:
        """A horizontal dashed line that is always in view, from the next `redraw`."""
        self.guide = y

    def set_flag(self, x: int | None, text: str = "") -> None:
        """A place where something went wrong, from the next `redraw`."""
        self.flag = None if x is None else (x, text)

    def redraw(self) -> None:
        """Draw the curves for the part that is in view."""
        low, high = self.view
        first, last = math.floor(low), math.ceil(high) + 1
        for curve in self.curves.values():
            begin, end = max(first, curve.first), min(last, curve.last)
            part = curve.series.course if curve.is_smooth else curve.series.line
            most = SMOOTH_POINTS if curve.is_smooth else max(int(self.area.width()), 64)
            curve.x, curve.y = part(begin, max(end, begin), most)
        shown = [curve.y for curve in self.curves.values()]
        self.scale.fit(shown)
        guide = [] if self.guide is None else [np.array([self.guide])]
        foot, head = extent([self.scale.places(values) for values in shown + guide])
        spread = 0.08 * (head - foot)
        self.heights = foot - spread, head + spread
        self._ground = None
        self.update()

    @property
    def _whole(self) -> tuple[float, float]:
        """All there is, with room for the texts of the first and the last tick."""
        first, last = self._extent
        margin = (last - first) * MARGIN / max(self.area.width(), 4 * MARGIN)
        return first - margin, last + margin

    def _place(self, x: float) -> float:
        """The place on the axis at a pixel."""
        low, high = self.view
        return low + (x - self.area.left()) / self.area.width() * (high - low)

    def _number_at(self, position: QPointF) -> int | None:
        number = round(self._place(position.x()))
        inside = self.area.contains(position)
        return number if inside and self._extent[0] <= number <= self._extent[1] else None

    def _painted_ground(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        ground = QPixmap(self.size() * ratio)
        ground.setDevicePixelRatio(ratio)
        ground.fill(self._themes.current.surface.canvas)
        painter = QPainter(ground)
        PlotPainter(painter, self._themes.current, self).paint()
        painter.end()
        return ground

    def sizeHint(self) -> QSize:
        return QSize(320, 140)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ground is None:
            self._ground = self._painted_ground()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground)
        lines: Sequence[tuple[float | None, Qt.PenStyle]] = (
            (self._cursor, Qt.PenStyle.SolidLine),
            (self._hover, Qt.PenStyle.DotLine),
        )
        for place, style in lines:
            x = None if place is None else self.point(place, 0).x()
            if x is not None and self.area.left() <= x <= self.area.right():
                painter.setPen(self._themes.current.surface.ink)
                pen = painter.pen()
                pen.setStyle(style)
                painter.setPen(pen)
                painter.drawLine(QPointF(x, self.area.top()), QPointF(x, self.area.bottom()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.redraw()

    def wheelEvent(self, event: QWheelEvent) -> None:
        low, high = self.view
        turns = event.angleDelta() / 120
        if abs(turns.x()) > abs(turns.y()):
            moved = (high - low) * 0.1 * -turns.x()
            self.show_part(low + moved, high + moved)
        else:
            place, factor = self._place(event.position().x()), 0.8 ** (event.angleDelta().y() / 120)
            self.show_part(place - (place - low) * factor, place + (high - place) * factor)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.area.contains(event.position()):
            self._dragged = self._place(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None and self._chosen is not None:
            low, high = self.view
            moved = self._dragged - self._place(event.position().x())
            self.show_part(low + moved, high + moved)
        number = self._number_at(event.position())
        text = "" if number is None else self._tell(number)
        self._hover = number if text else None
        self.update()
        QToolTip.showText(event.globalPosition().toPoint() + QPoint(0, 6), text, self)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        number = self._number_at(event.position())
        if number is not None:
            self.double_clicked.emit(number)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = None
        self.update()
