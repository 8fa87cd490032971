"""Slopes of the loss by central differences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from rnn_debugger.debugger.proofs.copy_run import CopyRun
from rnn_debugger.engine import Array

TOLERANCE: Final = 1e-5
"""The largest relative error that counts as agreement."""
GOOD_ENOUGH: Final = TOLERANCE / 100
"""A relative error at which no other step is tried."""
LONGEST_STEP: Final = 1e-3
# Steps, and whether four points are used instead of two. The first does nearly always. Where
# the gradient is tiny, longer steps drown the rounding of the loss; near a kink of relu, or
# where the loss bends sharply, shorter ones stay on this side.
_STEPS: Final = ((1e-5, False), (1e-4, True), (LONGEST_STEP, True), (1e-6, False), (1e-7, False))


@dataclass(frozen=True, slots=True)
class Target:
    """A tensor that is changed a little, and the gradient that foretells what the loss does.

    It is changed when the operations before `begin` have run, and put back before operation `end`;
    without one it stays changed.
    """

    name: str
    gradient: str
    begin: int = 0
    end: int | None = None


class Loss:
    """The loss of an iteration as a function of what is added to a tensor."""

    def __init__(self, run: CopyRun, target: Target) -> None:
        self.array = run.machine.arrays[target.name]
        self._run, self._target = run, target
        run.restart()
        run.run(target.begin)
        # All of it: values before this place may be edited after it, or share memory with others.
        self._kept = run.machine.memory.copy() if target.begin else None
        if target.end is not None:
            run.run(target.end)
        self._put_back = self.array.copy()
        self.value = self()

    def __call__(self, shift: Array | None = None) -> float:
        """Run the forward operations with `shift`, of the tensor's shape, added to it."""
        run, target = self._run, self._target
        run.restart()
        if self._kept is not None:
            run.machine.memory[:] = self._kept
            run.machine.enter(run.machine.iteration, target.begin)
        if shift is not None:
            np.add(self.array, shift, self.array)
        if target.end is not None:
            run.run(target.end)
            np.copyto(self.array, self._put_back)
        run.run(run.loss_end)
        return float(run.machine.arrays["loss"])

    @property
    def least(self) -> float:
        """The smallest slope that differences of this loss can measure to the tolerance."""
        return least_slope(self.value)


def least_slope(loss: float) -> float:
    """The smallest slope of a loss of about that size that can be measured to the tolerance."""
    # Rounding moves the loss by some epsilons, whatever the step.
    resolution = 4 * float(np.finfo(np.float64).eps) * abs(loss) / LONGEST_STEP
    return resolution / TOLERANCE


def slope_error(loss: Loss, along: Array, gradient: float, typical: float) -> tuple[float, float]:
    """The relative error of `gradient`, and the slope of the loss along a direction.

    The error is relative to the larger of the two, or where both are smaller to `typical`, the
    root mean square of all gradients of the tensor: an element of 0 has no relative error of
    its own. Nor is it relative to less than the rounding of the loss lets one measure. Of
    several steps the one that agrees best is taken: a wrong gradient agrees with none.
    """
    best = (float("inf"), float("nan"))
    least = max(abs(gradient), typical, loss.least)
    for step, four_points in _STEPS:
        slope = _slope(loss, along, step)
        if four_points:
            # Richardson's extrapolation: the error of the second order drops out.
            slope = (4 * slope - _slope(loss, along, 2 * step)) / 3
        wrong = abs(slope - gradient)
        error = wrong / max(abs(slope), least) if wrong else 0.0
        if error < best[0]:
            best = (error, slope)
        if error <= GOOD_ENOUGH:
            break
    return best


def _slope(loss: Loss, along: Array, step: float) -> float:
    """(loss(step·along) − loss(−step·along)) / 2·step."""
    return (loss(step * along) - loss(-step * along)) / (2 * step)
