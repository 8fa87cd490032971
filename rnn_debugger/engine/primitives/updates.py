"""What changes a parameter: clipping and the steps of the optimizers.

Every output has the shape of the parameter. Sources: Robbins and Monro (1951) for descent;
Duchi, Hazan, Singer, *Adaptive subgradient methods* (2011) for Adagrad, with epsilon where
PyTorch's `torch.optim.Adagrad` has it (outside the root) or where min-char-rnn has it (inside).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from rnn_debugger.engine.primitive import Array, Thunk, Workspace, aligned
from rnn_debugger.engine.primitives.elementwise import Elementwise


@dataclass(frozen=True)
class ClipValue(Elementwise):
    """``out = min(max(g, −c), c)``; NaN stays NaN."""

    limit: float

    name = "clip_value"
    sentence = "Each element of the gradient is cut off at ±the limit."
    expression = "clip({0}, ±{self.limit:.4g})"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        value, result = aligned(out, *operands)
        limit = value.dtype.type(self.limit)
        return [partial(np.clip, value, -limit, limit, result)]


@dataclass(frozen=True)
class Descend(Elementwise):
    """``W −= learning_rate · g``."""

    learning_rate: float

    name = "descend"
    sentence = "The parameter takes a step against its gradient."
    expression = "{self.learning_rate:.4g}·{0}"
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
class AccumulateSquare(Elementwise):
    """``m += g²``, Adagrad's memory of how large the gradient has been."""

    name = "accumulate_square"
    sentence = "The square of the gradient is added to the optimizer's memory."
    expression = "{0}²"
    assignment = "+="
    in_place = True

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        grad, memory = aligned(out, *operands)
        square = work.like(grad)
        return [
            partial(np.multiply, grad, grad, square),
            partial(np.add, memory, square, memory),
        ]


@dataclass(frozen=True)
class AdagradStep(Elementwise):
    """``out = learning_rate · g / (√m + ε)``, or ``/ √(m + ε)`` with `epsilon_in_root`."""

    learning_rate: float
    epsilon: float
    epsilon_in_root: bool

    name = "adagrad_step"
    sentence = "The gradient is divided by the root of what the optimizer remembers."
    expression = "{self.learning_rate:.4g}·{0} / (√{1} + {self.epsilon:.4g})"

    def right_side(self, *operands: str) -> str:
        if not self.epsilon_in_root:
            return super().right_side(*operands)
        gradient, memory = operands
        return f"{self.learning_rate:.4g}·{gradient} / √({memory} + {self.epsilon:.4g})"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        grad, memory, result = aligned(out, *operands)
        epsilon = grad.dtype.type(self.epsilon)
        if self.epsilon_in_root:
            root = [partial(np.add, memory, epsilon, result), partial(np.sqrt, result, result)]
        else:
            root = [partial(np.sqrt, memory, result), partial(np.add, result, epsilon, result)]
        rate = grad.dtype.type(self.learning_rate)
        step = work.like(grad)
        return [
            *root,
            partial(np.multiply, grad, rate, step),
            partial(np.divide, step, result, result),
        ]


@dataclass(frozen=True)
class SubtractStep(Elementwise):
    """``W −= step``."""

    name = "subtract_step"
    sentence = "The parameter takes the step that the optimizer worked out."
    expression = "{0}"
    assignment = "−="
    in_place = True

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        step, parameter = aligned(out, *operands)
        return [partial(np.subtract, parameter, step, parameter)]


ACCUMULATE_SQUARE = AccumulateSquare()
SUBTRACT_STEP = SubtractStep()
