"""The session: the one object that a window, a script or a command drives."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import numpy as np

from rnn_debugger.debugger import units
from rnn_debugger.debugger.bookmarks import Bookmarks
from rnn_debugger.debugger.comparing import Comparison, difference, largest_first
from rnn_debugger.debugger.explain import Evidence
from rnn_debugger.debugger.memory_ledger import Ledger, ledger
from rnn_debugger.debugger.moment import Absent, Moment, Stale
from rnn_debugger.debugger.movement import Movement, Reason, Stop
from rnn_debugger.debugger.numbers import shape_text
from rnn_debugger.debugger.origins import Changed, Nonfinite, NonfiniteIteration, Written
from rnn_debugger.debugger.running import Log, Run, condition
from rnn_debugger.debugger.sources import read_source
from rnn_debugger.debugger.stop_list import StopList, Stopper
from rnn_debugger.debugger.stops import Breakpoint, Watch
from rnn_debugger.debugger.task import Task
from rnn_debugger.debugger.units import Unit
from rnn_debugger.engine import Array, Index, Program
from rnn_debugger.experiments import Compiled, Experiment, Training, with_settings
from rnn_debugger.recording import START, Branch, Edit, Place, Position, Results, Rule, Timeline
from rnn_debugger.trace import Progress, recorded, write_branches

FOREVER = 2**62
"""Operations; a limit that no run reaches."""
SLICE_SECONDS = 0.008
"""How long a task runs before it gives the caller a chance to draw or to cancel."""


class Session:
    """A training run that can be moved forward and back, and looked at where it stands."""

    def __init__(self, compiled: Compiled, name: str, path: Path | None = None) -> None:
        self.name = name
        self.path = path
        self.compiled = compiled
        self.stops = StopList(changed=self._moved)
        """The breakpoints and watches that runs stop at, in both directions."""
        self.bookmarks = Bookmarks(self._moved)
        self.log = Log()
        """What runs have met, and what log points wrote."""
        self.met: Breakpoint | Watch | None = None
        """What stopped the last run, where that was a breakpoint or a watch."""
        self._timeline = Timeline(compiled)
        self._moment: Moment | None = None
        self._listeners: list[Callable[[], None]] = []

    @property
    def experiment(self) -> Experiment:
        return self.compiled.experiment

    @property
    def program(self) -> Program:
        """The operations of this iteration, as data; `len` is their number."""
        return self._timeline.program

    @property
    def position(self) -> Position:
        """(branch, iteration, operation): the operation that runs next."""
        return self._timeline.position

    @property
    def moment(self) -> Moment:
        """What views draw; its values are good until the session moves."""
        if self._moment is None:
            self._moment = Moment(
                self.position,
                self.program,
                self._timeline.results,
                self._timeline.has_finished,
                self._timeline.machine,
                lambda moment: moment is self._moment,
                len(self.edits),
            )
        return self._moment

    @property
    def characters(self) -> str | None:
        """The character of each one-hot position, where the data are a text."""
        return self.compiled.dataset.characters

    @property
    def batch_size(self) -> int:
        return self.experiment.training.batch_size

    @property
    def history_bytes(self) -> int:
        """What the debugger's own history takes, apart from the training's memory."""
        return self._timeline.history_bytes

    @property
    def history_budget(self) -> int:
        """In bytes, what the history may take; a smaller one makes far seeks slower."""
        return self._timeline.history_budget

    @history_budget.setter
    def history_budget(self, size: int) -> None:
        self._timeline.history_budget = size

    def source_text(self, file: str) -> str | None:
        """The text of a file that operations name as their source; None when it cannot be read."""
        return read_source(file, self.compiled.folder)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` whenever a movement has ended; the result ends the subscription."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def step(self, n: int = 1, unit: Unit = "operation") -> int:
        """Forward to the start of the n-th next group; returns the operations moved."""
        before = self.position
        self.stepping(n, unit).finish()
        return self._moved_since(before)

    def step_back(self, n: int = 1, unit: Unit = "operation") -> int:
        """Back to the start of this group, or of the one before when already there, n times;
        stops at the start. Returns the operations moved.
        """
        before = self.position
        self.stepping(-n, unit).finish()
        return -self._moved_since(before)

    def run(self, until: str | None = None, limit: int | None = None) -> Stop:
        """Run until a condition holds or a breakpoint is met, at most `limit` operations."""
        return self.running(limit=limit, until=until).finish()

    def run_back(self, until: str | None = None, limit: int | None = None) -> Stop:
        """The same backwards, at most to the start."""
        return self.running_back(limit=limit, until=until).finish()

    def seek(self, iteration: int, operation: int = 0) -> Stop:
        """Go to a position of this branch; what was never reached is executed."""
        return self.seeking(iteration, operation).finish()

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

    @property
    def hits(self) -> tuple[Position, ...]:
        """Where runs were stopped by breakpoints and watches."""
        return tuple(self.log.met)

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

    @property
    def edits(self) -> list[tuple[Place, Edit]]:
        """What has been edited on the way here, the oldest first, each with where it was."""
        here = self._timeline.place
        path = [branch for branch in self._timeline.route.branches if branch.fork <= here]
        return [(branch.fork, edit) for branch in path for edit in branch.edits]

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

    def add_stop(self, stop: Stopper) -> Stopper:
        """Add a breakpoint or watch; returns it with the id that it has now. Raises `ValueError`
        where it does not fit the program.
        """
        stop.check(self.program)
        return self.stops.add(stop)

    def switch(self, branch: int) -> Stop:
        """Go to the same position on another branch, or as far as that one has been run."""
        return self.switching(branch).finish()

    def switching(self, branch: int) -> Movement:
        """The movement of `switch`, not yet begun."""
        history = self._timeline.history
        place = min(self._timeline.place, history.reached[self._known(branch)])
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

    def go_to_start(self) -> Stop:
        return self.seek(0, 0)

    def stepping(self, n: int = 1, unit: Unit = "operation") -> Movement:
        """The movement of `step`, or with a negative n of `step_back`, not yet begun."""
        if unit not in units.UNITS:
            raise ValueError(f'unit: "{unit}" is not one of {", ".join(units.UNITS)}')
        timeline, here = self._timeline, self._timeline.place
        if n > 0:
            target = units.ahead(timeline.route.program, here, n, unit)
        elif n < 0:
            target = units.behind(timeline.route.program, here, -n, unit)
        else:
            target = here
        reason: Reason = "start" if target == START else "limit"
        return self._movement(timeline.go(*target), reason)

    def running(self, limit: int | None = None, until: str | None = None) -> Movement:
        """The movement of `run`, not yet begun. Raises `BadCondition`."""
        end = self._timeline.route.index(self._timeline.place) + _operations(limit)
        target = self._timeline.route.place(end)
        return self._movement(self._run_until(self._run(until), target), "limit")

    def running_back(self, limit: int | None = None, until: str | None = None) -> Movement:
        """The movement of `run_back`, not yet begun; until it is over the session stays where it
        is. Raises `BadCondition`.
        """
        begin = self._timeline.route.index(self._timeline.place) - _operations(limit)
        target = self._timeline.route.place(max(begin, 0))
        reason: Reason = "start" if begin <= 0 else "limit"
        return self._movement(self._run_back_until(self._run(until), target), reason)

    def beginning_run(self) -> Run:
        """What a run in paces counts and remembers from one `pacing` to the next."""
        return self._run(None)

    def pacing(self, n: int, unit: Unit, run: Run) -> Movement:
        """`stepping` as part of a run: it ends at breakpoints and watches, too."""
        timeline, here = self._timeline, self._timeline.place
        if n > 0:
            target = units.ahead(timeline.route.program, here, n, unit)
            return self._movement(self._run_until(run, target), "limit")
        target = units.behind(timeline.route.program, here, -n, unit)
        reason: Reason = "start" if target == START else "limit"
        return self._movement(self._run_back_until(run, target), reason)

    def running_to(self, stop: Breakpoint | Watch) -> Movement:
        """Forward to where a breakpoint or watch holds next, be it enabled or not."""
        plain = replace(stop, hits=1, log="", is_enabled=True)
        run = Run([plain], None, self.position.branch, Log())
        return self._movement(self._run_until(run, Place(FOREVER, 0)), "limit")

    def running_back_to_write(self, tensor: str) -> Movement:
        """Back to where a tensor was last written; the operation that did it ran last there."""
        return self._tracing(Written(tensor))

    def running_back_to_change(self, tensor: str, index: Index | None = None) -> Movement:
        """Back to where a tensor, or one element of it, last became what it is."""
        return self._tracing(Changed(tensor, index))

    def running_to_nonfinite(self) -> Movement:
        """To the operation of this branch that made the first NaN or infinity: back where one is
        known, else forward until there is one.
        """
        return self._movement(self._run_to_nonfinite(), "limit")

    def seeking(self, iteration: int, operation: int = 0, branch: int | None = None) -> Movement:
        """The movement of `seek`, or to another branch, not yet begun; until it is over the
        session stays where it is.
        """
        route = self._timeline.history.route(self._known(branch))
        if iteration < 0 or not 0 <= operation < len(route.program(iteration)):
            raise ValueError(
                f"there is no operation {operation} of iteration {iteration}: iterations count "
                f"from 0, operations from 0 to {len(route.program(max(iteration, 0))) - 1}"
            )
        place = Place(iteration, operation)
        if route.branch.id == self.position.branch:
            return self._movement(self._timeline.seek(place), "limit")
        return self._movement(self._timeline.switch(route.branch.id, place), "limit")

    def value(self, name: str) -> Array:
        """A copy of a tensor at this position; raises `Absent`, which says why it has no value."""
        if name in self.program.tensors:
            here = self.position
            if not self.program.is_present(name, here.operation):
                raise Absent(
                    f"{name} has no value at operation {here.operation}: operation "
                    f"{self.program.writers[name][0]} of the iteration writes it first"
                )
            if here.operation and not self.moment.is_present(name):
                return self._gone(name)
            return self._timeline.machine.arrays[name].copy()
        return self.moment.value(name)

    def memory(self) -> Ledger:
        """What the training holds in memory at this position, in bytes."""
        return ledger(self.program, self.position.operation)

    def state_hash(self) -> str:
        """SHA-256 over the names and bytes of every present value at this position."""
        digest = hashlib.sha256()
        operation = self.position.operation
        for name in self.program.tensors:
            if self.program.is_present(name, operation):
                digest.update(name.encode() + b"\0")
                digest.update(np.ascontiguousarray(self.value(name)).tobytes())
        return digest.hexdigest()

    def export_trace(self, path: str | Path) -> None:
        """Write everything from the start to the cursor as a trace, with all branches as far as
        they have been run; raises `BadInput`.
        """
        self.exporting(path).finish()

    def exporting(self, path: str | Path, *, values: bool = True) -> Task[None]:
        """The task of `export_trace`, not yet begun. The session may be moved meanwhile: the run
        is executed again on a machine of its own.
        """
        marks = [(mark.name, mark.position) for mark in self.bookmarks]
        extent = recorded(self._timeline.history, self.position, marks)
        return Task(write_branches(extent, Path(path), values=values))

    def evidence(self, operation: int) -> Evidence:
        """The numbers of the last run of an operation in the iteration that the moment shows;
        raises `Absent` when it has not run there.
        """
        moment = self.moment
        if operation >= moment.reached:
            raise Absent(f"operation {operation} has not run yet in this iteration")
        done = self.program[operation]
        untouched = all(
            moment.is_present(name) and self._last_writer(name) <= operation
            for name in (*done.inputs, done.output)
        )
        is_last = operation == moment.reached - 1
        before = self._timeline.ring.newest() if is_last and done.rule.in_place else None
        if untouched and (before is not None or not done.rule.in_place):
            operands = {name: moment.value(name) for name in done.inputs}
            after = moment.value(done.output)
            if before is not None:
                before = before.view(after.dtype).reshape(after.shape)
            return Evidence(done, operands, before, after)
        machine = self._timeline.replay(moment.iteration, operation)
        operands = {name: machine.arrays[name].copy() for name in done.inputs}
        before = machine.arrays[done.output].copy() if done.rule.in_place else None
        machine = self._timeline.replay_next()
        return Evidence(done, operands, before, machine.arrays[done.output].copy())

    def last_update(self, parameter: str) -> Array:
        """What the last finished iteration added to a parameter, of the parameter's shape;
        raises `Absent` where none has finished. It may have to run again what
        `last_update_distance` says.
        """
        if parameter not in self._timeline.results.parameters:
            raise Absent(f"there is no parameter {parameter}")
        iteration = self.position.iteration - 1
        if iteration < 0:
            raise Absent(f"{parameter} has not been updated: no iteration has finished")
        return self._timeline.change(parameter, iteration)

    @property
    def last_update_distance(self) -> int:
        """How many operations have to run again for `last_update`; 0 where it is kept."""
        iteration = self.position.iteration - 1
        return self._timeline.change_distance(iteration) if iteration >= 0 else 0

    def _last_writer(self, name: str) -> int:
        writers = [n for n in self.program.writers[name] if n < self.moment.reached]
        return writers[-1] if writers else -1

    def _gone(self, name: str) -> Array:
        machine = self._timeline.replay(self.position.iteration, self.position.operation)
        return machine.arrays[name].copy()

    def _require_reached(self, branch: int) -> None:
        if self._timeline.place > self._timeline.history.reached[self._known(branch)]:
            name = self._timeline.history.branches[branch].name or f"branch {branch}"
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

    def _moved_since(self, before: Position) -> int:
        route = self._timeline.route
        return route.index(self._timeline.place) - route.index(Place(*before[1:]))

    def _editable(self, tensor: str) -> Array:
        if tensor not in self.program.tensors:
            raise Absent(f"there is no tensor {tensor}")
        if not self.program.is_present(tensor, self.position.operation):
            raise Absent(f"{tensor} has no value at this position, so that none can be changed")
        if self.position.operation and not self.moment.is_present(tensor):
            raise Absent(f"{tensor} is gone: no operation to come reads it")
        return self._timeline.machine.arrays[tensor]

    def _known(self, branch: int | None) -> int:
        """The branch, by default the current one; raises `ValueError` where there is none."""
        if branch is None:
            return self.position.branch
        if branch not in self._timeline.history.branches:
            raise ValueError(f"there is no branch {branch}")
        return branch

    def _run(self, until: str | None) -> Run:
        rule = None if until is None else condition(until, self.program)
        return Run(self.stops.enabled, rule, self.position.branch, self.log)

    def _tracing(self, rule: Rule) -> Movement:
        run = Run((), rule, self.position.branch, self.log)
        return self._movement(self._run_back_until(run, START), "start")

    def _run_until(self, run: Run, target: Place) -> Generator[None, None, Reason | None]:
        self.met = None
        hit = yield from self._timeline.run_until(run.rules, target, run.accept)
        if hit is None:
            return None
        self.met = run.stop_of(hit)
        return run.reason(hit)

    def _run_back_until(self, run: Run, target: Place) -> Generator[None, None, Reason | None]:
        self.met = None
        hit = None
        if run.rules:
            hit = yield from self._timeline.search_back(run.rules, target, run.accept)
        yield from self._timeline.seek(target if hit is None else hit.place)
        if hit is None:
            return None
        self.met = run.stop_of(hit)
        return run.reason(hit)

    def _run_to_nonfinite(self) -> Generator[None, None, Reason | None]:
        timeline = self._timeline
        results = timeline.results
        bad = ~(np.isfinite(results.loss) & np.isfinite(results.norms).all((1, 2)))
        if bad.any():
            yield from timeline.seek(Place(int(bad.argmax()), 0))
        elif not timeline.machine.plan.is_shared:
            end = Place(FOREVER, 0)
            hit = yield from timeline.run_until([NonfiniteIteration()], end, lambda _: True)
            assert hit is not None
            yield from timeline.seek(Place(hit.place.iteration - 1, 0))
        yield from timeline.run_until([Nonfinite()], Place(FOREVER, 0), lambda _: True)
        return "condition"

    def _movement(self, slices: Iterator[None], reason: Reason) -> Movement:
        """A movement that ends for `reason`, unless the slices return another."""
        return Movement(self._slices(slices, reason), lambda: self.position)

    def _slices(self, slices: Iterator[None], reason: Reason) -> Generator[None, None, Reason]:
        try:
            other = yield from self._forgetful(slices)
            return other or reason
        finally:
            self._moved()

    def _forgetful(self, slices: Iterator[None]) -> Generator[None, None, Reason | None]:
        """The slices; after each the moment is another one."""
        while True:
            try:
                next(slices)
            except StopIteration as end:
                found: Reason | None = end.value
                return found
            self._moment = None
            yield

    def _moved(self) -> None:
        self._moment = None
        for listener in list(self._listeners):
            listener()


def _refuse_outside(tensor: str, index: Index, shape: tuple[int, ...]) -> None:
    is_inside = len(index) == len(shape) and all(
        0 <= number < size for number, size in zip(index, shape, strict=True)
    )
    if not is_inside:
        raise ValueError(f"{tensor} has no element {list(index)}: its shape is {shape_text(shape)}")


def _operations(limit: int | None) -> int:
    if limit is None:
        return FOREVER
    if limit < 0:
        raise ValueError(f"limit: {limit} is not 0 or more")
    return limit
