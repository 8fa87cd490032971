"""Which element of a weight is looked at while nobody has chosen one."""

from __future__ import annotations

import numpy as np

from rnn_debugger.engine import Array, Index


def largest_index(values: Array) -> Index:
    """Of the element of largest magnitude; NaN is larger than anything."""
    sizes = np.abs(values)
    place = int(np.where(np.isnan(sizes), np.inf, sizes).argmax())
    return tuple(int(number) for number in np.unravel_index(place, sizes.shape))
