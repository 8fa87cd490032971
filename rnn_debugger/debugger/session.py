"""The session: the one object that a window, a script or a command drives."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from rnn_debugger.debugger import units
from rnn_debugger.debugger.explain import Evidence
from rnn_debugger.debugger.memory_ledger import Ledger, ledger
from rnn_debugger.debugger.moment import Absent, Moment
from rnn_debugger.debugger.movement import Movement, Reason, Stop
from rnn_debugger.debugger.sources import read_source
from rnn_debugger.debugger.task import Task
from rnn_debugger.debugger.units import Unit
from rnn_debugger.engine import Array, Program
from rnn_debugger.experiments import Compiled, Experiment
from rnn_debugger.recording import Position, Timeline
from rnn_debugger.trace import write_trace

FOREVER = 2**62
"""Operations; a limit that no run reaches."""


class Session:
    """A training run that can be moved forward and back, and looked at where it stands."""

    def __init__(self, compiled: Compiled, name: str, path: Path | None = None) -> None:
        self.name = name
        self.path = path
        self.compiled = compiled
        self._timeline = Timeline(compiled)
        self._moment: Moment | None = None
        self._listeners: list[Callable[[], None]] = []

    @property
    def experiment(self) -> Experiment:
        return self.compiled.experiment

    @property
    def program(self) -> Program:
        """The operations of an iteration, as data; `len` is their number."""
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
                self._timeline.machine,
                lambda moment: moment is self._moment,
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

    def run(self, limit: int) -> Stop:
        """Run `limit` operations."""
        return self.running(limit).finish()

    def seek(self, iteration: int, operation: int = 0) -> Stop:
        """Go to a position; what was never reached is executed."""
        return self.seeking(iteration, operation).finish()

    def go_to_start(self) -> Stop:
        return self.seek(0, 0)

    def stepping(self, n: int = 1, unit: Unit = "operation") -> Movement:
        """The movement of `step`, or with a negative n of `step_back`, not yet begun."""
        if unit not in units.UNITS:
            raise ValueError(f'unit: "{unit}" is not one of {", ".join(units.UNITS)}')
        here = self.position[1:]
        if n >= 0:
            target = units.ahead(self.program, here, n, unit) if n else here
        else:
            target = units.behind(self.program, here, -n, unit)
        return self._movement(target, "start" if target == (0, 0) else "limit", record=True)

    def running(self, limit: int = FOREVER) -> Movement:
        """The movement of `run`, not yet begun."""
        if limit < 0:
            raise ValueError(f"limit: {limit} is not 0 or more")
        position = self.position
        total = position.operation + limit
        target = (position.iteration + total // len(self.program), total % len(self.program))
        return self._movement(target, "limit", record=False)

    def seeking(self, iteration: int, operation: int = 0) -> Movement:
        """The movement of `seek`, not yet begun."""
        if iteration < 0 or not 0 <= operation < len(self.program):
            raise ValueError(
                f"there is no operation {operation} of iteration {iteration}: iterations count "
                f"from 0, operations from 0 to {len(self.program) - 1}"
            )
        return self._movement((iteration, operation), "limit", record=False)

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
        """Write everything from the start to the cursor as a trace; raises `BadInput`."""
        self.exporting(path).finish()

    def exporting(self, path: str | Path, *, values: bool = True) -> Task[None]:
        """The task of `export_trace`, not yet begun. The session may be moved meanwhile: the run
        is executed again on a machine of its own.
        """
        here = self.position
        steps = here.iteration * len(self.program) + here.operation
        return Task(write_trace(self.compiled, Path(path), steps, values=values))

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
        machine.run(operation + 1)
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

    def _moved_since(self, before: Position) -> int:
        here = self.position
        iterations = here.iteration - before.iteration
        return iterations * len(self.program) + here.operation - before.operation

    def _movement(self, target: tuple[int, int], reason: Reason, *, record: bool) -> Movement:
        return Movement(self._slices(target, record), reason, lambda: self.position)

    def _slices(self, target: tuple[int, int], record: bool) -> Iterator[None]:
        try:
            for _ in self._timeline.go(*target, record=record):
                self._moment = None
                yield
        finally:
            self._moment = None
            for listener in list(self._listeners):
                listener()
