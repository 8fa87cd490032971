"""Activation functions and their derivatives, the derivative written in the result itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from rnn_debugger.engine.primitive import (
    Array,
    Gradient,
    Index,
    Primitive,
    Shape,
    ShapeError,
    Thunk,
    Workspace,
    aligned,
    flat,
)
from rnn_debugger.engine.primitives.elementwise import Elementwise

if TYPE_CHECKING:
    from rnn_debugger.engine.symbols import Symbol


@dataclass(frozen=True)
class Sigmoid(Elementwise):
    """``out = 1 / (1 + exp(−a))``, the logistic function."""

    name = "sigmoid"
    sentence = "Each element is squashed to a value between 0 and 1."
    expression = "σ({0})"
    code = "sigmoid({0})"
    element = "1 / (1 + e^(−{0}))"
    is_activation = True

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        value, result = aligned(out, *operands)
        one = value.dtype.type(1)
        # exp overflows to infinity for very negative elements, and 1 / infinity is the right 0.
        return [
            partial(np.negative, value, result),
            partial(np.exp, result, result),
            partial(np.add, result, one, result),
            partial(np.divide, one, result, result),
        ]

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        return [SIGMOID_GRADIENT.of(grad, out)]


@dataclass(frozen=True)
class SigmoidGradient(Elementwise):
    """``da = dh ∘ h ∘ (1 − h)`` with h = σ(a)."""

    name = "sigmoid_gradient"
    sentence = "The gradient goes back through the sigmoid: it shrinks where the unit saturates."
    expression = "{0} ∘ {1} ∘ (1 − {1})"
    code = "(1 - {1}) * {1} * {0}"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        grad, value, result = aligned(out, *operands)
        return [
            partial(np.subtract, value.dtype.type(1), value, result),
            partial(np.multiply, result, value, result),
            partial(np.multiply, result, grad, result),
        ]


@dataclass(frozen=True)
class Tanh(Elementwise):
    """``out = tanh(a)``."""

    name = "tanh"
    sentence = "Each element is squashed to a value between −1 and 1."
    expression = "tanh({0})"
    code = "np.tanh({0})"
    is_activation = True

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        return [partial(np.tanh, *aligned(out, *operands))]

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        return [TANH_GRADIENT.of(grad, out)]


@dataclass(frozen=True)
class TanhGradient(Elementwise):
    """``da = dh ∘ (1 − h²)`` with h = tanh(a)."""

    name = "tanh_gradient"
    sentence = "The gradient goes back through tanh: it shrinks where the unit saturates."
    expression = "{0} ∘ (1 − {1}²)"
    code = "(1 - {1} * {1}) * {0}"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        grad, value, result = aligned(out, *operands)
        return [
            partial(np.multiply, value, value, result),
            partial(np.subtract, value.dtype.type(1), result, result),
            partial(np.multiply, result, grad, result),
        ]


@dataclass(frozen=True)
class Relu(Elementwise):
    """``out = max(a, 0)``, keeping NaN."""

    name = "relu"
    sentence = "Negative elements become 0."
    expression = "max({0}, 0)"
    code = "np.maximum({0}, 0)"
    is_activation = True

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        value, result = aligned(out, *operands)
        # Unlike the other functions, maximum wants `out` by its name (NumPy 2.4).
        return [partial(np.maximum, value, value.dtype.type(0), out=result)]

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        return [RELU_GRADIENT.of(grad, out)]


@dataclass(frozen=True)
class ReluGradient(Elementwise):
    """``da = dh ∘ [h > 0]``; at the kink the gradient is 0."""

    name = "relu_gradient"
    sentence = "The gradient passes where the unit was active, and is 0 elsewhere."
    expression = "{0} ∘ [{1} > 0]"
    code = "{0} * ({1} > 0)"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        grad, value, result = aligned(out, *operands)
        active = work.array(value.shape, np.dtype(np.bool_))
        return [
            partial(np.greater, value, value.dtype.type(0), active),
            partial(np.multiply, grad, active, result),
        ]


@dataclass(frozen=True)
class Identity(Elementwise):
    """``out = a``, a linear unit."""

    name = "identity"
    sentence = "A linear unit: the value is handed on unchanged."
    expression = "{0}"
    code = "{0}"
    only_moves = True
    is_activation = True

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        return [partial(np.positive, *aligned(out, *operands))]

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        return [grad]


def column_sums(values: Array, out: Array) -> Thunk:
    """``out[b] = Σ_i values[i, b]``; of one column a product with ones, which is faster."""
    if values.ndim == 1:
        return partial(np.dot, values, np.ones_like(values), out)
    return partial(np.add.reduce, values, 0, None, out)


def below_maximum(values: Array, row: Array, out: Array) -> Sequence[Thunk]:
    """``out[i, b] = values[i, b] − max_i values[i, b]``; NaN counts as the largest.

    `row` (B,) is overwritten. Of one column, finding the place of the maximum is faster.
    """
    if values.ndim == 1:
        return [lambda: np.subtract(values, values[values.argmax()], out)]
    return [
        partial(np.maximum.reduce, values, 0, None, row),
        partial(np.subtract, values, row, out),
    ]


@dataclass(frozen=True)
class Softmax(Primitive):
    """``out[i] = exp(s[i]) / Σ_j exp(s[j])`` in each column, shifted by the largest logit."""

    name = "softmax"
    sentence = "The logits become probabilities that sum to 1."
    expression = "softmax({0})"
    code = "softmax({0})"
    element = "e^{0} / {total}"

    def shape(self, *shapes: Shape) -> Shape:
        (shape,) = shapes
        if len(shape) != 2:
            raise ShapeError(f"softmax: {shape} has no columns")
        return shape

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        value, result = flat(operands[0]), flat(out)
        row = work.array(value.shape[1:], value.dtype)
        return [
            *below_maximum(value, row, result),
            partial(np.exp, result, result),
            column_sums(result, row),
            partial(np.divide, result, row, result),
        ]

    def total(self, index: Index, operand: Array) -> float:
        return exponential_sum(index, operand)


def exponential_sum(index: Index, logits: Array) -> float:
    """``Σ_j exp(s[j])`` over the column of that element, by which softmax divides."""
    with np.errstate(over="ignore"):
        return float(np.exp(logits[:, index[1]], dtype=np.float64).sum())


SIGMOID = Sigmoid()
SIGMOID_GRADIENT = SigmoidGradient()
TANH = Tanh()
TANH_GRADIENT = TanhGradient()
RELU = Relu()
RELU_GRADIENT = ReluGradient()
IDENTITY = Identity()
SOFTMAX = Softmax()
