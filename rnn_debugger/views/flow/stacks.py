"""Where the two parts of each bar stand, along the whole or against it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnn_debugger.views.colours import Array
from rnn_debugger.views.pooling import starts


@dataclass(frozen=True, eq=False)
class Stacks:
    """Bars as they are seen: `columns` (bars,) are those that are, `base` and `other` (2, bars)
    where the two parts begin and end, `whole` (bars,) where their sum is.

    Parts of one sign are stacked; of two signs each begins at 0, and the whole lies between.
    """

    columns: Array
    base: Array
    other: Array

    @property
    def whole(self) -> Array:
        """The sum of both parts."""
        whole: Array = self.base[1] + (self.other[1] - self.other[0])
        return whole


def stacks(parts: Array, places: int) -> Stacks:
    """The bars of `parts` (2, columns), the first of them at the base; those that hold NaN are left
    out. Where there are more columns than places, in each place the one with the largest part.
    """
    columns = _seen(parts, places)
    columns = columns[np.isfinite(parts[:, columns]).all(axis=0)]
    base, other = parts[:, columns]
    begin = np.where(np.sign(base) == np.sign(other), base, 0.0)
    return Stacks(columns, np.stack([np.zeros_like(base), base]), np.stack([begin, begin + other]))


def stack_extent(parts: Array) -> tuple[float, float]:
    """How far the bars of `parts` (2, columns) reach below and above 0: (lowest, highest)."""
    finite = np.where(np.isfinite(parts), parts, 0.0)
    highest = np.maximum(finite, 0).sum(axis=0).max(initial=0.0)
    return float(np.minimum(finite, 0).sum(axis=0).min(initial=0.0)), float(highest)


def _seen(parts: Array, places: int) -> Array:
    """The columns that are seen: (min(columns, places),)."""
    count = parts.shape[1]
    if count <= places:
        return np.arange(count)
    begin = starts(count, places)
    sizes = np.nan_to_num(np.abs(parts).max(axis=0), nan=-1.0, posinf=-1.0)
    stops = np.append(begin[1:], count)
    largest = [
        first + int(sizes[first:stop].argmax())
        for first, stop in zip(begin.tolist(), stops.tolist(), strict=True)
    ]
    return np.array(largest, np.intp)
