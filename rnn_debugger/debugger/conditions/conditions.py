"""Conditions such as ``norm(dWhh) > 8 and t == 3``: true or false at every position of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar

import numpy as np

from rnn_debugger.debugger.conditions.binding import Bound
from rnn_debugger.debugger.conditions.parsing import parse_condition
from rnn_debugger.debugger.conditions.states import State
from rnn_debugger.debugger.conditions.tested_positions import may_hold, tested
from rnn_debugger.debugger.conditions.truths import Test
from rnn_debugger.engine import Program


@dataclass(frozen=True)
class Condition:
    """Something that is true or false at every position; a `Rule`. Where a value that it compares
    is absent, neither the comparison nor its opposite is true.
    """

    text: str
    _test: Test = field(repr=False, compare=False)
    persists: ClassVar[bool] = True

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Raises `BadCondition`."""
        return cls(text, parse_condition(text))

    def check(self, program: Program) -> None:
        """Raises `BadCondition` where it does not fit the program."""
        _bound(self, program)

    def positions(self, program: Program) -> tuple[int, ...]:
        """The operations at which it has to be tested: the answer at each of them is that at all
        positions up to the next one, and at those of an iteration before the first one the
        condition is false. Where the iteration before may end with the condition true, 0 is one
        of them, so that in every run of positions each has the answer of the last tested one.
        Raises `BadCondition`.
        """
        return _bound(self, program)[1]

    def noted(self, _program: Program) -> tuple[int, ...]:
        return ()

    def note(self, state: State) -> None:
        """Nothing has to be noted."""

    def may_hold(self, program: Program, operation: int) -> bool:
        """Whether it can be true there, whatever the tensors hold."""
        return may_hold(_bound(self, program)[0], program, operation)

    def holds(self, state: State) -> bool:
        """At any position. Raises `BadCondition` where it does not fit the program."""
        with np.errstate(all="ignore"):
            return bool(_bound(self, state.program)[0].evaluate(state))


@lru_cache(maxsize=64)
def _bound(condition: Condition, program: Program) -> tuple[Bound, tuple[int, ...]]:
    bound = condition._test.bind(program)
    with np.errstate(all="ignore"):
        return bound, tested(bound, program)
