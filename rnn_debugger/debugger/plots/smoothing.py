"""A smooth course of a noisy series."""

from __future__ import annotations

import numpy as np

from rnn_debugger.engine import Array

_BLOCK = 256


class Smoothed:
    """The exponentially weighted mean of a series that grows at its end.

    With decay d = 1 − 1/horizon the value at n is Σ dⁿ⁻ᵏ xₖ / Σ dⁿ⁻ᵏ over k ≤ n, so that the
    first values are means of what there is (Kingma and Ba, *Adam*, 2015, section 3). What is
    not finite is left out, and the mean is NaN there.
    """

    def __init__(self, horizon: int) -> None:
        """`horizon` is more than 1: about so many values count."""
        self._decay = 1 - 1 / horizon
        self._values = np.empty(256)
        self._count = 0
        self._sum = 0.0
        self._weight = 0.0

    @property
    def values(self) -> Array:
        """(n,) for the n values of the series so far."""
        return self._values[: self._count]

    def extend(self, series: Array) -> None:
        """The whole series, of which the first values are what they were."""
        while len(series) > len(self._values):
            self._values = np.concatenate([self._values, np.empty_like(self._values)])
        while self._count < len(series):
            self._append(series[self._count : self._count + _BLOCK])

    def _append(self, fresh: Array) -> None:
        # Σ dⁿ⁻ᵏ xₖ = dⁿ Σ d⁻ᵏ xₖ: running sums without a loop; a block is short enough that
        # d⁻ᵏ stays small.
        powers = self._decay ** np.arange(1, len(fresh) + 1)
        there = np.isfinite(fresh)
        sums = powers * (self._sum + np.cumsum(np.where(there, fresh, 0) / powers))
        weights = powers * (self._weight + np.cumsum(there / powers))
        self._sum, self._weight = float(sums[-1]), float(weights[-1])
        with np.errstate(invalid="ignore", divide="ignore"):
            smooth = np.where(there, sums / weights, np.nan)
        self._values[self._count : self._count + len(fresh)] = smooth
        self._count += len(fresh)
