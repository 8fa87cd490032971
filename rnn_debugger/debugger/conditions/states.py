"""What an expression is evaluated in: a state, or what is known of one without looking at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol, TypeAlias

from rnn_debugger.engine import Array, Program


class Missing(Enum):
    """What stands where there is no value: none at this position, or one that is not looked at."""

    ABSENT = "absent"
    UNKNOWN = "unknown"


class State(Protocol):
    """What is read at a position; the operations before `operation` have run in `iteration`."""

    @property
    def program(self) -> Program: ...

    @property
    def iteration(self) -> int: ...

    @property
    def operation(self) -> int: ...

    @property
    def loss_before(self) -> float | None:
        """The loss of the previous iteration; None in the first."""

    @property
    def loss_gain(self) -> float | None:
        """By what share the latest quarter of the run has lowered the mean loss; None in the
        first 200 iterations.
        """

    def value(self, name: str) -> Array:
        """A read-only view; only asked for what the program says is present."""


class Reading(Protocol):
    """A state, or what is known of one without looking at it."""

    @property
    def program(self) -> Program: ...

    @property
    def iteration(self) -> int | Missing: ...

    @property
    def operation(self) -> int: ...

    @property
    def loss_before(self) -> float | Missing | None: ...

    @property
    def loss_gain(self) -> float | Missing | None: ...

    def value(self, name: str) -> Array | Missing: ...


@dataclass(frozen=True, slots=True)
class Unseen:
    """A state of which the position in the program is known and nothing else."""

    program: Program
    operation: int
    iteration: Missing = Missing.UNKNOWN
    loss_before: Missing = Missing.UNKNOWN
    loss_gain: Missing = Missing.UNKNOWN

    def value(self, _name: str) -> Missing:
        return Missing.UNKNOWN


Value: TypeAlias = Any
"""An array or scalar of float64 or bool, a string, or `Missing`."""
Evaluate: TypeAlias = Callable[[Reading], Value]
