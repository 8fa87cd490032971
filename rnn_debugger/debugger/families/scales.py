"""How numbers become places on a scale: which map fits a family, and round levels for it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from rnn_debugger.debugger.families.tensor_families import Family
from rnn_debugger.engine import Array, Program

_NEVER_NEGATIVE = frozenset(
    {
        *("sigmoid", "softmax", "relu"),
        *("squared_error", "binary_cross_entropy", "softmax_cross_entropy"),
        *("accumulate_square", "average_square", "count", "sum_squares", "root", "clip_scale"),
    }
)
_BOUNDED = frozenset({"sigmoid", "softmax", "tanh"})
_STEPS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)


@dataclass(frozen=True, slots=True)
class FamilyScale:
    """What the values of a family can be, by the primitive that they are made with."""

    never_negative: bool
    bound: float | None
    """The largest magnitude that is possible."""
    is_fixed: bool
    """Whether the whole range is shown always: what is half-way open should look it."""


def family_scale(program: Program, family: Family) -> FamilyScale:
    """The scale of a family, whose tensors are all made alike."""
    maker = program[program.writers[family.name(family.timesteps[-1])][0]].primitive
    bound = 1.0 if maker in _BOUNDED else None
    return FamilyScale(maker in _NEVER_NEGATIVE, bound, maker == "sigmoid")


def lasting_scale(program: Program, name: str) -> FamilyScale:
    """The scale of a tensor without a timestep: a parameter, its gradient, a slot."""
    writers = program.writers[name]
    return FamilyScale(
        bool(writers) and program[writers[-1]].primitive in _NEVER_NEGATIVE, None, False
    )


def round_level(scale: FamilyScale, largest: Array, *, decades: bool = False) -> float:
    """The end of the scale for columns of these largest magnitudes; 0 where all are 0.

    It is rounded up, with `decades` to a power of ten, so that colours seldom change while a
    sweep fills the picture.
    """
    if scale.is_fixed and scale.bound is not None:
        return scale.bound
    level = round_up(float(np.max(largest, initial=0.0)), (1.0, 10.0) if decades else _STEPS)
    return level if scale.bound is None else min(level, scale.bound)


def round_up(value: float, steps: tuple[float, ...] = _STEPS) -> float:
    """The next of 1, 1.5, 2, 3, 5, 7 times a power of ten, or of other steps from 1 to 10; 0
    stays 0.
    """
    if value <= 0:
        return 0.0
    exponent = math.floor(math.log10(value))
    for step in steps:
        rounded = float(f"{step}e{exponent}")
        if value <= rounded < math.inf:
            return rounded
    return value


def log_range(values: Array) -> tuple[int, int]:
    """Powers of ten, as exponents, that hold all finite positive values: low < high.

    A wide range is rounded out to multiples, so that it seldom changes while values arrive.
    """
    found = values[np.isfinite(values) & (values > 0)]
    if found.size == 0:
        return -1, 0
    low = math.floor(math.log10(float(found.min())) - 0.15)
    high = max(math.ceil(math.log10(float(found.max()))), low + 1)
    step = next(
        step for step in (1, 2, 5, 10, 20, 50, 100) if high - low <= 4 * step or step == 100
    )
    return low // step * step, -(-high // step) * step
