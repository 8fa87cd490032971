"""Two branches at the same position: which tensors differ, and by how much."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from rnn_debugger.debugger.editing import element_text
from rnn_debugger.debugger.texts.numbers import short
from rnn_debugger.engine import Array, Index
from rnn_debugger.recording import Position


@dataclass(frozen=True)
class Difference:
    """How a tensor differs between two branches.

    `relative` is maxᵢ |aᵢ − bᵢ| / s, where s is the largest finite magnitude in a and b together:
    0 for equal values, at most 2 for finite ones, and the same whatever the unit. `absolute` is
    the same without the division. Where just one side is NaN, or infinities differ, both are
    infinite. `index`, `here` and `there` are those of the element that differs most.
    """

    tensor: str
    index: Index
    here: float
    there: float
    absolute: float
    relative: float


@dataclass(frozen=True)
class Comparison:
    """The differences between a position and the same one on another branch, the largest relative
    difference first. `compared` tensors have a value on both; bit-equal ones are not listed.
    """

    branch: int
    position: Position
    compared: int
    differences: tuple[Difference, ...]

    @cached_property
    def by_tensor(self) -> dict[str, Difference]:
        return {found.tensor: found for found in self.differences}


def difference(tensor: str, here: Array, there: Array) -> Difference | None:
    """How two arrays of the same shape differ; None where all their bits are equal."""
    if np.array_equal(_bits(here), _bits(there)):
        return None
    a, b = (np.asarray(array, np.float64).reshape(-1) for array in (here, there))
    finite = np.isfinite(a) & np.isfinite(b)
    scale = max(_largest(a), _largest(b))
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    shares = np.where(same, 0.0, np.inf)
    if scale > 0:
        # Each divided first: the difference of huge numbers would overflow.
        shares[finite] = np.abs(a[finite] / scale - b[finite] / scale)
    place = int(shares.argmax())
    here_, there_ = float(a[place]), float(b[place])
    index = tuple(int(number) for number in np.unravel_index(place, here.shape))
    absolute = abs(here_ - there_) if finite[place] else float(shares[place])
    return Difference(tensor, index, here_, there_, absolute, float(shares[place]))


def relative_text(relative: float) -> str:
    """Such as ``12.5 %``, ``0.0003 %``, ``∞``."""
    if not math.isfinite(relative):
        return short(relative)
    return f"{short(100 * relative, 3, trim=True)} %"


def difference_text(found: Difference) -> str:
    """Such as ``[0, 1] is 0.12 there (76 %)``."""
    element = element_text("", found.index)
    there = f"{element} is {short(found.there)} there".lstrip()
    return f"{there} ({relative_text(found.relative)})"


def largest_first(found: list[Difference]) -> tuple[Difference, ...]:
    """By relative, then by absolute difference; equals stay in their order."""
    return tuple(sorted(found, key=lambda one: (-one.relative, -one.absolute)))


def _bits(array: Array) -> Array:
    return np.ascontiguousarray(array).reshape(-1).view(f"u{array.dtype.itemsize}")


def _largest(values: Array) -> float:
    sizes = np.abs(values[np.isfinite(values)])
    return float(sizes.max(initial=0.0))
