"""The timeline: a machine, and what is recorded so that it can go back to any position.

Going back never inverts arithmetic. Within reach of the undo ring a step back is one copy;
beyond it the nearest keyframe is restored and the way from there run again.
"""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import NamedTuple

import numpy as np

from rnn_debugger.engine import Array, Machine
from rnn_debugger.experiments import Compiled
from rnn_debugger.recording.keyframes import Keyframes
from rnn_debugger.recording.results import Meter, Results, measured
from rnn_debugger.recording.ring import UndoRing

RING_BYTES = 32 * 2**20
KEYFRAME_BYTES = 224 * 2**20
REPLAYED_OPERATIONS = 4_000
"""Between keyframes at first, a few milliseconds' worth; closer ones would slow the run."""
SLICE_SECONDS = 0.008
"""How long a movement runs before it gives the caller a chance to draw or to cancel."""


class Position(NamedTuple):
    """Where a run stands: `operation` of `iteration`, both from 0, is what runs next."""

    branch: int
    iteration: int
    operation: int


class Timeline:
    """Moves a machine along its run, forward and back, and records what that needs."""

    def __init__(
        self,
        compiled: Compiled,
        ring_bytes: int = RING_BYTES,
        keyframe_bytes: int = KEYFRAME_BYTES,
    ) -> None:
        self.compiled = compiled
        self.program = compiled.program
        self.machine = compiled.machine(measured(compiled.program))
        self.results = Results(tuple(tensor.name for tensor in self.program.parameters))
        self.ring = UndoRing(ring_bytes)
        spacing = -(-REPLAYED_OPERATIONS // len(self.program))
        self.keyframes = Keyframes(keyframe_bytes, spacing)
        self._meter = Meter(self.machine)
        self._spare: Machine | None = None
        self._chunk = 64
        self._begin()

    @property
    def position(self) -> Position:
        return Position(0, self.machine.iteration, self.machine.operation)

    @property
    def history_bytes(self) -> int:
        return self.ring.capacity + self.keyframes.bytes

    def step(self) -> None:
        """Run one operation, and remember how to undo it."""
        machine = self.machine
        self.ring.save(machine.places[machine.operation])
        machine.run(machine.operation + 1)
        self._finish_iteration_if_due()

    def undo(self) -> bool:
        """Go back one operation by the ring; False when the ring does not reach there."""
        if not self.ring.restore():
            return False
        machine = self.machine
        if machine.operation == 0:
            machine.enter(machine.iteration - 1, len(self.program))
        machine.enter(machine.iteration, machine.operation - 1)
        return True

    def replay(self, iteration: int, operation: int) -> Machine:
        """A second machine brought to a position, this one untouched; good until the next call.

        From operation 0 of the iteration on every value is there, memory being shared or not.
        """
        spare = self._spare
        if spare is None:
            spare = self._spare = self.compiled.machine(frozenset(self.program.tensors))
        elif (spare.iteration, spare.operation) > (iteration, operation):
            spare.enter(0)
        found, content = self.keyframes.nearest(iteration)
        if spare.iteration < found or (spare.iteration, spare.operation) == (0, 0):
            spare.enter(found)
            spare.persistent[:] = content
        while spare.iteration < iteration:
            spare.run(len(self.program))
            spare.enter(spare.iteration + 1)
        spare.run(operation)
        return spare

    def change_distance(self, iteration: int) -> int:
        """How many operations `change` of that iteration runs again; 0 when it is kept."""
        if self._meter.keeps_change(iteration):
            return 0
        begin = self.keyframes.nearest(iteration)[0]
        spare = self._spare
        if spare is not None and spare.operation == 0 and begin < spare.iteration <= iteration:
            begin = spare.iteration
        return (iteration + 1 - begin) * len(self.program)

    def change(self, parameter: str, iteration: int) -> Array:
        """The parameter after that iteration minus before it, of the parameter's shape."""
        if self._meter.keeps_change(iteration):
            return self._meter.change(parameter)
        before = self.replay(iteration, 0).arrays[parameter].copy()
        with np.errstate(all="ignore"):
            change: Array = self.replay(iteration + 1, 0).arrays[parameter] - before
        return change

    def go(self, iteration: int, operation: int, *, record: bool = True) -> Iterator[None]:
        """Move to a position in slices of a few milliseconds; between them anything may stop it.

        With `record` the way forward is written to the undo ring, without it runs free.
        """
        target = (iteration, operation)
        back = self._distance(target)
        if 0 < back <= len(self.ring):
            for _ in range(back):
                self.undo()
        elif back > 0:
            yield from self._restore(target)
        else:
            yield from self._run(target, record)

    def _distance(self, target: tuple[int, int]) -> int:
        """Operations from the target to here; negative when it lies ahead."""
        machine = self.machine
        iterations = machine.iteration - target[0]
        return iterations * len(self.program) + machine.operation - target[1]

    def _restore(self, target: tuple[int, int]) -> Iterator[None]:
        """Run again from a keyframe. The iteration before the target's is recorded as well, so
        that the finished iteration is there to be seen, and steps back find a filled ring.
        """
        before = max(target[0] - 1, 0)
        iteration, content = self.keyframes.nearest(before)
        self.ring.clear()
        self.machine.persistent[:] = content
        self.machine.enter(iteration)
        self._meter.begin()
        yield from self._run((before, 0), record=False)
        yield from self._run(target, record=True)

    def _run(self, target: tuple[int, int], record: bool) -> Iterator[None]:
        machine = self.machine
        if not record:
            self.ring.clear()
        began = perf_counter()
        while self._distance(target) < 0:
            last = target[1] if machine.iteration == target[0] else len(self.program)
            stop = min(last, machine.operation + self._chunk)
            before = perf_counter()
            if record:
                self._run_recorded(stop)
            else:
                machine.run(stop)
            now = perf_counter()
            self._adapt_chunk(now - before)
            self._finish_iteration_if_due()
            if now - began > SLICE_SECONDS:
                yield
                began = perf_counter()

    def _run_recorded(self, stop: int) -> None:
        machine, save = self.machine, self.ring.save
        for number in range(machine.operation, stop):
            save(machine.places[number])
            machine.run(number + 1)

    def _adapt_chunk(self, seconds: float) -> None:
        """How many operations between two looks at the clock: a millisecond's worth or so."""
        if seconds > SLICE_SECONDS / 4:
            self._chunk = max(1, self._chunk // 2)
        elif seconds < SLICE_SECONDS / 16:
            self._chunk = min(self._chunk * 2, 1 << 20)

    def _finish_iteration_if_due(self) -> None:
        machine = self.machine
        if machine.operation < len(self.program):
            return
        measures = self._meter.measure()
        if machine.iteration == len(self.results):
            self.results.append(*measures)
        machine.enter(machine.iteration + 1)
        self._begin()

    def _begin(self) -> None:
        self._meter.begin()
        if self.keyframes.wants(self.machine.iteration):
            self.keyframes.add(self.machine.iteration, self.machine.persistent)
