"""Symbols stand for tensors while a program is written down; a tape records what is done to them.

Mathematics over symbols, ``tanh(W.xh @ x + W.hh @ h + b.h)``, computes nothing: each operator
puts one operation on the tape.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FrameType
from typing import Final

from rnn_debugger.engine.primitive import Application, Primitive, Shape, ShapeError
from rnn_debugger.engine.primitives import activations, elementwise, linear
from rnn_debugger.engine.program import Operation, Phase, Program, Role, Source, Tensor

_ENGINE: Final = str(Path(__file__).parent)
_ROOT: Final = Path(__file__).parents[2]


class Nothing:
    """A term that is not there, such as the bias of a model without biases: adding it is free."""


NOTHING: Final = Nothing()


class Symbol:
    """A tensor to be. It has a shape at once, and a name at the latest when the tape is closed.

    `base` is the name without its timestep, `a1_i` of `a1_i[3]`. An `anonymous` symbol is a
    product or a sum in between, for which the engine finds the name.
    """

    __slots__ = (
        "anonymous", "base", "layer", "of", "persistent", "role", "shape", "tape", "timestep"
    )  # fmt: skip

    def __init__(self, tape: Tape, shape: Shape, base: str | None, role: Role) -> None:
        self.tape = tape
        self.shape = shape
        self.base = base
        self.role: Role = role
        self.anonymous = base is None
        self.layer: int | None = None
        self.timestep: int | None = None
        self.of: Symbol | None = None
        self.persistent = False

    @property
    def name(self) -> str:
        """The name on the screen, in conditions and in traces, such as ``h[2]``."""
        base = self.base or "unnamed"
        return base if self.timestep is None else f"{base}[{self.timestep}]"

    def __repr__(self) -> str:
        return f"<{self.name} {self.shape}>"

    def __matmul__(self, other: Symbol) -> Symbol:
        return self.tape.apply(linear.MATMUL, self, other)

    def __add__(self, other: Symbol | Nothing | float) -> Symbol:
        if isinstance(other, Nothing):
            return self
        if isinstance(other, Symbol):
            return self.tape.apply(elementwise.ADD, self, other)
        return self.tape.apply(elementwise.Shift(float(other)), self)

    __radd__ = __add__

    def __sub__(self, other: Symbol | float) -> Symbol:
        if isinstance(other, Symbol):
            return self.tape.apply(elementwise.SUBTRACT, self, other)
        return self.tape.apply(elementwise.Shift(-float(other)), self)

    def __rsub__(self, other: float) -> Symbol:
        return self.tape.apply(elementwise.SubtractFrom(float(other)), self)

    def __mul__(self, other: Symbol | float) -> Symbol:
        if isinstance(other, Symbol):
            return self.tape.apply(elementwise.MULTIPLY, self, other)
        return self.tape.apply(elementwise.Scale(float(other)), self)

    __rmul__ = __mul__

    def __neg__(self) -> Symbol:
        return self.tape.apply(elementwise.NEGATE, self)

    def __bool__(self) -> bool:
        raise TypeError("a symbol has no value yet: a cell cannot branch on it")


def sigmoid(a: Symbol) -> Symbol:
    return a.tape.apply(activations.SIGMOID, a)


def tanh(a: Symbol) -> Symbol:
    return a.tape.apply(activations.TANH, a)


def relu(a: Symbol) -> Symbol:
    return a.tape.apply(activations.RELU, a)


def identity(a: Symbol) -> Symbol:
    return a.tape.apply(activations.IDENTITY, a)


def softmax(a: Symbol) -> Symbol:
    return a.tape.apply(activations.SOFTMAX, a)


@dataclass(slots=True)
class Record:
    """An operation on the tape, over symbols."""

    primitive: Primitive
    operands: tuple[Symbol, ...]
    output: Symbol
    phase: Phase
    timestep: int | None
    layer: int | None
    source: Source | None


class Tape:
    """Records operations in the order in which they are written down.

    `phase`, `timestep`, `layer` and `source` are those of the operations to come; while a
    function is traced they have its lines, and its local variables name the tensors.
    """

    def __init__(self, dtype: str) -> None:
        self.dtype = dtype
        self.records: list[Record] = []
        self.symbols: list[Symbol] = []
        self.phase: Phase = "forward"
        self.timestep: int | None = None
        self.layer: int | None = None
        self.source: Source | None = None
        self._tracing: CodeType | None = None
        self._known: dict[tuple[Primitive, tuple[int, ...]], Symbol] = {}

    def declare(
        self,
        base: str | None,
        role: Role,
        shape: Shape,
        *,
        of: Symbol | None = None,
        persistent: bool = False,
    ) -> Symbol:
        """A tensor without a timestep; a persistent one has a value before any operation runs."""
        symbol = Symbol(self, shape, base, role)
        symbol.of = of
        symbol.layer = self.layer if of is None else of.layer
        symbol.persistent = persistent
        self.symbols.append(symbol)
        return symbol

    def apply(
        self,
        primitive: Primitive,
        *operands: Symbol | Application,
        base: str | None = None,
        role: Role = "activation",
        out: Symbol | None = None,
    ) -> Symbol:
        """Record one operation; nested applications come first, or are found already recorded.

        With `out` the operation writes that symbol, else a new one of this timestep and layer.
        """
        symbols = tuple(self.settle(operand) for operand in operands)
        source = self._trace() if self._tracing is not None else self.source
        shape = primitive.shape(*(symbol.shape for symbol in symbols))
        if out is None:
            out = self.declare(base, role, shape)
            out.timestep = self.timestep
            self._known[primitive, tuple(map(id, symbols))] = out
        elif shape != out.shape:
            raise ShapeError(f"{primitive.name} → {out.name}: {shape} is not {out.shape}")
        self.records.append(
            Record(primitive, symbols, out, self.phase, self.timestep, self.layer, source)
        )
        return out

    @contextmanager
    def tracing_lines_of(self, code: CodeType) -> Iterator[None]:
        """Inside, operations remember the line of that function that they come from."""
        self._tracing = code
        try:
            yield
        finally:
            self._tracing = None

    def settle(self, operand: Symbol | Application) -> Symbol:
        """The symbol of an application: the one recorded before, or a new operation's."""
        if isinstance(operand, Symbol):
            return operand
        symbols = tuple(self.settle(inner) for inner in operand.operands)
        known = self._known.get((operand.primitive, tuple(map(id, symbols))))
        return known if known is not None else self.apply(operand.primitive, *symbols)

    def close(self) -> Program:
        """The program; every symbol has its name by now."""
        tensors: dict[str, Tensor] = {}
        for symbol in self.symbols:
            if symbol.base is None or symbol.name in tensors:
                raise ValueError(f"two tensors are called {symbol.name}")
            tensors[symbol.name] = Tensor(
                symbol.name,
                symbol.role,
                symbol.shape,
                self.dtype,
                symbol.layer,
                symbol.timestep,
                None if symbol.of is None else symbol.of.name,
                symbol.persistent,
            )
        operations = map(_operation, range(len(self.records)), self.records)
        return Program(tuple(operations), tensors)

    def _trace(self) -> Source | None:
        """The line being executed outside the engine; names what the cell's variables hold."""
        frame: FrameType | None = sys._getframe(2)
        source = None
        while frame is not None:
            file = frame.f_code.co_filename
            if source is None and not file.startswith(_ENGINE):
                source = Source(_shown(file), frame.f_lineno)
            if frame.f_code is self._tracing:
                for local, value in frame.f_locals.items():
                    if isinstance(value, Symbol) and value.base is None:
                        value.base, value.anonymous = local, False
                return source
            frame = frame.f_back
        return source


@cache
def _shown(file: str) -> str:
    """The file as it is named in traces: inside this package, or beside the experiment."""
    path = Path(file)
    if not path.is_absolute():
        return path.as_posix()
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name


def _operation(number: int, record: Record) -> Operation:
    names = tuple(symbol.name for symbol in record.operands)
    output = record.output.name
    return Operation(
        number,
        record.phase,
        record.timestep,
        record.layer,
        record.primitive.name,
        names,
        output,
        record.primitive.formula(output, *names),
        record.source,
        record.primitive,
    )
