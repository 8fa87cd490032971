"""The axes of a plot: our ticks, texts and fonts in pyqtgraph's place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pyqtgraph

from rnn_debugger.debugger import Tick
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.theme import Surface

Ticks = Callable[[float, float, int], Sequence[Tick]]
"""From the lowest and highest place, and the most ticks that there is room for."""


class PlotAxis(pyqtgraph.AxisItem):  # type: ignore[misc]
    """An axis whose ticks are worked out elsewhere."""

    def __init__(self, orientation: str, ticks: Ticks, room: int) -> None:
        """`room` is how many pixels a tick needs along the axis."""
        super().__init__(orientation)
        self._ticks = ticks
        self._room = room
        self._texts: dict[float, str] = {}
        self.enableAutoSIPrefix(False)
        self.setStyle(tickLength=-4, tickTextOffset=5, autoExpandTextSpace=False)
        self.setTickFont(number_font(10.5))

    def restyle(self, surface: Surface) -> None:
        self.setPen(pyqtgraph.mkPen(surface.line))
        self.setTickPen(pyqtgraph.mkPen(surface.line))
        self.setTextPen(pyqtgraph.mkPen(surface.second))

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[Any]:
        found = self._ticks(minVal, maxVal, max(int(size / self._room), 1))
        self._texts = {tick.place: tick.text for tick in found}
        return [(1.0, [tick.place for tick in found])]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [self._texts.get(value, "") for value in values]
