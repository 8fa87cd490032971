"""What a run can be held to: rules that are tested at some places, and what they see there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from rnn_debugger.engine import Array, Machine, Program
from rnn_debugger.recording.branches import Place
from rnn_debugger.recording.results import Results, loss_gain


class Rule(Protocol):
    """Something that holds at some places of a run and not at others.

    `positions` says where in an iteration it has to be tested; with `persists` it holds on from
    there to the next of them, else only right there. `noted` says where `note` has to be called
    before the run goes on.
    """

    @property
    def persists(self) -> bool: ...

    def positions(self, program: Program) -> Sequence[int]: ...

    def noted(self, program: Program) -> Sequence[int]: ...

    def note(self, state: RunState) -> None: ...

    def holds(self, state: RunState) -> bool: ...


class Hit(NamedTuple):
    """Where a rule held, and what it had to say of it."""

    place: Place
    rule: Rule
    remark: str


@dataclass(frozen=True)
class RunState:
    """The state at a place as rules see it; good until the run goes on."""

    _machine: Machine
    _results: Results

    @property
    def program(self) -> Program:
        return self._machine.program

    @property
    def iteration(self) -> int:
        return self._machine.iteration

    @property
    def operation(self) -> int:
        return self._machine.operation

    @property
    def place(self) -> Place:
        return Place(self._machine.iteration, self._machine.operation)

    @property
    def loss_before(self) -> float | None:
        """The loss of the iteration before; None in the first."""
        iteration = self._machine.iteration
        return float(self._results.loss[iteration - 1]) if iteration else None

    @property
    def loss_gain(self) -> float | None:
        """By what share the latest quarter of the run has lowered the loss; see `loss_gain`."""
        return loss_gain(self._results.loss[: self._machine.iteration])

    def is_finite(self) -> bool:
        """Whether there is neither NaN nor infinity in the whole arena, in what has been written
        in this iteration or is left of the one before. Memory must not be shared.
        """
        dtype = next(iter(self._machine.program.tensors.values())).dtype
        return bool(np.isfinite(self._machine.memory.view(dtype)).all())

    @property
    def shares_memory(self) -> bool:
        return self._machine.plan.is_shared

    def value(self, name: str) -> Array:
        """The tensor's array, read-only; at the beginning of an iteration the value that the
        iteration before left. Raises `KeyError` where memory is shared and it may be gone.
        """
        if not self._machine.holds(name):
            raise KeyError(name)
        view = self._machine.arrays[name].view()
        view.flags.writeable = False
        return view


def hit_of(rule: Rule, state: RunState) -> Hit:
    """The hit of a rule that holds in a state."""
    remark = getattr(rule, "remark", None)
    return Hit(state.place, rule, str(remark(state)) if remark is not None else "")


@dataclass(frozen=True)
class Checks:
    """Where in an iteration something has to be done for rules."""

    stops: Sequence[int]
    """All places of the two below, in order."""
    noting: dict[int, list[Rule]]
    tested: dict[int, list[Rule]]

    @classmethod
    def of(cls, rules: Sequence[Rule], program: Program) -> Checks:
        noting: dict[int, list[Rule]] = {}
        tested: dict[int, list[Rule]] = {}
        for rule in rules:
            for operation in rule.noted(program):
                noting.setdefault(operation, []).append(rule)
            for operation in rule.positions(program):
                tested.setdefault(operation, []).append(rule)
        return cls(sorted({*noting, *tested}), noting, tested)
