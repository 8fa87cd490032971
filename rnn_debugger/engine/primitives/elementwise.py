"""Sums, products and copies, element by element."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from rnn_debugger.engine.primitive import (
    Array,
    Gradient,
    Primitive,
    Shape,
    Thunk,
    Workspace,
    aligned,
    elementwise,
)
from rnn_debugger.engine.primitives.sums import MultiplySumColumns, SumColumns

if TYPE_CHECKING:
    from rnn_debugger.engine.symbols import Symbol


@dataclass(frozen=True)
class Elementwise(Primitive):
    """Base of the primitives whose element depends on the operands' elements in its place."""

    def shape(self, *shapes: Shape) -> Shape:
        return elementwise(self.name, *shapes)


@dataclass(frozen=True)
class Add(Elementwise):
    """``out = a + b``; a vector ``(n,)`` is added to each column."""

    name = "add"
    sentence = "The two are added, element by element."
    expression = "{0} + {1}"
    code = "{0} + {1}"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        return [partial(np.add, *aligned(out, *operands))]

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        total = SumColumns(single=out.shape[1:] == (1,))
        return [grad if x.shape == out.shape else total.of(grad) for x in operands]


@dataclass(frozen=True)
class Subtract(Elementwise):
    """``out = a − b``; a vector ``(n,)`` stands for each column."""

    name = "subtract"
    sentence = "The second is subtracted from the first, element by element."
    expression = "{0} − {1}"
    code = "{0} - {1}"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        return [partial(np.subtract, *aligned(out, *operands))]

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        left, right = operands
        minus, total = NEGATE.of(grad), SumColumns(single=out.shape[1:] == (1,))
        return [
            grad if left.shape == out.shape else total.of(grad),
            minus if right.shape == out.shape else total.of(minus),
        ]


@dataclass(frozen=True)
class Multiply(Elementwise):
    """``out = a ∘ b``; a vector ``(n,)`` multiplies each column."""

    name = "multiply"
    sentence = "The two are multiplied, element by element."
    expression = "{0} ∘ {1}"
    code = "{0} * {1}"

    def result_name(self, *operands: str) -> str:
        return "_".join(operands)

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        return [partial(np.multiply, *aligned(out, *operands))]

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        left, right = operands
        return [self._share(grad, right, left, out), self._share(grad, left, right, out)]

    def _share(self, grad: Symbol, factor: Symbol, operand: Symbol, out: Symbol) -> Gradient:
        if operand.shape == out.shape:
            return MULTIPLY.of(grad, factor)
        return MultiplySumColumns(single=out.shape[1:] == (1,)).of(grad, factor)


@dataclass(frozen=True)
class Negate(Elementwise):
    """``out = −a``."""

    name = "negate"
    sentence = "The sign is changed."
    expression = "−{0}"
    code = "-{0}"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        return [partial(np.negative, *aligned(out, *operands))]

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        return [NEGATE.of(grad)]


@dataclass(frozen=True)
class Scale(Elementwise):
    """``out = c · a`` with a constant c."""

    factor: float

    name = "scale"
    sentence = "Each element is multiplied with a constant."
    expression = "c·{0}"
    code = "{0} * {self.factor}"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        value, result = aligned(out, *operands)
        return [partial(np.multiply, value, value.dtype.type(self.factor), result)]

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        return [self.of(grad)]

    def right_side(self, *operands: str) -> str:
        return f"{_signed(self.factor)}·{operands[0]}"


@dataclass(frozen=True)
class Shift(Elementwise):
    """``out = a + c`` with a constant c."""

    constant: float

    name = "shift"
    sentence = "A constant is added to each element."
    expression = "{0} + c"
    code = "{0} + {self.constant}"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        value, result = aligned(out, *operands)
        return [partial(np.add, value, value.dtype.type(self.constant), result)]

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        return [grad]

    def right_side(self, *operands: str) -> str:
        sign = "−" if self.constant < 0 else "+"
        return f"{operands[0]} {sign} {abs(self.constant):.4g}"


@dataclass(frozen=True)
class SubtractFrom(Elementwise):
    """``out = c − a`` with a constant c."""

    constant: float

    name = "subtract_from"
    sentence = "Each element is subtracted from a constant."
    expression = "c − {0}"
    code = "{self.constant} - {0}"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        value, result = aligned(out, *operands)
        return [partial(np.subtract, value.dtype.type(self.constant), value, result)]

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        return [NEGATE.of(grad)]

    def result_name(self, *operands: str) -> str:
        return f"one_minus_{operands[0]}" if self.constant == 1 else super().result_name(*operands)

    def right_side(self, *operands: str) -> str:
        return f"{_signed(self.constant)} − {operands[0]}"


@dataclass(frozen=True)
class Copy(Elementwise):
    """``out = a``: a value, or a gradient that arrives unchanged, under a name of its own."""

    name = "copy"
    sentence = "The value is handed on unchanged."
    expression = "{0}"
    code = "{0}"
    only_moves = True

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        return [partial(np.positive, *aligned(out, *operands))]

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        return [grad]


def _signed(constant: float) -> str:
    """The constant as text, with a true minus sign."""
    return f"{constant:.4g}".replace("-", "−")


ADD = Add()
SUBTRACT = Subtract()
MULTIPLY = Multiply()
NEGATE = Negate()
COPY = Copy()
