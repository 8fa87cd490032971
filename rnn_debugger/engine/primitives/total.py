"""The sum of any number of tensors: of gradients that meet, and of the losses of all timesteps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial, reduce
from operator import add
from typing import TYPE_CHECKING

import numpy as np

from rnn_debugger.engine.primitive import Array, Gradient, Shape, Thunk, Workspace, aligned
from rnn_debugger.engine.primitives.elementwise import Elementwise, Scale

if TYPE_CHECKING:
    from rnn_debugger.engine.symbols import Symbol


@dataclass(frozen=True)
class Sum(Elementwise):
    """``out = c · (a + b + …)``: operands of one shape, added from left to right, then scaled.

    The multivariate chain rule: where a value is used more than once, its gradient is the
    sum of what comes back from each use.
    """

    factor: float = 1.0

    name = "sum"
    sentence = "All parts are added up."
    expression = "{0}"

    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        if not out.shape:
            return [partial(self._write_sum_of_numbers, out, operands)]
        *parts, total = aligned(out, *operands)
        thunks: list[Thunk] = []
        if len(parts) == 1:
            thunks.append(partial(np.positive, parts[0], total))
        else:
            thunks.append(partial(np.add, parts[0], parts[1], total))
        thunks += [partial(np.add, total, part, total) for part in parts[2:]]
        if self.factor != 1:
            thunks.append(partial(np.multiply, total, total.dtype.type(self.factor), total))
        return thunks

    def _write_sum_of_numbers(self, out: Array, parts: tuple[Array, ...]) -> None:
        """The same sum, one number at a time: NumPy's scalars are quicker than its arrays."""
        total = reduce(add, [part[()] for part in parts])
        out[()] = total if self.factor == 1 else total * out.dtype.type(self.factor)

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        part = grad if self.factor == 1 else Scale(self.factor).of(grad)
        return [part for _ in operands]

    def numpy_code(self, *shapes: Shape) -> str:
        total = " + ".join(f"{{{number}}}" for number in range(len(shapes)))
        return total if self.factor == 1 else f"({total}) * {{self.factor}}"

    def right_side(self, *operands: str) -> str:
        shown = list(operands)
        if len(shown) > 5:
            shown = [*shown[:2], "…", shown[-1]]
        total = " + ".join(shown)
        if self.factor == 1:
            return total
        return f"{self.factor:.4g}·({total})" if len(shown) > 1 else f"{self.factor:.4g}·{total}"
