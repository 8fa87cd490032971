"""More cells than pixels: each pixel shows the cell that matters most. No Qt."""

from __future__ import annotations

import numpy as np

from rnn_debugger.views.colours import Array

FEW = 4
"""Cells of a block up to which they are compared one after the other."""


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
    if values.shape == (len(rows), len(columns)):
        return values
    with np.errstate(invalid="ignore"):
        # Both pass NaN on; the largest magnitude is that of one of them.
        highest = _reduce(np.maximum, _reduce(np.maximum, values, rows, 0), columns, 1)
        lowest = _reduce(np.minimum, _reduce(np.minimum, values, rows, 0), columns, 1)
        return np.where(np.abs(lowest) > np.abs(highest), lowest, highest)


def _reduce(ufunc: np.ufunc, values: Array, begin: Array, axis: int) -> Array:
    """The ufunc over each block along an axis."""
    count = values.shape[axis]
    if count == len(begin):
        return values
    end = np.append(begin[1:], count)
    longest = int((end - begin).max())
    if longest > FEW:
        reduced: Array = ufunc.reduceat(values, begin, axis=axis)
        return reduced
    # Blocks of two or three cells are the rule, and so done in a fifth of the time.
    result = values.take(begin, axis=axis)
    for step in range(1, longest):
        ufunc(result, values.take(np.minimum(begin + step, end - 1), axis=axis), out=result)
    return result
