"""More cells than pixels: each pixel shows the cell that matters most. No Qt."""

from __future__ import annotations

import numpy as np

from rnn_debugger.views.colours import Array


def pool(values: Array, rows: int, columns: int) -> Array:
    """Signed maximum: (R, C) → at most (rows, columns), each the element of largest magnitude
    in its block, NaN if there is one. Severity is never averaged away.
    """
    return _pool_rows(_pool_rows(values, rows).T, columns).T


def _pool_rows(values: Array, rows: int) -> Array:
    if values.shape[0] <= rows or rows < 1:
        return values
    edges = np.linspace(0, values.shape[0], rows + 1).astype(np.intp)[:-1]
    with np.errstate(invalid="ignore"):
        # Both reductions pass NaN on.
        highest = np.maximum.reduceat(values, edges, axis=0)
        lowest = np.minimum.reduceat(values, edges, axis=0)
        return np.where(np.abs(lowest) > np.abs(highest), lowest, highest)
