"""The trace file as data. `resources/trace.schema.json` describes the same for others."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from rnn_debugger.engine import Phase, Role
from rnn_debugger.trace.numbers import Number

FORMAT: Final = "rnn-debugger-trace"
VERSION: Final = 1


class Environment(msgspec.Struct, frozen=True):
    """What the last bits of a number depend on besides the program."""

    python: str
    numpy: str
    blas: str
    cpu: str
    platform: str


class TensorEntry(msgspec.Struct, frozen=True):
    id: int
    name: str
    role: Role
    layer: int | None
    timestep: int | None
    of: str | None
    shape: tuple[int, ...]
    dtype: str
    bytes: int


class SourceEntry(msgspec.Struct, frozen=True):
    file: str
    line: int


class OperationEntry(msgspec.Struct, frozen=True):
    """`inputs` and `output` are ids of tensors."""

    id: int
    phase: Phase
    timestep: int | None
    layer: int | None
    primitive: str
    inputs: tuple[int, ...]
    output: int
    formula: str
    source: SourceEntry | None


class Fork(msgspec.Struct, frozen=True):
    iteration: int
    operation: int


class Edit(msgspec.Struct, frozen=True):
    iteration: int
    operation: int
    tensor: str
    index: tuple[int, ...]
    value: Number


class Branch(msgspec.Struct, frozen=True, omit_defaults=True):
    """A branch begins at its fork, where its edits are made; the way there is its ancestors'.

    What is not in the file is as its parent has it: the settings that it trains with, the
    program, and the tensors that this program's ids refer to.
    """

    id: int
    parent: int | None
    fork: Fork | None
    edits: tuple[Edit, ...]
    name: str = ""
    settings: dict[str, Number | None] = {}
    tensors: tuple[TensorEntry, ...] = ()
    program: tuple[OperationEntry, ...] = ()


class Cursor(msgspec.Struct, frozen=True):
    """Where the session stood."""

    branch: int
    iteration: int
    operation: int


class Bookmark(msgspec.Struct, frozen=True):
    """A position with a name."""

    name: str
    branch: int
    iteration: int
    operation: int


class Step(msgspec.Struct, frozen=True, gc=False):
    """One operation that has run. `value` is JSON still, so that a trace in memory takes little
    more than its file; it is empty where the trace was written without values.
    """

    step: int
    iteration: int
    operation: int
    branch: int
    live_bytes: int
    value: msgspec.Raw = msgspec.Raw()


class IterationEntry(msgspec.Struct, frozen=True):
    """A finished iteration; the norms by parameter."""

    iteration: int
    branch: int
    loss: Number
    gradient_norm: dict[str, Number]
    parameter_norm: dict[str, Number]
    update_norm: dict[str, Number]
    peak_live_bytes: int


class Head(msgspec.Struct, frozen=True):
    """What stands before the branches."""

    format: str
    version: int
    created_by: str
    environment: Environment
    experiment: dict[str, Any]
    tensors: tuple[TensorEntry, ...]
    program: tuple[OperationEntry, ...]


class Trace(Head, frozen=True):
    """A whole trace. Without a cursor it ends where its steps do."""

    branches: tuple[Branch, ...]
    steps: list[Step]
    iterations: list[IterationEntry]
    bookmarks: list[Bookmark]
    cursor: Cursor | None = None
