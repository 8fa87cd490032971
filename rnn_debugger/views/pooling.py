"""More cells than pixels: each pixel shows the cell that matters most. No Qt."""

from __future__ import annotations

import numpy as np

from rnn_debugger.views.colours import Array


def pool(values: Array, rows: int, columns: int) -> Array:
    """Signed maximum: (R, C) → at most (rows, columns), each the element of largest magnitude
    in its block, NaN if there is one. Severity is never averaged away.
    """
    return pool_blocks(values, starts(values.shape[0], rows), starts(values.shape[1], columns))


def starts(count: int, places: int) -> Array:
    """Where the block of each place begins when `count` cells share `places` places, evenly;
    each cell has a place of its own where there are enough: (min(count, places),).
    """
    places = min(count, max(places, 1))
    begin: Array = np.arange(places) * count // max(places, 1)
    return begin


def pool_blocks(values: Array, rows: Array, columns: Array) -> Array:
    """The same for blocks that begin at given rows and columns, both ascending from 0."""
    return _pool_rows(_pool_rows(values, rows).T, columns).T


def _pool_rows(values: Array, begin: Array) -> Array:
    if values.shape[0] == len(begin):
        return values
    with np.errstate(invalid="ignore"):
        # Both reductions pass NaN on.
        highest = np.maximum.reduceat(values, begin, axis=0)
        lowest = np.minimum.reduceat(values, begin, axis=0)
        return np.where(np.abs(lowest) > np.abs(highest), lowest, highest)
