"""An iteration of training as data: tensors, and the operations that write them, in order."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import numpy as np

from rnn_debugger.engine.primitive import Primitive, Shape

Phase: TypeAlias = Literal["forward", "loss", "backward", "update"]
Role: TypeAlias = Literal[
    "parameter",
    "input",
    "target",
    "state",
    "activation",
    "loss",
    "gradient",
    "optimizer",
    "constant",
]


@dataclass(frozen=True, slots=True)
class Tensor:
    """A named value of the program.

    `of` is, for a gradient or an optimizer slot, the name of what it belongs to; `recomputes` is,
    for a value of the forward sweep that is computed again, its name there. A persistent tensor
    (parameter, optimizer slot, carried state) survives the iteration.
    """

    name: str
    role: Role
    shape: Shape
    dtype: str
    layer: int | None = None
    timestep: int | None = None
    of: str | None = None
    persistent: bool = False
    recomputes: str | None = None

    @property
    def bytes(self) -> int:
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize


@dataclass(frozen=True, slots=True)
class Source:
    """A line of the cell that an operation comes from; `line` counts from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Operation:
    """One primitive applied: what it reads, what it writes, and where it belongs.

    `timestep` is the sweep's: the operation that hands a gradient from t to t − 1 has t.
    """

    id: int
    phase: Phase
    timestep: int | None
    layer: int | None
    primitive: str
    inputs: tuple[str, ...]
    output: str
    formula: str
    source: Source | None
    rule: Primitive = field(repr=False)

    @property
    def right_side(self) -> str:
        """The formula without the output's name: what is assigned, added or subtracted."""
        return self.formula.removeprefix(f"{self.output} {self.rule.assignment} ")


@dataclass(frozen=True, eq=False)
class Program:
    """The flat list of operations of one iteration, and its tensors by name."""

    operations: tuple[Operation, ...]
    tensors: Mapping[str, Tensor]

    def __len__(self) -> int:
        return len(self.operations)

    def __getitem__(self, number: int) -> Operation:
        return self.operations[number]

    def __iter__(self) -> Iterator[Operation]:
        return iter(self.operations)

    def __str__(self) -> str:
        rows = []
        for operation in self.operations:
            time = "" if operation.timestep is None else f"t={operation.timestep}"
            rows.append(f"{operation.id:5d}  {operation.phase:8s} {time:6s} {operation.formula}")
        return "\n".join(rows)

    @cached_property
    def kept(self) -> dict[object, Any]:
        """What others have worked out of it; see `kept_with_program`."""
        return {}

    @cached_property
    def writers(self) -> Mapping[str, tuple[int, ...]]:
        """For each tensor the operations that write it, in order."""
        return self._group(lambda operation: (operation.output,))

    @cached_property
    def readers(self) -> Mapping[str, tuple[int, ...]]:
        """For each tensor the operations that read it as an operand, in order."""
        return self._group(lambda operation: operation.inputs)

    @cached_property
    def persistent(self) -> tuple[Tensor, ...]:
        return tuple(tensor for tensor in self.tensors.values() if tensor.persistent)

    @cached_property
    def parameters(self) -> tuple[Tensor, ...]:
        return tuple(tensor for tensor in self.tensors.values() if tensor.role == "parameter")

    @cached_property
    def updates_every_timestep(self) -> bool:
        """Whether weights change inside the backward sweep."""
        return any(op.phase == "update" and op.timestep is not None for op in self.operations)

    def is_present(self, name: str, operation: int) -> bool:
        """Whether the tensor has a value when the operations before `operation` have run."""
        if self.tensors[name].persistent:
            return True
        return self.writers[name][0] < operation

    def reads_updated(self, operation: Operation) -> tuple[str, ...]:
        """The parameters it reads that this iteration has changed already."""
        return tuple(
            name
            for name in operation.inputs
            if self.tensors[name].role == "parameter"
            and self.writers.get(name, (operation.id,))[0] < operation.id
        )

    def _group(
        self, names: Callable[[Operation], tuple[str, ...]]
    ) -> Mapping[str, tuple[int, ...]]:
        groups: dict[str, list[int]] = {name: [] for name in self.tensors}
        for operation in self.operations:
            for name in dict.fromkeys(names(operation)):
                groups[name].append(operation.id)
        return MappingProxyType({name: tuple(numbers) for name, numbers in groups.items()})
