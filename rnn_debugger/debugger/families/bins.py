"""Histograms: how often values of which size occur."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnn_debugger.debugger.families.scales import round_up
from rnn_debugger.engine import Array

BINS = 41
"""Odd, so that the bin in the middle is centred on 0."""


@dataclass(frozen=True)
class Histogram:
    """`counts` (bins,) of the finite values between ±`level`, in bins of one width. Exact
    zeros are counted among them and by themselves; NaN and infinite values only by themselves.
    """

    level: float
    counts: Array
    zeros: int
    nan: int
    infinite: int

    @cached_property
    def bars(self) -> Array:
        """The counts without the exact zeros: (bins,)."""
        bars: Array = self.counts.copy()
        bars[len(bars) // 2] -= self.zeros
        return bars

    @property
    def edges(self) -> Array:
        """(bins + 1,), ascending."""
        edges: Array = self.level * np.linspace(-1, 1, len(self.counts) + 1)
        return edges


def histogram(values: Array, bins: int = BINS) -> Histogram:
    """The histogram of an array of any shape, symmetric about 0."""
    flat = np.asarray(values, np.float64).reshape(-1)
    finite = flat[np.isfinite(flat)]
    nan = int(np.isnan(flat).sum())
    level = round_up(float(np.abs(finite).max(initial=0.0)))
    if level:
        # Scaled first: the width of a bin of denormal numbers would underflow.
        places = np.clip((finite / level + 1) / 2 * bins, 0, bins - 1)
        counts = np.bincount(places.astype(np.intp), minlength=bins)
    else:
        counts = np.zeros(bins, np.int64)
        counts[bins // 2] = finite.size
    zeros = int((finite == 0).sum())
    return Histogram(level, counts, zeros, nan, flat.size - nan - finite.size)
