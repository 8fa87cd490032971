"""The loss of one timestep, summed over outputs and batch, and its gradient.

Sources: Bishop, *Pattern Recognition and Machine Learning* (2006), sections 4.3.2 and 4.3.4
(both cross entropies have the gradient y − target in the logits) and 5.2 (squared error).
"""

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
from rnn_debugger.engine.primitives.activations import (
    SIGMOID,
    SOFTMAX,
    below_maximum,
    column_sums,
    exponential_sum,
)
from rnn_debugger.engine.primitives.elementwise import Elementwise

if TYPE_CHECKING:
    from rnn_debugger.engine.symbols import Symbol


@dataclass(frozen=True)
class Loss(Primitive):
    """Base of the losses: (n, B), (n, B) → (); every element of both operands is one term."""

    def shape(self, *shapes: Shape) -> Shape:
        output, target = shapes
        if output != target or len(output) != 2:
            raise ShapeError(f"{self.name}: output {output} and target {target} differ in shape")
        return ()

    def terms(self, index: Index, *shapes: Shape) -> Sequence[tuple[Index, ...]]:
        return [(place, place) for place in np.ndindex(*shapes[0])]


@dataclass(frozen=True)
class SquaredError(Loss):
    """``out = Σ ½ (y − target)²``."""

    name = "squared_error"
    sentence = "Half the squared distance between output and target, summed."
    expression = "Σ ½({0} − {1})²"
    code = "squared_error({0}, {1})"
    element = "½({0} − {1})²"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        output, target = (operand.reshape(-1) for operand in operands)
        error = work.like(output)
        return [
            partial(np.subtract, output, target, error),
            partial(np.dot, error, error, out),
            partial(np.multiply, out, out.dtype.type(0.5), out),
        ]

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        output, target = operands
        return [DIFFERENCE.of(grad, output, target), None]


@dataclass(frozen=True)
class Difference(Elementwise):
    """``out = dloss · (y − target)``, the gradient of all three losses."""

    name = "difference"
    sentence = "The error is what the output has too much, or too little, against the target."
    expression = "{0}·({1} − {2})"
    code = "{0} * ({1} - {2})"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        grad, output, target = operands
        left, right, result = aligned(out, output, target)
        return [
            partial(np.subtract, left, right, result),
            partial(np.multiply, result, grad, result),
        ]


@dataclass(frozen=True)
class SoftmaxCrossEntropy(Loss):
    """``out = −Σ target · log softmax(s)``, computed from the logits s by log-sum-exp.

    A one-hot target picks one term; the others, 0 each, are not worked out.
    """

    name = "softmax_cross_entropy"
    sentence = "How surprised the network is by the target: minus the log of its probability."
    expression = "−Σ {1} ∘ log softmax({0})"
    code = "softmax_cross_entropy({0}, {1})"
    element = "{1}·(−log softmax({0}))"
    element = "{1}·log({total} / e^{0})"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        place = work.place_of_one(operands[1])
        logits, target = (flat(operand) for operand in operands)
        shifted, surprise = work.like(logits), work.like(logits, slot=2)
        row = work.array(logits.shape[1:], logits.dtype)
        thunks: list[Thunk] = [
            *below_maximum(logits, row, shifted),
            partial(np.exp, shifted, surprise),
            column_sums(surprise, row),
            partial(np.log, row, row),
        ]
        subtract = partial(np.subtract, row, shifted, surprise)
        weigh = partial(np.dot, target.reshape(-1), surprise.reshape(-1), out)
        if not place:
            return [*thunks, subtract, weigh]

        def look_up() -> None:
            number = place()
            if number < 0:
                subtract()
                weigh()
            else:
                np.subtract(row, shifted[number], out)

        return [*thunks, look_up]

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        logits, target = operands
        return [DIFFERENCE.of(grad, SOFTMAX.of(logits), target), None]

    def total(self, index: Index, operand: Array) -> float:
        return exponential_sum(index, operand)


@dataclass(frozen=True)
class BinaryCrossEntropy(Loss):
    """``out = Σ log(1 + exp(s)) − target · s``, from the logits s of y = σ(s)."""

    name = "binary_cross_entropy"
    sentence = "How surprised the network is by the targets, each a yes or a no of its own."
    expression = "Σ log(1 + e^{0}) − {1} ∘ {0}"
    code = "binary_cross_entropy({0}, {1})"
    element = "(log(1 + e^({0})) − {1}·({0}))"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        logits, target = (operand.reshape(-1) for operand in operands)
        softplus, product = work.like(logits), work.like(logits, slot=2)
        return [
            partial(np.logaddexp, logits.dtype.type(0), logits, softplus),
            partial(np.multiply, target, logits, product),
            partial(np.subtract, softplus, product, softplus),
            partial(np.add.reduce, softplus, 0, None, out),
        ]

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        logits, target = operands
        return [DIFFERENCE.of(grad, SIGMOID.of(logits), target), None]


SQUARED_ERROR = SquaredError()
DIFFERENCE = Difference()
SOFTMAX_CROSS_ENTROPY = SoftmaxCrossEntropy()
BINARY_CROSS_ENTROPY = BinaryCrossEntropy()
