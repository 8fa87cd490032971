"""Figures that sum up an array, NaN and infinity counted apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnn_debugger.engine import Array


@dataclass(frozen=True, slots=True)
class Statistics:
    """Minimum, maximum, mean and Euclidean norm of the finite elements; NaN where none are."""

    minimum: float
    maximum: float
    mean: float
    norm: float
    nan: int
    infinite: int
    count: int

    @property
    def is_finite(self) -> bool:
        return self.nan == 0 and self.infinite == 0


def statistics(values: Array) -> Statistics:
    """The figures of an array of any shape."""
    flat = np.asarray(values, np.float64).reshape(-1)
    finite = np.isfinite(flat)
    nan = int(np.isnan(flat).sum())
    infinite = int(flat.size - nan - finite.sum())
    kept = flat if finite.all() else flat[finite]
    if kept.size == 0:
        nothing = float("nan")
        return Statistics(nothing, nothing, nothing, nothing, nan, infinite, flat.size)
    with np.errstate(over="ignore"):
        return Statistics(
            float(kept.min()),
            float(kept.max()),
            float(kept.mean()),
            float(np.linalg.norm(kept)),
            nan,
            infinite,
            flat.size,
        )
