"""Sums over the columns of a batch, and over time into a parameter's gradient."""

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
    ShapeError,
    Thunk,
    Workspace,
)


@dataclass(frozen=True)
class SumColumns(Primitive):
    """``out[i] = Σ_b g[i, b]``: (n, B) → (n,), the gradient of a vector added to each column.

    Of a `single` column there is nothing to add up, and the formula says so.
    """

    single: bool = False

    name = "sum_columns"
    sentence = "The columns of the batch are added up."
    expression = "Σ {0}"
    code = "{0}.sum(axis=1)"
    element = "{0}"

    def shape(self, *shapes: Shape) -> Shape:
        (shape,) = shapes
        if len(shape) != 2:
            raise ShapeError(f"sum_columns: {shape} has no columns")
        return shape[:1]

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        (value,) = operands
        if value.shape[1] == 1:
            return [partial(np.positive, value[:, 0], out)]
        return [partial(np.add.reduce, value, 1, None, out)]

    def adding_kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        (value,) = operands
        if value.shape[1] == 1:
            return [partial(np.add, out, value[:, 0], out)]
        return super().adding_kernel(work, out, *operands)

    def numpy_code(self, *shapes: Shape) -> str:
        # sum() would lose the sign of a zero, and a view would change with what it shows.
        return "{0}[:, 0].copy()" if self.single else self.code

    def right_side(self, *operands: str) -> str:
        return operands[0] if self.single else super().right_side(*operands)

    def terms(self, index: Index, *shapes: Shape) -> Sequence[tuple[Index, ...]]:
        return [((index[0], b),) for b in range(shapes[0][1])]


@dataclass(frozen=True)
class MultiplySumColumns(Primitive):
    """``out[i] = Σ_b g[i, b] · x[i, b]``: (n, B), (n, B) → (n,), for a vector that multiplied.

    Of a `single` column there is nothing to add up, and the formula says so.
    """

    single: bool = False

    name = "multiply_sum_columns"
    sentence = "The two are multiplied element by element and summed over the batch."
    expression = "Σ {0} ∘ {1}"
    code = "({0} * {1}).sum(axis=1)"
    element = "{0}·{1}"

    def shape(self, *shapes: Shape) -> Shape:
        left, right = shapes
        if len(left) != 2 or left != right:
            raise ShapeError(f"multiply_sum_columns: shapes {left} and {right} do not fit")
        return left[:1]

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        left, right = operands
        if left.shape[1] == 1:
            return [partial(np.multiply, left[:, 0], right[:, 0], out)]
        product = work.like(left)
        return [
            partial(np.multiply, left, right, product),
            partial(np.add.reduce, product, 1, None, out),
        ]

    def numpy_code(self, *shapes: Shape) -> str:
        return "({0} * {1})[:, 0]" if self.single else self.code

    def right_side(self, *operands: str) -> str:
        text = super().right_side(*operands)
        return text.removeprefix("Σ ") if self.single else text

    def terms(self, index: Index, *shapes: Shape) -> Sequence[tuple[Index, ...]]:
        return [((index[0], b), (index[0], b)) for b in range(shapes[0][1])]


@dataclass(frozen=True)
class Accumulate(Primitive):
    """``out += share``: one timestep's share, which `share` computes, of a parameter's gradient."""

    share: Primitive

    name = "accumulate"
    sentence = "This timestep's share is added to the gradient of the parameter."
    expression = "{0}"
    assignment = "+="
    in_place = True

    def shape(self, *shapes: Shape) -> Shape:
        return self.share.shape(*shapes)

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        return self.share.adding_kernel(work, out, *operands)

    def right_side(self, *operands: str) -> str:
        return self.share.right_side(*operands)

    def numpy_code(self, *shapes: Shape) -> str:
        # What is only added need not be a copy.
        return self.share.numpy_code(*shapes).removesuffix(".copy()")

    def element_term(self, count: int) -> str:
        return self.share.element_term(count)

    def terms(self, index: Index, *shapes: Shape) -> Sequence[tuple[Index, ...]]:
        return self.share.terms(index, *shapes)
