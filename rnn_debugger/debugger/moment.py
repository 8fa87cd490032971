"""A moment: what a view may know of a session while it stands at one position."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from rnn_debugger.engine import Array, Machine, Operation, Program, lives
from rnn_debugger.recording import Position, Results


class Absent(KeyError):
    """A value that is not there at this position; the message says why."""

    def __str__(self) -> str:
        return str(self.args[0])


class Stale(RuntimeError):
    """A moment was asked for a value after the session had moved on."""


@dataclass(frozen=True)
class Moment:
    """The position, the operation that ran last, the one that runs next, and the values.

    At the beginning of an iteration, `shows_finished`, the values are those of the iteration
    that has just ended, so that nothing on the screen goes blank; `iteration` is its number.
    """

    position: Position
    program: Program
    results: Results = field(repr=False)
    shows_finished: bool
    _machine: Machine = field(repr=False)
    _is_current: Callable[[Moment], bool] = field(repr=False)
    edits: int = 0
    """How many elements have been edited on the way here. Branch, position and this together say
    which values there are.
    """

    @property
    def iteration(self) -> int:
        """The iteration whose values are shown."""
        return self.position.iteration - self.shows_finished

    @property
    def reached(self) -> int:
        """How many operations of the iteration shown have run."""
        return len(self.program) if self.shows_finished else self.position.operation

    @property
    def last(self) -> Operation | None:
        """The operation that ran last; None at the very beginning."""
        return self.program[self.reached - 1] if self.reached else None

    @property
    def next(self) -> Operation:
        """The operation that runs next."""
        return self.program[self.position.operation]

    @property
    def losses(self) -> Array:
        """The losses of all iterations before this position: (iterations,), read-only."""
        return _read_only(self.results.loss[: self.position.iteration])

    @property
    def norms(self) -> Array:
        """(iterations, 3, parameters), read-only: of the gradient, of the parameter after the
        update, of its change; parameters as in `results.parameters`.
        """
        return _read_only(self.results.norms[: self.position.iteration])

    @property
    def shares_memory(self) -> bool:
        """Whether values that are needed no more may be gone."""
        return self._machine.plan.is_shared

    def is_present(self, name: str) -> bool:
        """Whether an operation of the iteration shown has written it, or it always has a value.

        Where memory is shared, a value that is needed no more counts as absent.
        """
        if not self.program.is_present(name, self.reached):
            return False
        return not self._machine.plan.is_shared or self._is_held(name)

    def value(self, name: str) -> Array:
        """The value, a read-only view that is good until the session moves.

        Raises `Absent`, saying why, and `Stale` when the session has moved since.
        """
        if not self._is_current(self):
            raise Stale(f"the session has moved on from {self.position}")
        if name not in self.program.tensors:
            raise Absent(f"there is no tensor {name}")
        if not self.program.is_present(name, self.reached):
            writer = self.program.writers[name][0]
            raise Absent(f"{name} is absent: operation {writer}, which writes it, has not run yet")
        if not self.is_present(name):
            last = lives(self.program)[name].last
            raise Absent(f"{name} is gone: operation {last} was the last that needed it")
        return _read_only(self._machine.arrays[name])

    def values(self, names: Iterable[str]) -> list[Array]:
        """Many values at once, each as `value` gives it, at a fraction of the cost."""
        if not self._is_current(self):
            raise Stale(f"the session has moved on from {self.position}")
        arrays, writers = self._machine.arrays, self.program.writers
        tensors, reached = self.program.tensors, self.reached
        shared, found = self.shares_memory, []
        for name in names:
            tensor = tensors.get(name)
            if tensor is None or shared or tensor.persistent or writers[name][0] >= reached:
                found.append(self.value(name))
            else:
                view = arrays[name].view()
                view.flags.writeable = False
                found.append(view)
        return found

    def maker(self, name: str) -> Operation | None:
        """The operation that wrote the value shown, None where no operation of this iteration."""
        for number in reversed(self.program.writers[name]):
            if number < self.reached:
                return self.program[number]
        return None

    def _is_held(self, name: str) -> bool:
        return lives(self.program)[name].last >= self.reached - 1


def _read_only(array: Array) -> Array:
    view = np.asarray(array)[...]
    view.flags.writeable = False
    return view
