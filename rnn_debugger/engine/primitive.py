"""What a primitive is: formula, shape rule, kernel and vector-Jacobian product in one block.

Every operation of a program is one primitive applied to tensors. Shapes are tuples of
``int``: a value is ``(n, B)`` with one column a sequence, a bias ``(n,)``, a loss ``()``.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from rnn_debugger.engine.symbols import Symbol

Array: TypeAlias = NDArray[Any]
Shape: TypeAlias = tuple[int, ...]
Index: TypeAlias = tuple[int, ...]
Thunk: TypeAlias = Callable[[], object]


class ShapeError(ValueError):
    """Operands whose shapes do not fit the primitive; the message names both shapes."""


ALIGNMENT = 64
"""Bytes; a cache line, and enough for every vector instruction."""


def allocate(size: int) -> Array:
    """`size` zero bytes, aligned."""
    block = np.zeros(size + ALIGNMENT, np.uint8)
    skip = -block.ctypes.data % ALIGNMENT
    return block[skip : skip + size]


class Workspace:
    """What kernels need besides tensors: temporary arrays, and the buffers that data arrive in.

    The temporary arrays are shared by all kernels of a machine, since only one runs at a time.
    `ones` says for a stream of one-hot columns where in each timestep the 1 stands.
    """

    def __init__(
        self, streams: Mapping[str, Array], ones: Mapping[str, Sequence[int]] | None = None
    ) -> None:
        self.streams = streams
        self._ones = ones or {}
        self._arrays: dict[tuple[Shape, np.dtype[Any], int], Array] = {}
        self._one_hot: dict[int, Callable[[], int]] = {}
        self.one_hot_reads: list[tuple[Array, str, int]] = []
        """For each tensor that is read as one-hot: its array, its stream and its timestep."""

    def like(self, array: Array, slot: int = 0) -> Array:
        """An uninitialised array of the shape and dtype of `array`, another one for each slot."""
        return self.array(array.shape, array.dtype, slot)

    def array(self, shape: Shape, dtype: np.dtype[Any], slot: int = 0) -> Array:
        """An uninitialised array, the same one whenever shape, dtype and slot are the same."""
        key = (shape, dtype, slot)
        if key not in self._arrays:
            count = math.prod(shape)
            self._arrays[key] = allocate(count * dtype.itemsize).view(dtype).reshape(shape)
        return self._arrays[key]

    def mark_read(self, out: Array, stream: str, timestep: int) -> None:
        """Note that `out`, as long as the machine lives, is what that stream brings."""
        if stream in self._ones:
            self._one_hot[id(out)] = partial(self._ones[stream].__getitem__, timestep - 1)
            self.one_hot_reads.append((out, stream, timestep))

    def place_of_one(self, operand: Array) -> Callable[[], int] | None:
        """A call that says at which row of the operand, otherwise 0, the 1 stands; −1 when it has
        been changed to something else. None for an operand that may hold any numbers.
        """
        return self._one_hot.get(id(operand))


@dataclass(frozen=True, slots=True)
class Application:
    """A primitive put to operands and not yet recorded: what a vector-Jacobian product returns."""

    primitive: Primitive
    operands: tuple[Symbol | Application, ...]


Gradient: TypeAlias = "Symbol | Application | None"


@dataclass(frozen=True)
class Primitive(ABC):
    """One kind of operation. Subclasses are frozen dataclasses; their fields are constants."""

    name: ClassVar[str]
    sentence: ClassVar[str]
    """What it does, in one plain sentence for the screen."""
    expression: ClassVar[str]
    """The formula's right side over whole tensors; ``{0}`` is the first operand, ``{{out}}`` what
    the output held before.
    """
    code: ClassVar[str]
    """The same as NumPy, in the kernel's order, so that the bits agree; ``{self.…}`` are constants.
    What only moves data in has none.
    """
    element: ClassVar[str] = ""
    """The same for one element; by default the expression with · for ∘."""
    assignment: ClassVar[str] = "="
    in_place: ClassVar[bool] = False
    """Whether the old content of the output takes part in the new one."""
    only_moves: ClassVar[bool] = False
    """Whether the numbers stay what they are, so that there is nothing to work out."""
    is_activation: ClassVar[bool] = False

    @abstractmethod
    def shape(self, *shapes: Shape) -> Shape:
        """The shape of the output; raises `ShapeError` when the operands do not fit."""

    @abstractmethod
    def kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        """Calls without arguments which, run in order, write the output into `out`."""

    def adding_kernel(self, work: Workspace, out: Array, *operands: Array) -> Sequence[Thunk]:
        """The same as `kernel`, but what it computes is added to what `out` holds."""
        share = work.like(out, slot=1)
        total = partial(np.add, flat(out), flat(share), flat(out))
        return [*self.kernel(work, share, *operands), total]

    def vjp(self, grad: Symbol, out: Symbol, *operands: Symbol) -> Sequence[Gradient]:
        """For each operand the gradient of the loss, given `grad`, that of the output.

        ``None`` stands for an operand that no gradient flows into; `grad` itself may be
        returned where it passes through unchanged.
        """
        raise NotImplementedError(f"{self.name} has no gradient")

    def of(self, *operands: Symbol | Application) -> Application:
        return Application(self, operands)

    def formula(self, out: str, *operands: str) -> str:
        """The formula with names put in, such as ``h[1] = tanh(a[1])``."""
        return f"{out} {self.assignment} {self.right_side(*operands).replace('{out}', out)}"

    def right_side(self, *operands: str) -> str:
        """The formula's right side with names put in; ``{out}`` stays for the output's."""
        return self.expression.format(*operands, self=self)

    def result_name(self, *operands: str) -> str:
        """What a result without a name of its own is called after: ``tanh_c`` is tanh of c."""
        return "_".join([self.name, *operands[:1]])

    def numpy_code(self, *shapes: Shape) -> str:
        """The template of the NumPy expression for operands of these shapes; see `code`."""
        return self.code

    def element_term(self, count: int) -> str:
        """The template of one term of one element of the output, for `count` operands;
        ``{total}`` stands for what `total` returns, ``{out}`` for the element before.
        """
        operands = [f"{{{number}}}" for number in range(count)]
        if self.element:
            return self.element.format(*operands, self=self, total="{total}")
        return self.right_side(*operands).replace(" ∘ ", "·")

    def terms(self, index: Index, *shapes: Shape) -> Sequence[tuple[Index, ...]]:
        """For the output's element at `index`: for every term the index into each operand.

        The terms are added up. An elementwise primitive has one term.
        """
        return [tuple(broadcast_index(index, shape) for shape in shapes)]

    def total(self, index: Index, operand: Array) -> float:
        """A number that an element depends on besides its operands' elements, for the term with
        that index into the first operand.
        """
        raise NotImplementedError(f"{self.name} has no total")


def broadcast_index(index: Index, shape: Shape) -> Index:
    """Where the element at `index` of a result comes from in an operand of `shape`."""
    return index[: len(shape)]


def flat(array: Array) -> Array:
    """A single column as a vector: the same bits, and NumPy runs it faster."""
    if array.ndim == 2 and array.shape[1] == 1:
        return array[:, 0]
    return array


def aligned(out: Array, *operands: Array) -> list[Array]:
    """The operands, then the output, as views that NumPy broadcasts: a vector is a column."""
    has_columns = flat(out).ndim == 2
    views = [
        operand[:, None] if has_columns and operand.ndim == 1 else flat(operand)
        for operand in operands
    ]
    return [*views, flat(out)]


def elementwise(primitive: str, *shapes: Shape) -> Shape:
    """The shape of an elementwise result; vectors ``(n,)`` and scalars ``()`` broadcast."""
    widest = max(shapes, key=len)
    for shape in shapes:
        if shape != widest[: len(shape)]:
            listed = " and ".join(str(shape) for shape in shapes)
            raise ShapeError(f"{primitive}: shapes {listed} do not fit")
    return widest
