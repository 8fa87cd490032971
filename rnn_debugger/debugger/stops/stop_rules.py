"""The rules of breakpoints and watches: at which places of a run they hold."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from rnn_debugger.debugger.conditions.conditions import Condition
from rnn_debugger.debugger.conditions.states import State
from rnn_debugger.debugger.inspecting.inspection import saturated_share
from rnn_debugger.debugger.stops.places import Where
from rnn_debugger.engine import Array, Operation, Program

if TYPE_CHECKING:
    from rnn_debugger.debugger.stops.stops import Watch


@dataclass(frozen=True)
class AtPlace:
    """True right before the operations at a place, where the condition is true."""

    where: Where
    condition: Condition | None
    persists: ClassVar[bool] = False

    def positions(self, program: Program) -> tuple[int, ...]:
        return _place_positions(self, program)

    def noted(self, _program: Program) -> tuple[int, ...]:
        return ()

    def note(self, state: State) -> None:
        """Nothing has to be noted."""

    def holds(self, state: State) -> bool:
        if self.where.iteration not in (None, state.iteration):
            return False
        if not _has(_place_positions(self, state.program), state.operation):
            return False
        return self.condition is None or self.condition.holds(state)


@dataclass(frozen=True)
class Written:
    """True right after an operation that wrote the tensor, where the watch is true of it."""

    watch: Watch
    persists: ClassVar[bool] = False

    def positions(self, program: Program) -> tuple[int, ...]:
        return tuple(sorted((n + 1) % len(program) for n in _writers(self.watch, program)))

    def noted(self, _program: Program) -> tuple[int, ...]:
        return ()

    def note(self, state: State) -> None:
        """Nothing has to be noted."""

    def holds(self, state: State) -> bool:
        done = _written_before(self.watch, state)
        return done is not None and self._is_true(done, state.value(done.output))

    def _is_true(self, done: Operation, value: Array) -> bool:
        watch, numbers = self.watch, np.asarray(self.watch.picked(value), np.float64)
        limit = 0.0 if watch.limit is None else watch.limit
        with np.errstate(all="ignore"):
            match watch.kind:
                case "nonfinite":
                    return not np.isfinite(numbers).all()
                case "outside":
                    return not _is_inside(numbers, watch.low, watch.high)
                case "saturated":
                    return (saturated_share(done, numbers) or 0.0) > limit
                case "norm_above":
                    return bool(np.linalg.norm(numbers) > limit)
                case "norm_below":
                    return bool(np.linalg.norm(numbers) < limit)
        return True


@dataclass(eq=False)
class Compared:
    """True right after an operation that wrote the tensor, where the value noted before it is
    another. Where none was noted right before it is False: a run may begin right there, or at a
    fork a program take over which has another operation before this place.
    """

    watch: Watch
    persists: ClassVar[bool] = False
    _noted: tuple[int, int] | None = field(default=None, init=False)
    _before: Array = field(default_factory=lambda: np.zeros(0), init=False)

    def positions(self, program: Program) -> tuple[int, ...]:
        return tuple(sorted((n + 1) % len(program) for n in _writers(self.watch, program)))

    def noted(self, program: Program) -> tuple[int, ...]:
        return _writers(self.watch, program)

    def note(self, state: State) -> None:
        name = state.program[state.operation].output
        if _has(_writers(self.watch, state.program), state.operation):
            self._before = np.array(self.watch.picked(state.value(name)))
            self._noted = (state.iteration, state.operation)

    def holds(self, state: State) -> bool:
        done = _written_before(self.watch, state)
        if done is None:
            return False
        iteration = state.iteration if state.operation else state.iteration - 1
        if self._noted != (iteration, done.id):
            return False
        after = np.asarray(self.watch.picked(state.value(done.output)))
        if self.watch.kind == "sign":
            # From zero, to zero and of NaN there is no change of sign.
            return bool(((after < 0) & (self._before > 0) | (after > 0) & (self._before < 0)).any())
        return after.tobytes() != self._before.tobytes()


@lru_cache(maxsize=256)
def _place_positions(rule: AtPlace, program: Program) -> tuple[int, ...]:
    condition = rule.condition
    if condition is None:
        return rule.where.beginnings(program)
    matching = rule.where.matching(program)
    return tuple(here for here in matching if condition.may_hold(program, here))


@lru_cache(maxsize=256)
def _writers(watch: Watch, program: Program) -> tuple[int, ...]:
    """The operations after which the watch may be true, in order."""
    writers = {n for name in watch.tensors(program) for n in program.writers[name]}
    return tuple(sorted(n for n in writers if watch.looks_at(program, n)))


def _written_before(watch: Watch, state: State) -> Operation | None:
    """The operation right before this position, where it is one that the watch looks at; at an
    iteration's beginning the last one of the iteration before.
    """
    if state.operation == 0 and state.iteration == 0:
        return None
    done = state.program[state.operation - 1]
    return done if _has(_writers(watch, state.program), done.id) else None


def _has(numbers: tuple[int, ...], number: int) -> bool:
    """Whether a number is one of many in order."""
    place = bisect_left(numbers, number)
    return place < len(numbers) and numbers[place] == number


def _is_inside(numbers: Array, low: float | None, high: float | None) -> bool:
    """Whether all are; NaN is not."""
    lowest = -np.inf if low is None else low
    highest = np.inf if high is None else high
    return bool(((numbers >= lowest) & (numbers <= highest)).all())
