"""Numbers as people type them."""

from __future__ import annotations

import math

import numpy as np

_SPELLED = str.maketrans({"−": "-", "∞": "inf"})


def typed_number(text: str, dtype: str = "float64") -> float:
    """A number as Python writes it, 0.5, 1e-3, inf or nan, with either minus sign.

    Raises `ValueError` with a sentence, also for what is too large for the dtype.
    """
    written = text.strip()
    try:
        value = float(written.translate(_SPELLED))
    except ValueError:
        if not written:
            raise ValueError("type a number, such as 0.5, 1e-3, inf or nan") from None
        raise ValueError(f"“{written}” is not a number such as 0.5, 1e-3, inf or nan") from None
    says_infinity = "inf" in written.translate(_SPELLED).lower()
    if math.isinf(value) and not says_infinity:
        raise ValueError(f"{written} is too large for {dtype}; infinity is written inf")
    if math.isfinite(value) and abs(value) > float(np.finfo(dtype).max):
        raise ValueError(f"{written} is too large for {dtype}; infinity is written inf")
    return value
