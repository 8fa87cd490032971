"""Slopes of the loss by central differences."""

from __future__ import annotations

from typing import Final

import numpy as np

from rnn_debugger.engine import Array, Machine

TOLERANCE: Final = 1e-5
"""The largest relative error that counts as agreement."""
GOOD_ENOUGH: Final = TOLERANCE / 100
"""A relative error at which no other step is tried."""
LONGEST_STEP: Final = 1e-3
# Steps, and whether four points are used instead of two. The first does nearly always. Where
# the gradient is tiny, longer steps drown the rounding of the loss; near a kink of relu, or
# where the loss bends sharply, shorter ones stay on this side.
_STEPS: Final = ((1e-5, False), (1e-4, True), (LONGEST_STEP, True), (1e-6, False), (1e-7, False))


class Loss:
    """The loss of the first window as a function of the arrays of a machine."""

    def __init__(self, machine: Machine) -> None:
        """The machine's program must not update parameters."""
        self._machine = machine
        self._end = machine.program.writers["loss"][-1] + 1
        self.value = self()
        # Rounding moves the loss by some epsilons, whatever the step.
        resolution = 4 * float(np.finfo(np.float64).eps) * abs(self.value) / LONGEST_STEP
        self.least = resolution / TOLERANCE
        """The smallest slope that differences of this loss can measure to the tolerance."""

    def __call__(self) -> float:
        """Run the forward operations alone."""
        machine = self._machine
        machine.enter(0)
        machine.run(self._end)
        return float(machine.arrays["loss"])


def slope_error(
    loss: Loss, array: Array, along: Array, gradient: float, typical: float
) -> tuple[float, float]:
    """The relative error of `gradient`, and the slope of the loss along a direction in `array`.

    The error is relative to the larger of the two, or where both are smaller to `typical`, the
    root mean square of all gradients of the parameter: an element of 0 has no relative error of
    its own. Nor is it relative to less than the rounding of the loss lets one measure. Of
    several steps the one that agrees best is taken: a wrong gradient agrees with none.
    """
    best = (float("inf"), float("nan"))
    least = max(abs(gradient), typical, loss.least)
    for step, four_points in _STEPS:
        slope = _slope(loss, array, along, step)
        if four_points:
            # Richardson's extrapolation: the error of the second order drops out.
            slope = (4 * slope - _slope(loss, array, along, 2 * step)) / 3
        wrong = abs(slope - gradient)
        error = wrong / max(abs(slope), least) if wrong else 0.0
        if error < best[0]:
            best = (error, slope)
        if error <= GOOD_ENOUGH:
            break
    return best


def _slope(loss: Loss, array: Array, along: Array, step: float) -> float:
    """(loss(W + step·along) − loss(W − step·along)) / 2·step; the array is left as it was."""
    kept = array.copy()
    np.add(kept, step * along, array)
    above = loss()
    np.subtract(kept, step * along, array)
    below = loss()
    np.copyto(array, kept)
    return (above - below) / (2 * step)
