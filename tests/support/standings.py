"""Positions of a straight run with all their values, to evaluate conditions and rules in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rnn_debugger.engine import Array, Program
from rnn_debugger.experiments import Compiled
from tests.support.running import present


@dataclass(frozen=True)
class Standing:
    """A position with all that has a value there; `asked` notes what is read."""

    program: Program
    iteration: int
    operation: int
    loss_before: float | None
    values: dict[str, Array]
    asked: list[str] = field(default_factory=list)
    loss_gain: float | None = None

    @property
    def done(self):
        """The operation that has just run; at an iteration's beginning the last one."""
        return self.program[self.operation - 1]

    def value(self, name: str) -> Array:
        self.asked.append(name)
        return self.values[name]


def standings(subject: Compiled, iterations: int, *, keeps_last: bool = False) -> list[Standing]:
    """Every position of a straight run. With `keeps_last` the beginning of an iteration has the
    values of the one before, as a rule sees it, else those alone that are present.
    """
    machine, found, loss = subject.machine(), [], None
    for iteration in range(iterations):
        machine.enter(iteration)
        for operation in machine.program:
            is_kept = keeps_last and operation.id == 0 and iteration > 0
            names = machine.arrays if is_kept else present(machine.program, operation.id)
            values = {name: machine.arrays[name].copy() for name in names}
            for value in values.values():
                value.flags.writeable = False
            found.append(Standing(machine.program, iteration, operation.id, loss, values))
            machine.run(operation.id + 1)
        loss = float(machine.arrays["loss"])
    return found


def with_values(standing: Standing, **values: Any) -> Standing:
    """The same position where some tensors have other values."""
    changed = {name: np.array(value) for name, value in values.items()}
    return Standing(
        standing.program,
        standing.iteration,
        standing.operation,
        standing.loss_before,
        standing.values | changed,
    )
