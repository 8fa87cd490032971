"""The backward sweep by itself: a linear map of gradients, run for many of them side by side.

Every backward operation is linear in the one gradient that it reads. Run with a matrix in place
of that gradient it treats each column as a gradient of its own: the gradients of single losses
for the triangle, unit vectors for a Jacobian. Nothing here knows a cell; the operations are the
program's own, bound to other arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np

from rnn_debugger.engine import Array, Operation, Program, kept_with_program
from rnn_debugger.engine.primitive import Workspace
from rnn_debugger.engine.primitives.elementwise import Elementwise
from rnn_debugger.engine.primitives.total import Sum

Values: TypeAlias = Callable[[int], Generator[None, None, Mapping[str, Array]]]
"""Brings, in slices, the arrays of an iteration as they are before an operation runs. They are
good until the next slice of anything.
"""


@dataclass(frozen=True, slots=True)
class Columns:
    """Gradients of one tensor side by side: (n, r), the first of them has the number `first`.
    Those with other numbers are 0.
    """

    first: int
    values: Array

    @property
    def stop(self) -> int:
        return self.first + int(self.values.shape[1])


@dataclass(frozen=True)
class Sweep:
    """What the backward operations of a program are, apart from those into parameters.

    `operations` by the timestep of their sweep, None for those before it; `gradients` are the
    tensors that depend on dloss; `losses` the timesteps that have a loss of their own, the last
    first; `begin` is the first backward operation of all.
    """

    program: Program
    operations: Mapping[int | None, tuple[Operation, ...]]
    gradients: frozenset[str]
    losses: tuple[int, ...]
    begin: int

    @property
    def timesteps(self) -> tuple[int, ...]:
        """From the last to the first."""
        return tuple(sorted((t for t in self.operations if t is not None), reverse=True))

    def place(self, timestep: int) -> int:
        """The first operation of a timestep's sweep. There weights are those that it uses, even
        where they change inside the sweep, or somebody has edited them on the way.
        """
        return self.operations[timestep][0].id

    @cached_property
    def _numbers(self) -> Mapping[int, int]:
        return {timestep: number for number, timestep in enumerate(self.losses)}

    def column_of(self, timestep: int) -> int:
        """The number of the column of a loss; the last loss is number 0."""
        return self._numbers[timestep]


@kept_with_program
def sweep_of(program: Program) -> Sweep:
    """Follows dloss through the backward operations of a program."""
    tensors, gradients = program.tensors, set[str]()
    operations: dict[int | None, list[Operation]] = {}
    losses = set()
    backward = [op for op in program if op.phase == "backward"]
    for operation in backward:
        out = tensors[operation.output]
        is_seed = operation.primitive == "fill" and operation.timestep is None
        is_gradient = is_seed or not gradients.isdisjoint(operation.inputs)
        into_parameter = out.timestep is None and not is_seed
        if into_parameter:
            continue
        if is_gradient:
            gradients.add(operation.output)
            if not out.shape and out.timestep is not None:
                losses.add(out.timestep)
        operations.setdefault(operation.timestep, []).append(operation)
    return Sweep(
        program,
        {timestep: tuple(found) for timestep, found in operations.items()},
        frozenset(gradients),
        tuple(sorted(losses, reverse=True)),
        backward[0].id,
    )


class Carrier:
    """Runs backward operations with columns of gradients, for one sequence of the batch.

    `held` has what has been computed of each gradient; a gradient that is not in it is 0.
    """

    def __init__(self, sweep: Sweep, sequence: int) -> None:
        self._sweep = sweep
        self._sequence = sequence
        self.held: dict[str, Columns] = {}
        self._numbers: dict[str, Array] = {}
        self._between: dict[str, Array] = {}

    def begin(self) -> None:
        """Run what comes before the first timestep: dloss = 1."""
        for operation in self._sweep.operations.get(None, ()):
            self._run_number(operation)

    def run(self, operation: Operation, arrays: Mapping[str, Array]) -> None:
        """Run one operation; `arrays` are the machine's."""
        gradients = [name for name in operation.inputs if name in self._sweep.gradients]
        if not gradients:
            # A value that the backward sweep works out once more.
            self._between[operation.output] = self._computed(operation, arrays, 1)
        elif not self._sweep.program.tensors[operation.output].shape:
            self._run_number(operation)
        elif all(name in self._numbers for name in gradients):
            timestep = self._sweep.program.tensors[operation.output].timestep
            assert timestep is not None
            first = self._sweep.column_of(timestep)
            self.held[operation.output] = Columns(first, self._computed(operation, arrays, 1))
        elif isinstance(operation.rule, Sum):
            self._add_up(operation)
        else:
            # Linear: it reads one gradient, whatever else it reads.
            (name,) = gradients
            grad = self.held.get(name)
            if grad is not None:
                values = self._carried(operation, arrays, name, grad.values)
                self.held[operation.output] = Columns(grad.first, values)

    def forget(self, timestep: int) -> None:
        """Let go of what a timestep's sweep has used up: all that belongs to it and later ones."""
        tensors = self._sweep.program.tensors

        def lasts(name: str) -> bool:
            time = tensors[name].timestep
            return time is None or time < timestep

        self.held = {name: held for name, held in self.held.items() if lasts(name)}
        self._numbers = {name: held for name, held in self._numbers.items() if lasts(name)}
        self._between = {name: held for name, held in self._between.items() if lasts(name)}

    def _carried(
        self, operation: Operation, arrays: Mapping[str, Array], name: str, grad: Array
    ) -> Array:
        """What an operation makes of the columns of the gradient that it reads."""
        if not isinstance(operation.rule, Elementwise):
            return self._computed(operation, arrays, grad.shape[1])
        # What it does to a gradient of 1 is the factor of each unit: one pass instead of several.
        held = self.held[name]
        self.held[name] = Columns(0, np.ones((len(grad), 1), grad.dtype))
        factor = self._computed(operation, arrays, 1)
        self.held[name] = held
        with np.errstate(all="ignore"):
            values: Array = grad * factor
        return values

    def _computed(self, operation: Operation, arrays: Mapping[str, Array], count: int) -> Array:
        """The operation's kernel run on arrays (n, count)."""
        operands = [self._operand(name, arrays, count) for name in operation.inputs]
        tensor = self._sweep.program.tensors[operation.output]
        out = np.empty((tensor.shape[0], count), tensor.dtype)
        with np.errstate(all="ignore"):
            for thunk in operation.rule.kernel(Workspace({}), out, *operands):
                thunk()
        return out

    def _operand(self, name: str, arrays: Mapping[str, Array], count: int) -> Array:
        if name in self.held:
            return self.held[name].values
        if name in self._numbers:
            return self._numbers[name]
        tensor = self._sweep.program.tensors[name]
        if name in self._between:
            column = self._between[name]
        elif tensor.timestep is None:
            # A parameter, whole.
            return arrays[name]
        else:
            column = arrays[name][:, self._sequence : self._sequence + 1]
        return np.broadcast_to(column, (len(column), count))

    def _run_number(self, operation: Operation) -> None:
        if not all(name in self._numbers for name in operation.inputs):
            # Nobody has begun: the losses are not to be looked at.
            return
        out = np.empty((), self._sweep.program.tensors[operation.output].dtype)
        operands = [self._numbers[name] for name in operation.inputs]
        for thunk in operation.rule.kernel(Workspace({}), out, *operands):
            thunk()
        self._numbers[operation.output] = out

    def _add_up(self, operation: Operation) -> None:
        assert isinstance(operation.rule, Sum)
        parts = [self.held[name] for name in operation.inputs if name in self.held]
        if not parts:
            return
        first, stop = min(part.first for part in parts), max(part.stop for part in parts)
        total = np.zeros((len(parts[0].values), stop - first), parts[0].values.dtype)
        for part in parts:
            total[:, part.first - first : part.stop - first] += part.values
        if operation.rule.factor != 1:
            total *= operation.rule.factor
        self.held[operation.output] = Columns(first, total)
