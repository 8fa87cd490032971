"""Where values stand on the height of a plot, linear or logarithmic. No Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from rnn_debugger.debugger import Tick, linear_ticks, log_ticks
from rnn_debugger.views.colours import Array


class PlotScale:
    """From values to places and back to the texts of ticks."""

    def __init__(self) -> None:
        self.is_log = False
        self._unit = 1.0

    def fit(self, shown: Sequence[Array]) -> None:
        """Choose the unit for values: arithmetic on huge or tiny places overflows."""
        values = np.concatenate([np.zeros(1), *shown])
        largest = float(np.abs(values[np.isfinite(values)]).max())
        is_moderate = largest == 0 or 1e-9 < largest < 1e9
        self._unit = 1.0 if is_moderate else 10.0 ** max(math.floor(math.log10(largest)), -300)

    def places(self, values: Array) -> Array:
        """Where values stand; NaN for those that have no place."""
        if not self.is_log:
            return values / self._unit
        with np.errstate(divide="ignore", invalid="ignore"):
            places: Array = np.where(values > 0, np.log10(values), np.nan)
        return places

    def ticks(self, low: float, high: float, most: int) -> Sequence[Tick]:
        """Ticks between two places."""
        if self.is_log:
            return log_ticks(low, high, most + 1)
        found = linear_ticks(low * self._unit, high * self._unit, most)
        return [Tick(tick.place / self._unit, tick.text) for tick in found]


def extent(shown: Sequence[Array]) -> tuple[float, float]:
    """The lowest and the highest place, apart from each other, whatever there is."""
    places = np.concatenate([np.empty(0), *shown])
    found = places[np.isfinite(places)]
    low, high = (float(found.min()), float(found.max())) if found.size else (0.0, 1.0)
    if low < high:
        return low, high
    spread = abs(low) / 10 or 1.0
    return low - spread, high + spread
