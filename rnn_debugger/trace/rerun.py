"""A branch from the very beginning once more, with what a trace says of each operation.

What a session has recorded is not asked: verifying a trace is a check on that too.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from time import perf_counter

import numpy as np

from rnn_debugger.engine import Array, Machine, live_bytes
from rnn_debugger.experiments import Compiled
from rnn_debugger.recording import Place, Route
from rnn_debugger.recording.results import Meter, measured
from rnn_debugger.recording.walker import SLICE_SECONDS
from rnn_debugger.trace.format import IterationEntry
from rnn_debugger.trace.numbers import Number, number


class Rerun:
    """Runs along the route of a branch on a machine of its own.

    A branch with another program has it in all of the iteration that it begins in: up to the
    fork both programs do the same, so that a program never changes inside an iteration.
    """

    def __init__(self, route: Route, machine: Machine | None = None) -> None:
        """`machine` is a fresh one for the route's first program, where it was made before."""
        self._route = route
        self._equip(route.compiled(0), machine)
        self._begin()

    @classmethod
    def making(cls, route: Route) -> Generator[None, None, Rerun]:
        """The same in slices of a few milliseconds, between which it may be given up."""
        compiled = route.compiled(0)
        machine = yield from compiled.making_machine(measured(compiled.program))
        return cls(route, machine)

    @property
    def place(self) -> Place:
        """What runs next."""
        return Place(self._machine.iteration, self._machine.operation)

    @property
    def held(self) -> int:
        """The bytes of the tensors that are held while the next operation runs."""
        return self._live_bytes[self._machine.operation]

    def reach(self, place: Place) -> Iterator[int]:
        """Run to a place ahead, in slices of a few milliseconds; how many operations so far."""
        began, done, chunk = perf_counter(), 0, 64
        while self.place < place:
            machine = self._machine
            here, before = machine.operation, perf_counter()
            machine.run(min(here + chunk, self._limit(place)))
            done += machine.operation - here
            if machine.operation == len(machine.program):
                self._enter_next()
            self._begin()
            now = perf_counter()
            if now - before > SLICE_SECONDS / 4:
                chunk = max(chunk // 2, 1)
            elif now - before < SLICE_SECONDS / 16:
                chunk = min(chunk * 2, 1 << 20)
            if now - began > SLICE_SECONDS:
                yield done
                began = perf_counter()

    def step(self) -> Array:
        """Run the next operation; its output, good until `arrive`, which must follow."""
        machine = self._machine
        operation = machine.operation
        machine.run(operation + 1)
        return machine.arrays[machine.program[operation].output]

    def arrive(self) -> IterationEntry | None:
        """Be ready for the next operation. When the last one of an iteration has run: its entry."""
        entry = None
        if self._machine.operation == len(self._machine.program):
            entry = self._entry()
            self._enter_next()
        self._begin()
        return entry

    def _limit(self, target: Place) -> int:
        """The operation of this iteration that must not be run past."""
        limit = len(self._machine.program)
        for place in (target, self._route.next_event(self.place)):
            if place is not None and place.iteration == self._machine.iteration:
                limit = min(limit, place.operation)
        return limit

    def _begin(self) -> None:
        """Make the edits of the forks that are here; an update is counted from after those that
        an iteration begins with.
        """
        machine, place = self._machine, self.place
        if place <= self._route.branch.fork:
            edits = self._route.edits_at(place)
            with np.errstate(all="ignore"):
                for edit in edits:
                    machine.arrays[edit.tensor][edit.index] = edit.value
            if edits:
                machine.settle()
        if not place.operation:
            self._meter.begin()

    def _enter_next(self) -> None:
        old, iteration = self._machine, self._machine.iteration + 1
        compiled = self._route.compiled(iteration)
        if compiled.program is not old.program:
            self._equip(compiled)
            for tensor in old.program.persistent:
                if tensor.name in self._machine.arrays:
                    np.copyto(self._machine.arrays[tensor.name], old.arrays[tensor.name])
        self._machine.enter(iteration)

    def _equip(self, compiled: Compiled, machine: Machine | None = None) -> None:
        program = compiled.program
        self._machine = machine or compiled.machine(measured(program))
        self._meter = Meter(self._machine)
        self._live_bytes: list[int] = live_bytes(program).tolist()
        self._peak = max(self._live_bytes, default=0)
        self._names = [tensor.name for tensor in program.parameters]

    def _entry(self) -> IterationEntry:
        loss, norms = self._meter.measure()
        return IterationEntry(
            iteration=self._machine.iteration,
            branch=self._route.branch.id,
            loss=number(loss),
            gradient_norm=self._by_parameter(norms[0]),
            parameter_norm=self._by_parameter(norms[1]),
            update_norm=self._by_parameter(norms[2]),
            peak_live_bytes=self._peak,
        )

    def _by_parameter(self, norms: Array) -> dict[str, Number]:
        return dict(zip(self._names, map(number, norms.tolist()), strict=True))
