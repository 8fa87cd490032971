"""What changes a parameter: the steps of the optimizers.

A step has the shape of the parameter. Sources: Robbins and Monro (1951) for descent; Duchi, Hazan,
Singer, *Adaptive subgradient methods* (2011) for Adagrad, with epsilon where `torch.optim.Adagrad`
has it (outside the root) or where min-char-rnn has it (inside); Tieleman and Hinton, *Lecture 6.5*
(2012) for RMSprop, as `torch.optim.RMSprop` has it; Kingma and Ba, *Adam* (2015), algorithm 1,
which is `torch.optim.Adam`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from rnn_debugger.engine.primitive import Array, Shape, Thunk, Workspace, aligned
from rnn_debugger.engine.primitives.elementwise import Elementwise


@dataclass(frozen=True)
class Descend(Elementwise):
    """``W −= learning_rate · g``."""

    learning_rate: float

    name = "descend"
    sentence = "The parameter takes a step against its gradient."
    expression = "{self.learning_rate:.4g}·{0}"
    code = "{self.learning_rate} * {0}"
    assignment = "−="
    in_place = True

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        grad, parameter = aligned(out, *operands)
        step = work.like(grad)
        return [
            partial(np.multiply, grad, grad.dtype.type(self.learning_rate), step),
            partial(np.subtract, parameter, step, parameter),
        ]


@dataclass(frozen=True)
class RootStep(Elementwise):
    """Base of the steps that are divided by a root: ``out = learning_rate · g / (√v + ε)``."""

    learning_rate: float
    epsilon: float

    expression = "{self.learning_rate:.4g}·{0} / (√{1} + {self.epsilon:.4g})"
    code = "{self.learning_rate} * {0} / (np.sqrt({1}) + {self.epsilon})"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        grad, memory, result = aligned(out, *operands)
        number, step = grad.dtype.type, work.like(grad)
        return [
            *self.root(memory, number(self.epsilon), result),
            partial(np.multiply, grad, number(self.learning_rate), step),
            partial(np.divide, step, result, result),
        ]

    def root(self, memory: Array, epsilon: np.floating[Any], out: Array) -> Sequence[Thunk]:
        """Calls that write the denominator."""
        return [partial(np.sqrt, memory, out), partial(np.add, out, epsilon, out)]


@dataclass(frozen=True)
class AdagradStep(RootStep):
    """``out = learning_rate · g / (√m + ε)``, or ``/ √(m + ε)`` with `epsilon_in_root`."""

    epsilon_in_root: bool

    name = "adagrad_step"
    sentence = "The gradient is divided by the root of what the optimizer remembers."

    def right_side(self, *operands: str) -> str:
        if not self.epsilon_in_root:
            return super().right_side(*operands)
        gradient, memory = operands
        return f"{self.learning_rate:.4g}·{gradient} / √({memory} + {self.epsilon:.4g})"

    def numpy_code(self, *shapes: Shape) -> str:
        if not self.epsilon_in_root:
            return super().numpy_code(*shapes)
        return "{self.learning_rate} * {0} / np.sqrt({1} + {self.epsilon})"

    def root(self, memory: Array, epsilon: np.floating[Any], out: Array) -> Sequence[Thunk]:
        if not self.epsilon_in_root:
            return super().root(memory, epsilon, out)
        return [partial(np.add, memory, epsilon, out), partial(np.sqrt, out, out)]


@dataclass(frozen=True)
class RmspropStep(RootStep):
    """``out = learning_rate · g / (√v + ε)``, v the moving average of g²."""

    name = "rmsprop_step"
    sentence = "The gradient is divided by the root of the moving average of its square."


@dataclass(frozen=True)
class AdamStep(RootStep):
    """``out = learning_rate · m̂ / (√v̂ + ε)``, of the corrected averages of g and of g²."""

    name = "adam_step"
    sentence = "The average gradient is divided by the root of the average square."


@dataclass(frozen=True)
class SubtractStep(Elementwise):
    """``W −= step``."""

    name = "subtract_step"
    sentence = "The parameter takes the step that the optimizer worked out."
    expression = "{0}"
    code = "{0}"
    assignment = "−="
    in_place = True

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        step, parameter = aligned(out, *operands)
        return [partial(np.subtract, parameter, step, parameter)]


SUBTRACT_STEP = SubtractStep()
