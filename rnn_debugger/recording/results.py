"""What is kept of every finished iteration: the loss, and the norms of each parameter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from rnn_debugger.engine import Array, Machine, Operation, Program
from rnn_debugger.engine.primitive import Thunk
from rnn_debugger.engine.primitives.sums import Accumulate


@dataclass(frozen=True, slots=True)
class IterationResult:
    """The loss, and Euclidean norms by parameter: of dW before clipping (of the sum of the
    shares, where every timestep updates), of W after the update, of W after minus W before.
    """

    loss: float
    gradient_norm: dict[str, float]
    parameter_norm: dict[str, float]
    update_norm: dict[str, float]


class Results:
    """The results of iterations 0, 1, 2 … as growing tables.

    `loss` is (n,), `norms` (n, 3, parameters): gradient, parameter, update.
    """

    def __init__(self, parameters: tuple[str, ...]) -> None:
        self.parameters = parameters
        self._loss = np.empty(256)
        self._norms = np.empty((256, 3, len(parameters)))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, iteration: int) -> IterationResult:
        if not 0 <= iteration < self._count:
            raise IndexError(f"iteration {iteration} has not been finished")
        rows = [dict(zip(self.parameters, map(float, row), strict=True)) for row in
                self._norms[iteration]]  # fmt: skip
        return IterationResult(float(self._loss[iteration]), *rows)

    @property
    def loss(self) -> Array:
        return self._loss[: self._count]

    @property
    def norms(self) -> Array:
        return self._norms[: self._count]

    def copy(self, count: int) -> Results:
        """The results of the first `count` iterations, as far as they are there, to go on from."""
        results = Results(self.parameters)
        results.take_over(self, count)
        return results

    def take_over(self, other: Results, count: int) -> None:
        """Go on with those of another run that is the same up to iteration `count`."""
        for number in range(self._count, min(count, len(other))):
            self.append(other._loss[number], other._norms[number])

    def append(self, loss: float, norms: Array) -> None:
        if self._count == len(self._loss):
            self._loss = np.concatenate([self._loss, np.empty_like(self._loss)])
            self._norms = np.concatenate([self._norms, np.empty_like(self._norms)])
        self._loss[self._count] = loss
        self._norms[self._count] = norms
        self._count += 1


class Meter:
    """Takes the measures of an iteration on a machine that has just run its last operation.

    `begin` must have been called when the iteration began.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._names = [tensor.name for tensor in machine.program.parameters]
        self._before = {name: machine.arrays[name].copy() for name in self._names}
        self._change = {name: np.zeros_like(machine.arrays[name]) for name in self._names}
        # The iterations that these two belong to.
        self._before_of = self._change_of = -1
        self._gradients = {
            name: machine.arrays[f"d{name}"] for name in self._names if f"d{name}" in machine.arrays
        }
        sums = self._bind_sums() if machine.program.updates_every_timestep else []
        self._loss = machine.arrays["loss"]
        self._squares = np.zeros((3, len(self._names)), self._loss.dtype)
        self._thunks = [*sums, *self._bind_squares()]

    def begin(self) -> None:
        self.recall(self._machine.arrays)

    def has_begun(self, iteration: int) -> bool:
        """Whether the parameters at the beginning of that iteration are kept."""
        return self._before_of == iteration

    def recall(self, parameters: Mapping[str, Array]) -> None:
        """Take these for the parameters at the beginning of this iteration."""
        self._before_of = self._machine.iteration
        for name, before in self._before.items():
            np.copyto(before, parameters[name])

    def forget(self) -> None:
        """The machine has been put somewhere else."""
        self._before_of = self._change_of = -1

    def keeps_change(self, iteration: int) -> bool:
        """Whether that iteration is the one measured last."""
        return self._change_of == iteration

    def change(self, parameter: str) -> Array:
        """W after minus W before the iteration measured last, of W's shape, a copy."""
        return self._change[parameter].copy()

    def measure(self) -> tuple[float, Array]:
        """The loss, and the norms (3, parameters) in the order of `Results.norms`."""
        with np.errstate(all="ignore"):
            if self._before_of == self._machine.iteration:
                self._change_of = self._before_of
                for name, before in self._before.items():
                    np.subtract(self._machine.arrays[name], before, self._change[name])
            for thunk in self._thunks:
                thunk()
            return float(self._loss), np.sqrt(self._squares)

    def _bind_squares(self) -> list[Thunk]:
        """Calls that write the squared norms (3, parameters)."""
        thunks: list[Thunk] = []
        for row, arrays in enumerate((self._gradients, self._machine.arrays, self._change)):
            for column, name in enumerate(self._names):
                if name in arrays:
                    elements = arrays[name].reshape(-1)
                    cell = self._squares[row, column : column + 1].reshape(())
                    thunks.append(partial(np.dot, elements, elements, cell))
        return thunks

    def _bind_sums(self) -> list[Thunk]:
        """Calls that add up the shares of every timestep, from their factors."""
        machine = self._machine
        thunks: list[Thunk] = []
        for name in list(self._gradients):
            total = np.empty_like(machine.arrays[name])
            for number, share in enumerate(share_operations(machine.program, name)):
                rule = share.rule.share if isinstance(share.rule, Accumulate) else share.rule
                rule = Accumulate(rule) if number else rule
                operands = [machine.arrays[operand] for operand in share.inputs]
                thunks += rule.kernel(machine.work, total, *operands)
            self._gradients[name] = total
        return thunks


LEAST_FOR_GAIN = 200
"""Iterations; the losses of fewer say little about where they are heading."""


def loss_gain(losses: Array) -> float | None:
    """By what share the mean of the latest quarter of losses (iterations,) lies below that of the
    quarter before; negative where the loss rises, None before `LEAST_FOR_GAIN` iterations.
    """
    count = len(losses)
    if count < LEAST_FOR_GAIN:
        return None
    quarter = count // 4
    with np.errstate(all="ignore"):
        before = float(losses[-2 * quarter : -quarter].mean())
        now = float(losses[-quarter:].mean())
    return 1 - now / before if before else 0.0


def share_operations(program: Program, parameter: str) -> Iterator[Operation]:
    """The operations that write a timestep's share into the gradient of the parameter."""
    return (program[number] for number in program.writers[f"d{parameter}"])


def measured(program: Program) -> frozenset[str]:
    """What a meter reads when an iteration has ended: where memory is shared it must be kept.

    The loss and the gradients; where every timestep updates, what the shares are made of.
    """
    names = [t.name for t in program.parameters if f"d{t.name}" in program.tensors]
    if not program.updates_every_timestep:
        return frozenset({"loss", *(f"d{name}" for name in names)})
    return frozenset({"loss"}) | frozenset(
        operand
        for name in names
        for share in share_operations(program, name)
        for operand in share.inputs
    )
