"""Clipping of gradients: each element by itself, or all of them together by their norm.

Sources: Mikolov, *Statistical language models based on neural networks* (2012), section 3.2.2,
and min-char-rnn for single elements; Pascanu, Mikolov, Bengio, *On the difficulty of training
recurrent neural networks* (2013), algorithm 1, for the norm, in the form that
`torch.nn.utils.clip_grad_norm_` has: g · min(1, c / (‖g‖ + 1e-6)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from rnn_debugger.engine.primitive import (
    Array,
    Index,
    Primitive,
    Shape,
    Thunk,
    Workspace,
    aligned,
)
from rnn_debugger.engine.primitives.elementwise import Elementwise

NORM_EPSILON = 1e-6
"""What PyTorch adds to the norm, so that nothing is divided by 0."""


@dataclass(frozen=True)
class ClipValue(Elementwise):
    """``out = min(max(g, −c), c)``; NaN stays NaN."""

    limit: float

    name = "clip_value"
    sentence = "Each element of the gradient is cut off at ±the limit."
    expression = "clip({0}, ±{self.limit:.4g})"
    code = "np.clip({0}, -{self.limit}, {self.limit})"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        value, result = aligned(out, *operands)
        limit = value.dtype.type(self.limit)
        return [partial(np.clip, value, -limit, limit, result)]


@dataclass(frozen=True)
class SumSquares(Primitive):
    """``out = Σ g²`` over all elements: any shape → ()."""

    name = "sum_squares"
    sentence = "The squares of all elements are added up."
    expression = "Σ {0}²"
    code = "np.dot({0}.reshape(-1), {0}.reshape(-1))"
    element = "{0}²"

    def shape(self, *shapes: Shape) -> Shape:
        return ()

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        elements = operands[0].reshape(-1)
        return [partial(np.dot, elements, elements, out)]

    def terms(self, index: Index, *shapes: Shape) -> Sequence[tuple[Index, ...]]:
        return [(place,) for place in np.ndindex(*shapes[0])]


@dataclass(frozen=True)
class Root(Elementwise):
    """``out = √a``."""

    name = "root"
    sentence = "The square root is taken: of the sum of all squares it is the norm."
    expression = "√{0}"
    code = "np.sqrt({0})"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        return [partial(np.sqrt, *aligned(out, *operands))]


@dataclass(frozen=True)
class ClipScale(Elementwise):
    """``out = min(1, c / (‖g‖ + 1e-6))``, what every gradient is multiplied with."""

    limit: float

    name = "clip_scale"
    sentence = "Where all gradients together are longer than the limit, they shrink to that length."
    expression = f"min(1, {{self.limit:.4g}} / ({{0}} + {NORM_EPSILON:.4g}))"
    code = "np.minimum({self.limit} / ({0} + 1e-06), 1)"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        norm, result = aligned(out, *operands)
        number = norm.dtype.type
        return [
            partial(np.add, norm, number(NORM_EPSILON), result),
            partial(np.divide, number(self.limit), result, result),
            # As for relu, `out` by its name; a norm that is NaN stays NaN.
            partial(np.minimum, result, number(1), out=result),
        ]


SUM_SQUARES = SumSquares()
ROOT = Root()
