"""How much each parameter changes, iteration after iteration."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import numpy as np

from rnn_debugger.debugger.plots.peaks import Peaks
from rnn_debugger.engine import Array
from rnn_debugger.recording import Results

Measure: TypeAlias = Literal["ratio", "update", "gradient"]
MEASURES: tuple[Measure, ...] = get_args(Measure)


class UpdateSeries:
    """By parameter and measure a value for every finished iteration.

    ``gradient`` is ‖dW‖ before clipping, ``update`` ‖ΔW‖ with ΔW = W after − W before, ``ratio``
    ‖ΔW‖ / ‖W after‖, Euclidean norms over all elements.
    """

    def __init__(self, results: Results) -> None:
        self.results = results
        self._peaks: dict[tuple[Measure, str], Peaks] = {}
        self._ratios: dict[str, Array] = {}

    def peaks(self, measure: Measure, parameter: str) -> Peaks:
        """The series, as long as there are results now; only what is new is looked at."""
        peaks = self._peaks.setdefault((measure, parameter), Peaks())
        count = len(self.results)
        if len(peaks) < count:
            peaks.extend(self._series(measure, parameter, count))
        return peaks

    def value(self, measure: Measure, parameter: str, iteration: int) -> float:
        """The measure of one finished iteration; not finite for the ratio to a norm of 0."""
        gradient, weight, update = (float(x) for x in self._norms(iteration, parameter))
        if measure == "ratio":
            return update / weight if weight else float("nan") if update == 0 else float("inf")
        return gradient if measure == "gradient" else update

    def _norms(self, iteration: int, parameter: str) -> Array:
        column: Array = self.results.norms[iteration, :, self._number(parameter)]
        return column

    def _series(self, measure: Measure, parameter: str, count: int) -> Array:
        norms = self.results.norms[:count, :, self._number(parameter)]
        if measure == "gradient":
            return norms[:, 0]
        if measure == "update":
            return norms[:, 2]
        known = len(self._peaks[measure, parameter])
        kept = self._ratios.get(parameter, np.empty(0))
        if len(kept) < count:
            longer = np.empty(max(2 * len(kept), count, 256))
            longer[:known] = kept[:known]
            self._ratios[parameter] = kept = longer
        with np.errstate(divide="ignore", invalid="ignore"):
            np.divide(norms[known:, 2], norms[known:, 1], out=kept[known:count])
        return kept[:count]

    def _number(self, parameter: str) -> int:
        return self.results.parameters.index(parameter)
