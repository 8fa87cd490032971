"""Line plots: pyqtgraph in our colours, its menu left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtGui import QColor, QPen

from rnn_debugger.views.colours import Array
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.panel import Themes


class Plot(pyqtgraph.PlotWidget):  # type: ignore[misc]
    """A plot with named curves over a whole-numbered axis."""

    def __init__(self, themes: Themes, x_label: str, y_label: str, *, log_y: bool = False) -> None:
        super().__init__()
        self._themes = themes
        self._labels = {"bottom": x_label, "left": y_label}
        self._curves: dict[str, Any] = {}
        self._colours: dict[str, Callable[[], QColor]] = {}
        item = self.getPlotItem()
        # WORKAROUND pyqtgraph 0.14: its Export menu offers an SVG exporter that raises on Qt 6.11.
        item.setMenuEnabled(False)
        item.hideButtons()
        item.setLogMode(y=log_y)
        # On the item, since addItem overwrites what a curve sets for itself.
        item.setDownsampling(auto=True, mode="peak")
        item.setClipToView(True)
        item.getViewBox().setDefaultPadding(0.03)
        self._cursor = pyqtgraph.InfiniteLine(angle=90, movable=False)
        self._cursor.setVisible(False)
        item.addItem(self._cursor, ignoreBounds=True)
        themes.changed.connect(self.restyle)
        self.restyle()

    def add_curve(self, name: str, colour: Callable[[], QColor], **options: Any) -> None:
        """A curve; its colour is asked for again when the theme changes."""
        self._colours[name] = colour
        self._curves[name] = self.getPlotItem().plot(pen=self._pen(colour()), **options)

    def set_curve(self, name: str, x: Array, y: Array) -> None:
        """New data (n,), (n,); what is not finite leaves a gap."""
        self._curves[name].setData(x, np.asarray(y, np.float64), connect="finite")

    def show_curve(self, name: str, visible: bool) -> None:
        self._curves[name].setVisible(visible)

    def set_cursor(self, x: float | None) -> None:
        """A vertical line at the current place."""
        self._cursor.setVisible(x is not None)
        if x is not None:
            self._cursor.setValue(x)

    def restyle(self) -> None:
        surface = self._themes.current.surface
        self.setBackground(surface.canvas)
        item = self.getPlotItem()
        for side, label in self._labels.items():
            axis = item.getAxis(side)
            axis.setPen(QPen(surface.line))
            axis.setTextPen(QPen(surface.second))
            axis.setTickFont(number_font(10.5))
            axis.setLabel(label, color=surface.second.name(), **{"font-size": "8pt"})
            axis.enableAutoSIPrefix(False)
        self._cursor.setPen(pyqtgraph.mkPen(surface.ink, width=1))
        for name, curve in self._curves.items():
            curve.setPen(self._pen(self._colours[name]()))

    def _pen(self, colour: QColor) -> Any:
        # A pen wider than one pixel costs up to fifteen times more.
        return pyqtgraph.mkPen(colour, width=1)
