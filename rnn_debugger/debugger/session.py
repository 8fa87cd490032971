"""The session: the one object that a window, a script or a command drives."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from rnn_debugger.debugger.bookmarks import Bookmarks
from rnn_debugger.debugger.branching import Branching
from rnn_debugger.debugger.flow.backward import Values, sweep_of
from rnn_debugger.debugger.flow.jacobians import Jacobians, jacobians
from rnn_debugger.debugger.flow.roads import Road
from rnn_debugger.debugger.flow.triangle import Triangle, triangle
from rnn_debugger.debugger.inspecting.explain import Evidence
from rnn_debugger.debugger.inspecting.sources import read_source
from rnn_debugger.debugger.memory.memory_ledger import Ledger, ledger
from rnn_debugger.debugger.moment import Absent, Moment
from rnn_debugger.debugger.proofs.here import IterationCheck
from rnn_debugger.debugger.proofs.own_arrays import OwnArrays, compare_with_run
from rnn_debugger.debugger.task import Task
from rnn_debugger.engine import Array, Program
from rnn_debugger.experiments import Compiled, Experiment
from rnn_debugger.recording import Place, Position
from rnn_debugger.recording.walker import SLICE_SECONDS
from rnn_debugger.trace import Progress, recorded, write_branches


class Session(Branching):
    """A training run that can be moved forward and back, and looked at where it stands."""

    def __init__(self, compiled: Compiled, name: str, path: Path | None = None) -> None:
        super().__init__(compiled)
        self.name = name
        self.path = path
        self.bookmarks = Bookmarks(self._moved)
        self.unsaved_weights: Mapping[str, Any] | None = None
        """The [weights] table of what was loaded since the experiment was read or saved."""

    @property
    def experiment(self) -> Experiment:
        return self.compiled.experiment

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

    def evidence(self, operation: int) -> Evidence:
        """The numbers of the last run of an operation in the iteration that the moment shows;
        raises `Absent` when it has not run there.
        """
        return self.finding_evidence(operation).finish()

    def finding_evidence(self, operation: int) -> Task[Evidence]:
        """The task of `evidence`, not yet begun: over at once where the numbers are there still,
        else the run up to the operation is run again, in slices. Raises `Absent` when the operation
        has not run in the iteration that the moment shows.
        """
        moment, branch = self.moment, self.position.branch
        if operation >= moment.reached:
            raise Absent(f"operation {operation} has not run yet in this iteration")

        def slices() -> Generator[Progress, None, Evidence]:
            # What is at hand are views, which change as soon as the session moves.
            at_hand = self._evidence_at_hand(operation) if self.moment is moment else None
            if at_hand is not None:
                return at_hand
            found: list[Evidence] = []
            yield from self._recalled(moment.iteration, [operation], found.append, branch)
            return found[0]

        return Task(slices())

    def _evidence_at_hand(self, operation: int) -> Evidence | None:
        """The numbers of an operation from what is kept; None where it has to be run again."""
        moment = self.moment
        done = self.program[operation]
        since = Place(moment.iteration, operation)
        untouched = not self._timeline.route.edits_between(since, self._timeline.place) and all(
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
        return None

    def recalling(
        self, iteration: int, operations: Sequence[int], take: Callable[[Evidence], None]
    ) -> Task[None]:
        """The task of running operations of an iteration of this branch again, in slices, and
        handing over the numbers of each, in the order given; not yet begun. Raises `Absent` for
        an operation that has not run there. The session may be moved meanwhile.
        """
        branch = self.position.branch
        last = max(operations, default=-1)
        if self._timeline.history.reached[branch] <= (iteration, last):
            raise Absent(f"operation {last} of iteration {iteration} has not run yet")
        return Task(self._recalled(iteration, operations, take, branch))

    def checking_iteration(self) -> IterationCheck:
        """The gradient check of the iteration that the moment shows, run to its end or not."""
        return IterationCheck(self._timeline, self.moment.iteration)

    def comparing_arrays(
        self, arrays: Mapping[str, Array], iteration: int | None = None
    ) -> Task[OwnArrays]:
        """The task of comparing somebody's arrays with the tensors of these names, as an iteration
        leaves them, by default the one that the moment shows, run to its end or not. Not yet
        begun; see `compare_arrays`. The session may be moved meanwhile.
        """
        chosen = self.moment.iteration if iteration is None else iteration
        return Task(compare_with_run(self._timeline, chosen, arrays))

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

    def looking_back(self, iteration: int) -> Task[Moment]:
        """The task of seeing a finished iteration of this branch as it was at its end. The moment
        is good until something else is looked at. Raises `Absent` for one that has not finished.
        """
        branch, timeline = self.position.branch, self._timeline
        if iteration >= self.position.iteration:
            raise Absent(f"iteration {iteration} has not finished")
        end = Place(iteration + 1, 0)
        edits = sum(place <= end for place, _ in self.edits)

        def look() -> Generator[Progress, None, Moment]:
            program = timeline.history.route(branch).program(iteration)
            last = len(program) - 1
            for _ in timeline.replaying(Place(iteration, last), branch):
                yield Progress(0, 0)
            machine, results = timeline.replay_next(), timeline.history.results[branch]
            position = Position(branch, *end)
            return Moment(position, program, results, True, machine, lambda _: True, edits)

        return Task(look())

    def splitting_gradients(self, iteration: int, sequence: int = 0) -> Task[Triangle]:
        """The task of finding what each loss of an iteration adds to each gradient of a state, for
        one sequence of the batch; see `triangle`. Raises `Absent` before its backward sweep.
        """
        program = self._swept(iteration)
        return Task(triangle(program, self._values_in(iteration), sequence))

    def taking_jacobians(self, iteration: int, road: Road, sequence: int = 0) -> Task[Jacobians]:
        """The task of finding the Jacobians along a road in an iteration, for one sequence of the
        batch; see `jacobians`. Raises `Absent` before its backward sweep.
        """
        program = self._swept(iteration)
        return Task(jacobians(program, road, self._values_in(iteration), sequence))

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

    def _recalled(
        self,
        iteration: int,
        operations: Sequence[int],
        take: Callable[[Evidence], None],
        branch: int,
    ) -> Generator[Progress, None, None]:
        began = perf_counter()
        for number, operation in enumerate(operations):
            for _ in self._timeline.replaying(Place(iteration, operation), branch):
                yield Progress(number, len(operations))
            take(self._run_again(iteration, operation, branch))
            if perf_counter() - began > SLICE_SECONDS:
                yield Progress(number + 1, len(operations))
                began = perf_counter()

    def _run_again(self, iteration: int, operation: int, branch: int) -> Evidence:
        """The numbers of an operation, from a second machine."""
        machine = self._timeline.replay(iteration, operation, branch)
        done = machine.program[operation]
        operands = {name: machine.arrays[name].copy() for name in done.inputs}
        before = machine.arrays[done.output].copy() if done.rule.in_place else None
        machine = self._timeline.replay_next()
        return Evidence(done, operands, before, machine.arrays[done.output].copy())

    def _swept(self, iteration: int) -> Program:
        """The program of an iteration whose backward sweep the cursor has come to."""
        program = self._timeline.route.program(iteration)
        if Place(iteration, sweep_of(program).begin) > self._timeline.place:
            raise Absent(f"iteration {iteration} has not come to its backward sweep yet")
        return program

    def _values_in(self, iteration: int) -> Values:
        """Brings the arrays of an iteration of this branch to an operation."""
        branch, timeline = self.position.branch, self._timeline

        def values(operation: int) -> Generator[None, None, Mapping[str, Array]]:
            machine = yield from timeline.replaying(Place(iteration, operation), branch)
            return machine.arrays

        return values

    def _last_writer(self, name: str) -> int:
        writers = [n for n in self.program.writers[name] if n < self.moment.reached]
        return writers[-1] if writers else -1

    def _gone(self, name: str) -> Array:
        machine = self._timeline.replay(self.position.iteration, self.position.operation)
        return machine.arrays[name].copy()
