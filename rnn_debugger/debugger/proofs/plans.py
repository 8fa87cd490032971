"""Which elements and directions of a tensor are checked, and what is found of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias
from zlib import crc32

import numpy as np

from rnn_debugger.debugger.proofs.slopes import TOLERANCE, Loss, Target, slope_error
from rnn_debugger.engine import Array, Index, Machine, Shape

SAMPLE: Final = 500
"""Elements of one tensor that are checked one by one."""
DIRECTIONS: Final = 8
"""Random directions in which all elements of a larger tensor are checked together."""

Verdict: TypeAlias = Literal["agrees", "DIFFERS", "not finite"]


@dataclass(frozen=True, slots=True)
class TensorCheck:
    """What the check found of one tensor; `tensor` is the name of its gradient.

    `error` is the largest relative error, `worst` the index of the element that has it, None
    for one of the `directions`; `elements` were checked one by one.
    """

    name: str
    tensor: str
    shape: Shape
    gradient_norm: float
    elements: int
    directions: int
    error: float
    worst: Index | None
    gradient: float
    difference: float
    verdict: Verdict

    def __str__(self) -> str:
        if self.verdict == "not finite":
            return f"{self.name}: the loss or its gradient is NaN or infinite"
        return (
            f"{self.name}: the gradient{self.where} is {self.gradient!r}, finite differences give "
            f"{self.difference!r}"
        )

    @property
    def where(self) -> str:
        """Such as `` at [0, 1]``; a scalar has no place."""
        if self.worst is None:
            return " in a random direction"
        return f" at {list(self.worst)}" if self.worst else ""


class Plan:
    """The elements and directions in which one tensor is to be checked."""

    def __init__(self, machine: Machine, target: Target, sample: int | None, seed: int) -> None:
        """The machine has run through the iteration; the gradient is copied, since the forward
        sweep may use its place as well.
        """
        self.target = target
        self._shape = machine.arrays[target.name].shape
        gradient = machine.arrays.get(target.gradient)
        self._gradient = np.zeros(self._shape) if gradient is None else gradient.copy()
        self._generator = np.random.default_rng([seed, crc32(target.gradient[1:].encode())])
        self._elements = self._choose(sample)
        self._directions = DIRECTIONS if len(self._elements) < self._gradient.size else 0
        self._found: list[tuple[float, Index | None, float, float]] = []

    @property
    def size(self) -> int:
        return len(self._elements) + self._directions

    def run(self, loss: Loss) -> Iterator[None]:
        """Check one element or direction after the other."""
        if not (np.isfinite(self._gradient).all() and np.isfinite(loss.value)):
            return
        typical = float(np.sqrt(np.mean(np.square(self._gradient))))
        for number in self._elements:
            index = tuple(map(int, np.unravel_index(number, self._shape)))
            along = np.zeros(self._shape)
            along[index] = 1
            self._measure(loss, index, along, float(self._gradient[index]), typical)
            yield
        for _ in range(self._directions):
            along = self._generator.choice([-1.0, 1.0], self._shape)
            along /= np.sqrt(self._gradient.size)
            slope = float(np.vdot(along, self._gradient))
            self._measure(loss, None, along, slope, typical)
            yield

    def result(self, loss: float) -> TensorCheck:
        """What was found, once all of it has run."""
        error, worst, gradient, difference = max(
            self._found, key=lambda found: found[0], default=(float("nan"), None, loss, loss)
        )
        verdict: Verdict = "not finite"
        if self._found and np.isfinite(difference):
            verdict = "agrees" if error <= TOLERANCE else "DIFFERS"
        return TensorCheck(
            self.target.name,
            self.target.gradient,
            self._shape,
            float(np.linalg.norm(self._gradient)),
            sum(1 for found in self._found if found[1] is not None),
            sum(1 for found in self._found if found[1] is None),
            error,
            worst,
            gradient,
            difference,
            verdict,
        )

    def _choose(self, sample: int | None) -> list[int]:
        """Numbers of elements in flat order: all, or the largest gradients and random others."""
        size = self._gradient.size
        if sample is None or size <= sample:
            return list(range(size))
        order = np.argsort(-np.abs(self._gradient), axis=None, kind="stable")
        largest = order[: sample // 2]
        others = self._generator.choice(order[sample // 2 :], sample - sample // 2, replace=False)
        return sorted(map(int, [*largest, *others]))

    def _measure(
        self, loss: Loss, index: Index | None, along: Array, gradient: float, typical: float
    ) -> None:
        error, difference = slope_error(loss, along, gradient, typical)
        self._found.append((error, index, gradient, difference))
