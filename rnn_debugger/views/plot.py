"""Plots over iterations: pyqtgraph in our colours, its menu and its sampling left out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QToolTip

from rnn_debugger.debugger import Peaks, Tick, whole_ticks
from rnn_debugger.views.colours import Array
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.plot_axis import PlotAxis
from rnn_debugger.views.plot_scale import PlotScale, extent

LEFT = 62
"""Pixels of the axis at the left; fixed, so that nothing moves when numbers change."""
BOTTOM = 22
MARGIN = 14
"""Pixels beside what there is to be seen."""
DOTS_UP_TO = 40
"""Points of a curve up to which each has a dot."""
SMOOTH_POINTS = 300
PLAIN_FROM = 700
"""Points of a curve from which it is drawn without smoothing."""


@dataclass
class _Curve:
    item: Any
    colour: Callable[[], QColor]
    width: float
    is_smooth: bool
    series: Peaks | None = None
    first: int = 0
    last: int = 0


class Plot(pyqtgraph.PlotWidget):  # type: ignore[misc]
    """Named curves over a whole-numbered axis. The wheel zooms along it, dragging moves; out of
    a zoom that shows all, the plot grows with what it shows.
    """

    double_clicked = Signal(int)
    """The whole number nearest to the place."""

    def __init__(self, themes: Themes, x_label: str, tell: Callable[[int], str]) -> None:
        """`tell` gives the text for a place on the axis that the mouse hovers over."""
        self._bottom = PlotAxis("bottom", _whole, 64)
        self._scale = PlotScale()
        self._left = PlotAxis("left", self._scale.ticks, 26)
        super().__init__(axisItems={"bottom": self._bottom, "left": self._left})
        self._themes = themes
        self._tell = tell
        self._curves: dict[str, _Curve] = {}
        self._extent = (0, 1)
        self._follows = True
        self._guide_at: float | None = None
        self._is_ours = True
        self._left.setWidth(LEFT)
        self._left.setGrid(70)
        self._bottom.setHeight(BOTTOM)
        self._corner = QLabel(x_label, self)
        self._corner.setFont(text_font(10.5))
        item = self.getPlotItem()
        # WORKAROUND pyqtgraph 0.14: its Export menu offers an SVG exporter that raises on Qt 6.11.
        item.setMenuEnabled(False)
        item.hideButtons()
        self._box = item.getViewBox()
        self._box.setMouseEnabled(x=True, y=False)
        self._box.disableAutoRange()
        self._cursor = self._line()
        self._hover = self._line()
        self._guide = self._line(angle=0)
        self._flag: Any = None
        self._is_ours = False
        self._box.sigXRangeChanged.connect(self._range_changed)
        self._box.sigRangeChangedManually.connect(self._range_chosen)
        self.setMouseTracking(True)
        # Arrow keys are for stepping, not for scrolling here.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        themes.changed.connect(self.restyle)
        self.restyle()

    @property
    def is_log(self) -> bool:
        return self._scale.is_log

    def set_log(self, log: bool) -> None:
        """A logarithmic axis; what is not above 0 leaves a gap there."""
        self._scale.is_log = log
        self.redraw()

    def add_curve(
        self, name: str, colour: Callable[[], QColor], *, width: float = 1, is_smooth: bool = False
    ) -> None:
        """A curve; its colour is asked for again when the theme changes. One that is smooth needs
        no extremes.
        """
        self._curves[name] = _Curve(self.getPlotItem().plot(), colour, width, is_smooth)

    def set_curve(self, name: str, series: Peaks | None, first: int = 0, last: int = 0) -> None:
        """Show the values `first` to `last` − 1 of a series; call `redraw` after all are set."""
        curve = self._curves[name]
        curve.series, curve.first, curve.last = series, first, last

    def emphasise(self, name: str | None) -> None:
        """One curve strong and above the others, and the others pale, from the next `redraw`."""
        for other, curve in self._curves.items():
            curve.width = 2 if other == name else 1
            curve.item.setZValue(10 if other == name else 0)
            curve.item.setOpacity(1.0 if name is None or other == name else 0.55)

    def set_extent(self, first: int, last: int) -> None:
        """What there is to be seen: the places `first` to `last`."""
        self._extent = first, max(last, first + 1)
        # Room for the texts of the first and the last tick.
        margin = (self._extent[1] - first) * MARGIN / max(self._box.width(), 4 * MARGIN)
        self._is_ours = True
        self._box.setLimits(xMin=first - margin, xMax=self._extent[1] + margin, minXRange=2)
        if self._follows:
            self._box.setXRange(first - margin, self._extent[1] + margin, padding=0)
        self._is_ours = False

    def show_all(self) -> None:
        """Out of any zoom."""
        self._follows = True
        self.set_extent(*self._extent)
        self.redraw()

    def set_cursor(self, x: float | None) -> None:
        """A vertical line at the current place."""
        self._cursor.setVisible(x is not None)
        if x is not None:
            self._cursor.setValue(x)

    def set_guide(self, y: float | None) -> None:
        """A horizontal dashed line that is always in view."""
        self._guide_at = y
        self._guide.setVisible(y is not None)
        if y is not None:
            self._guide.setValue(float(self._scale.places(np.array([y]))[0]))

    def set_flag(self, x: float | None, text: str = "") -> None:
        """A place where something went wrong."""
        if self._flag is not None:
            self.removeItem(self._flag)
        self._flag = None
        if x is not None:
            # What comes after it is mostly not a number either: there is room for the text.
            side = (0, 0.5) if x < 0.75 * self._extent[1] else (1, 0.5)
            self._flag = pyqtgraph.InfiniteLine(
                x, angle=90, label=text, labelOpts={"position": 0.9, "anchors": [side, side]}
            )
            self.addItem(self._flag, ignoreBounds=True)
            self._paint_line(self._flag, Qt.PenStyle.DashLine)

    def redraw(self) -> None:
        """Draw the curves for the part that is in view."""
        (low, high), _ = self._box.viewRange()
        first, last = math.floor(low), math.ceil(high) + 1
        most = max(int(self._box.width()), 64)
        lines = []
        for curve in self._curves.values():
            begin, end = max(first, curve.first), min(last, curve.last)
            series = curve.series or Peaks()
            if curve.is_smooth:
                lines.append(series.course(begin, max(end, begin), SMOOTH_POINTS))
            else:
                lines.append(series.line(begin, max(end, begin), most))
        held = np.array([] if self._guide_at is None else [self._guide_at])
        self._scale.fit([y for _, y in lines])
        places = [self._scale.places(y) for _, y in lines]
        for curve, (x, _), y in zip(self._curves.values(), lines, places, strict=True):
            self._draw_curve(curve, x, y)
        self._show_height(np.concatenate([self._scale.places(held), *places]))

    def restyle(self) -> None:
        surface = self._themes.current.surface
        self.setBackground(surface.canvas)
        for axis in (self._left, self._bottom):
            axis.restyle(surface)
        self._corner.setStyleSheet(f"color: {surface.second.name()}")
        self._paint_line(self._cursor, Qt.PenStyle.SolidLine)
        self._paint_line(self._hover, Qt.PenStyle.DotLine)
        self._paint_line(self._guide, Qt.PenStyle.DashLine)
        if self._flag is not None:
            self._paint_line(self._flag, Qt.PenStyle.DashLine)
        self.redraw()

    def _show_height(self, places: Array) -> None:
        low, high = extent(places)
        self._is_ours = True
        self._box.setYRange(low, high, padding=0.08)
        self._is_ours = False

    def _range_changed(self) -> None:
        # Setting the height announces another range along the axis too.
        if not self._is_ours:
            self.redraw()

    def _range_chosen(self) -> None:
        (low, high), _ = self._box.viewRange()
        self._follows = low <= self._extent[0] and high >= self._extent[1]

    def _line(self, angle: int = 90) -> Any:
        line = pyqtgraph.InfiniteLine(angle=angle, movable=False)
        line.setVisible(False)
        self.addItem(line, ignoreBounds=True)
        return line

    def _paint_line(self, line: Any, style: Qt.PenStyle) -> None:
        surface = self._themes.current.surface
        colour = surface.ink if style == Qt.PenStyle.SolidLine else surface.second
        line.setPen(pyqtgraph.mkPen(colour, width=1, style=style))
        if getattr(line, "label", None) is not None:
            line.label.setColor(surface.second)
            line.label.setFont(number_font(10.5))

    def _draw_curve(self, curve: _Curve, x: Array, y: Array) -> None:
        # A thick or smoothed line up and down at every pixel costs fifty times what a plain one
        # does, and looks the same.
        is_plain = len(x) > PLAIN_FROM
        pen = pyqtgraph.mkPen(curve.colour(), width=1 if is_plain else curve.width)
        # Few iterations are seen one by one, the only one at all.
        dots: dict[str, Any] = {"symbol": None}
        if len(x) <= DOTS_UP_TO:
            brush = pyqtgraph.mkBrush(curve.colour())
            dots = {"symbol": "o", "symbolSize": 3 + curve.width, "symbolBrush": brush}
            dots["symbolPen"] = None
        if not np.isfinite(y).any():
            x, y = x[:0], y[:0]
        curve.item.setData(x, y, connect="finite", pen=pen, antialias=not is_plain, **dots)

    def _place_at(self, event: QMouseEvent) -> int | None:
        place = self._box.mapSceneToView(self.mapToScene(event.position().toPoint()))
        inside = self._box.sceneBoundingRect().contains(
            QPointF(self.mapToScene(event.position().toPoint()))
        )
        number = round(place.x())
        return number if inside and self._extent[0] <= number <= self._extent[1] else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        number = self._place_at(event)
        text = "" if number is None else self._tell(number)
        self._hover.setVisible(bool(text))
        if number is not None:
            self._hover.setValue(number)
        QToolTip.showText(event.globalPosition().toPoint() + QPoint(0, 6), text, self)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        event.accept()
        number = self._place_at(event)
        if number is not None:
            self.double_clicked.emit(number)

    def leaveEvent(self, event: Any) -> None:
        super().leaveEvent(event)
        self._hover.setVisible(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # pyqtgraph resizes before our constructor is through.
        if hasattr(self, "_corner"):
            self._corner.move(4, self.height() - BOTTOM + 3)
            self.set_extent(*self._extent)
            self.redraw()


def _whole(low: float, high: float, most: int) -> Sequence[Tick]:
    return whole_ticks(math.ceil(low), math.floor(high), most)
