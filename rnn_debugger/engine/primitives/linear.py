"""Matrix products and what their gradients are made of.

Sources: Goodfellow, Bengio, Courville, *Deep Learning* (2016), section 6.5.6 (back-propagation
through a matrix product) and section 10.2.2 (the gradient of a recurrent network).
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
    flat,
)

if TYPE_CHECKING:
    from rnn_debugger.engine.symbols import Symbol


@dataclass(frozen=True)
class MatMul(Primitive):
    """``out = A x``: (n, m) @ (m, B) → (n, B).

    A one-hot x picks a column of A: it is copied, where a product would add up zeros. The two
    differ where A has infinities or NaN in other columns, and in the sign of a zero.
    """

    name = "matmul"
    sentence = "Each row of the matrix is multiplied with the vector and summed."
    expression = "{0} {1}"
    code = "{0} @ {1}"
    element = "{0}·{1}"

    def shape(self, *shapes: Shape) -> Shape:
        left, right = shapes
        if len(left) != 2 or len(right) != 2 or left[1] != right[0]:
            raise ShapeError(f"matmul: {left} @ {right} do not align")
        return (left[0], right[1])

    def numpy_code(self, *shapes: Shape) -> str:
        return _code_of_product(self.code, *shapes)

    def result_name(self, *operands: str) -> str:
        return "_".join(operands)

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        left, right = operands
        result = flat(out)
        product = partial(np.dot, left, flat(right), result)
        place = work.place_of_one(right)
        if not place:
            return [product]

        def look_up() -> None:
            column = place()
            if column < 0:
                product()
            else:
                np.copyto(result, left[:, column])

        return [look_up]

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        left, right = operands
        return OUTER.of(grad, right), MATMUL_TRANSPOSED.of(left, grad)

    def terms(self, index: Index, *shapes: Shape) -> Sequence[tuple[Index, ...]]:
        row, column = index
        return [((row, k), (k, column)) for k in range(shapes[0][1])]


@dataclass(frozen=True)
class MatMulTransposed(Primitive):
    """``out = Aᵀ g``: (n, m)ᵀ @ (n, B) → (m, B), how a gradient goes back through ``A x``."""

    name = "matmul_transposed"
    sentence = "The gradient goes back through the matrix: each column is multiplied with it."
    expression = "{0}ᵀ {1}"
    code = "{0}.T @ {1}"
    element = "{0}·{1}"

    def shape(self, *shapes: Shape) -> Shape:
        left, right = shapes
        if len(left) != 2 or len(right) != 2 or left[0] != right[0]:
            raise ShapeError(f"matmul_transposed: {left}ᵀ @ {right} do not align")
        return (left[1], right[1])

    def numpy_code(self, *shapes: Shape) -> str:
        return _code_of_product(self.code, *shapes)

    def result_name(self, *operands: str) -> str:
        return "_".join(operands)

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        left, right = operands
        # The transposed view, never a contiguous copy: the two give different last bits.
        return [partial(np.dot, left.T, flat(right), flat(out))]

    def terms(self, index: Index, *shapes: Shape) -> Sequence[tuple[Index, ...]]:
        row, column = index
        return [((k, row), (k, column)) for k in range(shapes[0][0])]


@dataclass(frozen=True)
class Outer(Primitive):
    """``out = g xᵀ``: (n, B) @ (m, B)ᵀ → (n, m), the gradient of the matrix in ``A x``.

    A one-hot x puts g into one column, and 0 into the others whatever g holds.
    """

    name = "outer"
    sentence = "What came in times the gradient of what went out, summed over the batch."
    expression = "{0} {1}ᵀ"
    code = "{0} @ {1}.T"
    element = "{0}·{1}"

    def shape(self, *shapes: Shape) -> Shape:
        left, right = shapes
        if len(left) != 2 or len(right) != 2 or left[1] != right[1]:
            raise ShapeError(f"outer: {left} @ {right}ᵀ do not align")
        return (left[0], right[0])

    def numpy_code(self, *shapes: Shape) -> str:
        return _code_of_product(self.code, *shapes)

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        left, right = operands
        product = partial(np.dot, left, right.T, out)
        place = work.place_of_one(right)
        if not place:
            return [product]
        value = flat(left)

        def put_into_column() -> None:
            column = place()
            if column < 0:
                product()
            else:
                out.fill(0)
                np.copyto(out[:, column], value)

        return [put_into_column]

    def adding_kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        left, right = operands
        place = work.place_of_one(right)
        thunks = super().adding_kernel(work, out, *operands)
        if not place:
            return thunks
        value = flat(left)
        share, total = thunks

        def add_to_column() -> None:
            number = place()
            if number < 0:
                share()
                total()
            else:
                column = out[:, number]
                np.add(column, value, column)

        return [add_to_column]

    def terms(self, index: Index, *shapes: Shape) -> Sequence[tuple[Index, ...]]:
        row, column = index
        return [((row, b), (column, b)) for b in range(shapes[0][1])]


def _code_of_product(code: str, *shapes: Shape) -> str:
    """`code`, but of two numbers their plain product: ``@`` would lose the sign of a zero."""
    return "{0} * {1}" if shapes == ((1, 1), (1, 1)) else code


MATMUL = MatMul()
MATMUL_TRANSPOSED = MatMulTransposed()
OUTER = Outer()
