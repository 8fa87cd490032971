"""Changing the past: edits and other settings begin branches; going among them, and comparing."""

from __future__ import annotations

from collections.abc import Generator
from time import perf_counter

from rnn_debugger.debugger.branch_names import branch_name
from rnn_debugger.debugger.comparing import Comparison, difference, largest_first
from rnn_debugger.debugger.moment import Absent, Stale
from rnn_debugger.debugger.movement import Movement, Stop
from rnn_debugger.debugger.navigation import Navigation
from rnn_debugger.debugger.task import Task
from rnn_debugger.debugger.texts.numbers import shape_text
from rnn_debugger.engine import Array, Index, Program
from rnn_debugger.experiments import Training, with_settings
from rnn_debugger.recording import Branch, Edit, Position, Results
from rnn_debugger.recording.walker import SLICE_SECONDS
from rnn_debugger.trace import Progress


class Branching(Navigation):
    """A run that other runs branch off from."""

    @property
    def branches(self) -> list[Branch]:
        """All branches that are not deleted, oldest first."""
        return list(self._timeline.history.listed())

    @property
    def branch(self) -> Branch:
        """The current one."""
        return self._timeline.history.branches[self.position.branch]

    def results_of(self, branch: int) -> Results:
        """The results of a branch, those before its fork included."""
        return self._timeline.history.results[self._known(branch)]

    def reached(self, branch: int) -> Position:
        """How far a branch has been run."""
        return Position(branch, *self._timeline.history.reached[self._known(branch)])

    def program_at(self, iteration: int) -> Program:
        """The operations of any iteration of this branch."""
        return self._timeline.route.program(iteration)

    def program_of(self, branch: int, iteration: int) -> Program:
        """The operations of an iteration of a branch."""
        return self._timeline.history.route(self._known(branch)).program(iteration)

    def training_of(self, branch: int) -> Training:
        """The ``[training]`` that a branch goes on with."""
        return self._timeline.history.compiled(self._known(branch)).experiment.training

    @property
    def training(self) -> Training:
        """The ``[training]`` in force at this position."""
        return self.training_of(self._timeline.route.owner(self._timeline.place).id)

    def edit(self, tensor: str, index: tuple[int, ...], value: float) -> int:
        """Set one element, here and now: a branch begins and the session goes on there. Its id.

        Raises `Absent` for a value that is not there, `ValueError` for an element that is not.
        """
        array = self._editable(tensor)
        place = tuple(int(number) for number in index)
        _refuse_outside(tensor, place, array.shape)
        edit = Edit(tensor, place, float(value), float(array[place]))
        branch = self._timeline.fork([edit])
        self._moved()
        return branch.id

    def change_settings(self, **settings: float | None) -> int:
        """Train on from here with other settings: a branch begins. Its id.

        `settings` are keys of ``[training]``; ``clip_value=None`` switches clipping off. Raises
        `BadInput` for a value that cannot be, `ValueError` for a key that cannot change in the
        middle of a run, and where operations that would be others have run already.
        """
        # Not what runs in this iteration: further on in it the current branch may change that.
        timeline = self._timeline
        owner = timeline.route.owner(timeline.place)
        compiled = with_settings(timeline.history.compiled(owner.id), settings)
        done = self.position.operation
        if compiled.program.operations[:done] != self.program.operations[:done]:
            raise ValueError(
                f"{', '.join(settings)}: operations of this iteration that it concerns have run "
                "already; go back to before the update, or on to the next iteration"
            )
        branch = self._timeline.fork(settings=settings, compiled=compiled)
        self._moved()
        return branch.id

    def add_branch(self, branch: Branch) -> None:
        """Take up a branch that was saved; raises `ValueError` where it does not fit."""
        history = self._timeline.history
        parent, fork = self._known(branch.parent), branch.fork
        compiled = history.compiled(parent)
        program = history.route(parent).program(fork.iteration)
        if fork < history.branches[parent].fork or fork.operation >= len(program):
            raise ValueError(f"branch {parent} has no operation {fork.operation} to begin at")
        if branch.settings:
            compiled = with_settings(compiled, branch.settings)
            if (
                compiled.program.operations[: fork.operation]
                != program.operations[: fork.operation]
            ):
                raise ValueError(f"{', '.join(branch.settings)}: too late in the iteration")
        for edit in branch.edits:
            tensor = program.tensors.get(edit.tensor)
            if tensor is None or not program.is_present(edit.tensor, fork.operation):
                raise ValueError(f"{edit.tensor} has no value there that could be changed")
            _refuse_outside(edit.tensor, edit.index, tensor.shape)
        self._timeline.add(branch, compiled)
        self._moved()

    def switch(self, branch: int) -> Stop:
        """Go to the same position on another branch, or as far as that one has been run."""
        return self.switching(branch).finish()

    def switching(self, branch: int) -> Movement:
        """The movement of `switch`, not yet begun."""
        history = self._timeline.history
        history.catch_up(self._known(branch))
        place = min(self._timeline.place, history.reached[branch])
        last = len(history.route(branch).program(place.iteration)) - 1
        return self.seeking(place.iteration, min(place.operation, last), branch)

    def rename(self, branch: int, name: str) -> None:
        """Give a branch a name."""
        self._timeline.history.rename(self._known(branch), name)
        self._moved()

    def delete(self, branch: int) -> set[int]:
        """Take a branch and all that begin in it out of the list; their ids, for `restore`.

        Where the session stands on one of them, it goes to where the branch began.
        """
        history = self._timeline.history
        parent = history.branches[self._known(branch)].parent
        if parent is None:
            raise ValueError("the first branch cannot be deleted: all others begin in it")
        family = history.family(branch)
        if self.position.branch in family:
            self.seeking(*history.branches[branch].fork, branch=parent).finish()
        history.delete(family)
        self._moved()
        return family

    def restore(self, branches: set[int]) -> None:
        """Bring deleted branches back."""
        self._timeline.history.deleted -= branches
        self._moved()

    def value_on(self, branch: int, name: str) -> Array:
        """A copy of a tensor at this position of another branch; raises `Absent`."""
        place = self._timeline.place
        program = self.program_of(branch, place.iteration)
        self._require_reached(branch)
        if name not in program.tensors or not program.is_present(name, place.operation):
            raise Absent(f"{name} has no value at this position of branch {branch}")
        return self._timeline.replay(*place, branch=branch).arrays[name].copy()

    def comparing(self, branch: int) -> Task[Comparison]:
        """The task of comparing this position with the same one on another branch, not yet begun.

        Raises `Absent` where that has not been run to here; once the session moves, the task
        raises `Stale`.
        """
        self._require_reached(branch)
        return Task(self._compared(branch))

    def _require_reached(self, branch: int) -> None:
        if self._timeline.place > self._timeline.history.reached[self._known(branch)]:
            name = branch_name(self._timeline.history.branches[branch])
            raise Absent(f"{name} has not been run to here")

    def _compared(self, branch: int) -> Generator[Progress, None, Comparison]:
        timeline, place, moment = self._timeline, self._timeline.place, self.moment
        other = self.program_of(branch, place.iteration)
        names = [
            name
            for name, tensor in self.program.tensors.items()
            if self.program.is_present(name, place.operation)
            and (tensor.persistent or moment.is_present(name))
            and name in other.tensors
            and other.is_present(name, place.operation)
        ]
        found, began = [], perf_counter()
        for number, name in enumerate(names):
            if perf_counter() - began > SLICE_SECONDS:
                yield Progress(number, len(names))
                began = perf_counter()
            # Whatever else asks for a replay meanwhile takes the machine away.
            for _ in timeline.replaying(place, branch):
                yield Progress(number, len(names))
            if self._moment is not moment:
                raise Stale(f"the session has moved on from {moment.position}")
            there = timeline.replay(*place, branch=branch).arrays[name]
            one = difference(name, timeline.machine.arrays[name], there)
            if one is not None:
                found.append(one)
        return Comparison(branch, moment.position, len(names), largest_first(found))

    def _editable(self, tensor: str) -> Array:
        if tensor not in self.program.tensors:
            raise Absent(f"there is no tensor {tensor}")
        if not self.program.is_present(tensor, self.position.operation):
            raise Absent(f"{tensor} has no value at this position, so that none can be changed")
        if self.position.operation and not self.moment.is_present(tensor):
            raise Absent(f"{tensor} is gone: no operation to come reads it")
        return self._timeline.machine.arrays[tensor]


def _refuse_outside(tensor: str, index: Index, shape: tuple[int, ...]) -> None:
    is_inside = len(index) == len(shape) and all(
        0 <= number < size for number, size in zip(index, shape, strict=True)
    )
    if not is_inside:
        raise ValueError(f"{tensor} has no element {list(index)}: its shape is {shape_text(shape)}")
