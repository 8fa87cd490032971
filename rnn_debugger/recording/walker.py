"""The walker: a machine on the route of a branch, which notes in the history what it passes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from time import perf_counter

import numpy as np

from rnn_debugger.engine import Array, Machine, Program, finish
from rnn_debugger.experiments import Compiled
from rnn_debugger.recording.branches import START, Edit, Place, Route
from rnn_debugger.recording.history import History
from rnn_debugger.recording.keyframes import Keyframe
from rnn_debugger.recording.results import Meter, measured
from rnn_debugger.recording.ring import UndoRing
from rnn_debugger.recording.rules import Checks, Rule, RunState

SLICE_SECONDS = 0.008
"""How long a movement runs before it gives the caller a chance to draw or to cancel."""
PASSED_OPERATIONS = 4_000
"""Inside a longer iteration a recorded replay leaves a keyframe so often."""

Visit = Callable[[RunState, Sequence[Rule]], bool]
"""Called where rules have to be tested, with these; whether to stop there."""


class Walker:
    """Runs along a route, forward, and back as far as its undo ring reaches."""

    def __init__(
        self,
        history: History,
        route: Route,
        ring_bytes: int,
        *,
        keeps_all: bool = False,
        machine: Machine | None = None,
    ) -> None:
        """With `keeps_all` every value stays to the end of its iteration, memory being shared
        or not. `machine` is a fresh one for the route's first program, where it was made before.
        """
        self.history = history
        self.route = route
        self.ring = UndoRing(ring_bytes)
        self._bare: Place | None = None
        self._keeps_all = keeps_all
        self._machines: dict[int, tuple[Compiled, Machine, Meter]] = {}
        # It grows fast; in a large network 64 operations would take longer than anyone may wait.
        self._chunk = 1
        if machine is not None:
            self._keep(route.compiled(0), machine)
        self.machine, self._meter = self._equip(route.compiled(0))
        self._edit(route.edits_at(START))
        self.machine.settle()
        self._begin_iteration()

    @classmethod
    def making(
        cls, history: History, route: Route, ring_bytes: int, *, keeps_all: bool = False
    ) -> Generator[None, None, Walker]:
        """A walker, made in slices of a few milliseconds, between which it may be given up."""
        compiled = route.compiled(0)
        machine = yield from compiled.making_machine(_kept(compiled.program, keeps_all))
        return cls(history, route, ring_bytes, keeps_all=keeps_all, machine=machine)

    @property
    def place(self) -> Place:
        return Place(self.machine.iteration, self.machine.operation)

    @property
    def has_finished(self) -> bool:
        """Whether an iteration has just ended, and its values are still there to be seen."""
        place = self.place
        return place.operation == 0 < place.iteration and place != self._bare

    @property
    def state(self) -> RunState:
        """What rules see here; good until the walker moves."""
        return RunState(self.machine, self.history.results[self.route.branch.id])

    def keeps_change(self, iteration: int) -> bool:
        """Whether it was this walker that finished that iteration last."""
        return self._meter.keeps_change(iteration)

    def change(self, parameter: str) -> Array:
        """What the iteration finished last did to a parameter, a copy."""
        return self._meter.change(parameter)

    def jump(self, keyframe: Keyframe) -> None:
        """Put the state of a keyframe of the route in place."""
        self.ring.clear()
        place, current = keyframe.place, self.route.branch.id
        if len(self.history.results[current]) < place.iteration:
            self.history.catch_up(current)
        self._use(self.route.compiled(place.iteration))
        memory = self.machine.memory if place.operation else self.machine.persistent
        memory[:] = keyframe.content
        self.machine.enter(*place)
        self._bare = place
        ancestors = self.route.branches
        included = next(n for n, b in enumerate(ancestors) if b.id == keyframe.branch.id)
        for branch in ancestors[included + 1 :]:
            if branch.fork == place:
                self._edit(branch.edits)
        self.machine.settle()
        self._meter.forget()
        if not place.operation:
            self._begin_iteration()

    def follow(self, other: Walker) -> None:
        """Go to where another walker stands, on the same route."""
        self.ring.clear()
        self.route = other.route
        self._use(self.route.compiled(other.place.iteration))
        self.machine.memory[:] = other.machine.memory
        self.machine.enter(*other.place)
        self._bare = other._bare
        self.machine.settle()
        self._meter.forget()
        if not self.machine.operation:
            self._meter.begin()

    def branch_off(self, route: Route, edits: Sequence[Edit]) -> None:
        """Go on along the route of a branch that begins here, after these edits."""
        self.route = route
        compiled = route.compiled(self.place.iteration)
        if compiled.program is not self.machine.program:
            self._take_over(compiled)
            if not self.machine.operation:
                # The iteration that has just finished was another program's.
                self._bare = self.place
        self._edit(edits)
        self.machine.settle()
        if not self.machine.operation:
            self._meter.begin()

    def undo(self) -> bool:
        """Go back one operation by the ring; False when the ring does not reach there."""
        place, machine = self.place, self.machine
        edits = len(self.route.edits_at(place)) if place <= self.route.branch.fork else 0
        if len(self.ring) <= edits:
            return False
        for _ in range(edits + 1):
            self.ring.restore()
        if machine.operation == 0:
            machine.enter(machine.iteration - 1, len(machine.program))
        machine.enter(machine.iteration, machine.operation - 1)
        if edits or machine.operation == len(machine.program) - 1:
            self._settle()
        return True

    def step(self) -> None:
        """Run one operation, and remember how to undo it."""
        machine = self.machine
        self.ring.save(machine.places[machine.operation])
        machine.run(machine.operation + 1)
        self._arrive()

    def walk(
        self,
        target: Place,
        *,
        record: bool = False,
        passing: bool = False,
        rules: Sequence[Rule] = (),
        visit: Visit | None = None,
    ) -> Iterator[None]:
        """Run to a place ahead, in slices of a few milliseconds, between which it may be left.

        With `record` the way is written to the undo ring; with `passing` it leaves keyframes at
        the places that are dear to reach again. `visit` is called wherever one of the rules has
        to be tested; where it returns True, the walk ends.
        """
        if not record:
            self.ring.clear()
        began = perf_counter()
        tests: dict[int, Checks] = {}
        is_first = True
        while self.place < target:
            machine = self.machine
            here, program = machine.operation, machine.program
            checks = tests.get(id(program))
            if checks is None:
                checks = tests[id(program)] = Checks.of(rules, program)
            for rule in checks.noting.get(here, ()):
                rule.note(self.state)
            stop = min(here + self._chunk, self._limit(target), self._next(checks, here))
            if passing:
                stop = min(stop, (here // PASSED_OPERATIONS + 1) * PASSED_OPERATIONS)
            if is_first and rules:
                stop = here + 1
            if stop == len(program):
                # The next iteration may be another program's; nobody else moves this walker.
                yield from self.equipping(self.route.compiled(machine.iteration + 1))
            self._run_to(stop, record=record)
            has_changed = self._arrive(passing=passing)
            if has_changed and not record:
                # Between the edits, which the ring has taken up, and what runs next is a gap.
                self.ring.clear()
            if visit is not None and rules:
                everything = is_first or has_changed
                tested = rules if everything else checks.tested.get(self.machine.operation, ())
                if tested and visit(self.state, tested):
                    return
            is_first = False
            if perf_counter() - began > SLICE_SECONDS:
                yield
                began = perf_counter()

    def _run_to(self, stop: int, *, record: bool) -> None:
        """Run operations of this iteration, and learn how long they take."""
        machine, before = self.machine, perf_counter()
        count = stop - machine.operation
        if record:
            machine.run_saving(stop, self.ring.save)
        else:
            machine.run(stop)
        seconds = perf_counter() - before
        if count == self._chunk or seconds > SLICE_SECONDS / 4:
            self._adapt_chunk(seconds)

    def _limit(self, target: Place) -> int:
        """The operation of this iteration that a walk must not run past."""
        iteration, limit = self.machine.iteration, len(self.machine.program)
        if target.iteration == iteration:
            limit = target.operation
        event = self.route.next_event(self.place)
        if event is not None and event.iteration == iteration:
            limit = min(limit, event.operation)
        return limit

    @staticmethod
    def _next(checks: Checks, here: int) -> int:
        number = bisect_right(checks.stops, here)
        return checks.stops[number] if number < len(checks.stops) else 1 << 62

    def _adapt_chunk(self, seconds: float) -> None:
        """How many operations between two looks at the clock: a millisecond's worth or so."""
        if seconds > SLICE_SECONDS / 4:
            self._chunk = max(1, self._chunk // 2)
        elif seconds < SLICE_SECONDS / 8:
            self._chunk = min(self._chunk * 2, 1 << 20)

    def _arrive(self, *, passing: bool = False) -> bool:
        """What is due where the walker has just come to; whether a fork's edits were made."""
        machine = self.machine
        if machine.operation == len(machine.program):
            self._finish_iteration()
        place = self.place
        edits = self.route.edits_at(place) if place <= self.route.branch.fork else []
        if edits:
            self._edit(edits)
            self._settle()
        if place.operation == 0:
            self._begin_iteration()
        if passing and self._is_dear(place):
            self.history.pass_through(self.route, self.machine)
        branch = self.route.branch.id
        self.history.reached[branch] = max(self.history.reached[branch], place)
        return bool(edits)

    def _is_dear(self, place: Place) -> bool:
        if place.operation == 0:
            return True
        is_due = place.operation % PASSED_OPERATIONS == 0
        return is_due and not self.machine.plan.is_shared

    def _finish_iteration(self) -> None:
        iteration = self.machine.iteration
        results = self.history.results[self.route.branch.id]
        is_new = iteration == len(results)
        if is_new and not self._meter.has_begun(iteration):
            self._meter.recall(self._beginning_of(iteration))
        measures = self._meter.measure()
        if is_new:
            results.append(*measures)
        self.machine.enter(iteration + 1)
        if self._bare == self.place:
            self._bare = None
        compiled = self.route.compiled(iteration + 1)
        if compiled.program is not self.machine.program:
            self._take_over(compiled)
            self._bare = self.place

    def _begin_iteration(self) -> None:
        self._meter.begin()
        self.history.begin_iteration(self.route, self.machine)

    def _beginning_of(self, iteration: int) -> Mapping[str, Array]:
        """The parameters at the beginning of an iteration, from a replay."""
        replay = Walker(self.history, self.route, 0)
        place = Place(iteration, 0)
        replay.jump(self.history.nearest(self.route, place))
        for _ in replay.walk(place):
            pass
        return replay.machine.arrays

    def _edit(self, edits: Sequence[Edit]) -> None:
        for edit in edits:
            self.ring.save(self.machine.place(edit.tensor))
            self.machine.arrays[edit.tensor][edit.index] = edit.value

    def _settle(self) -> None:
        """Edited data may be one-hot no more, and are again where the edit is undone."""
        if self.route.has_edits_in(self.machine.iteration):
            self.machine.settle()

    def _use(self, compiled: Compiled) -> None:
        if compiled.program is not self.machine.program:
            self.machine, self._meter = self._equip(compiled)

    def _take_over(self, compiled: Compiled) -> None:
        """Go on at the same place with another program that agrees up to here."""
        old = self.machine
        self.ring.clear()
        self._use(compiled)
        present = [name for name in old.arrays if old.program.is_present(name, old.operation)]
        for name in present:
            if name in self.machine.arrays:
                np.copyto(self.machine.arrays[name], old.arrays[name])
        self.machine.enter(old.iteration, old.operation)
        self.machine.settle()
        self._meter.forget()

    def _equip(self, compiled: Compiled) -> tuple[Machine, Meter]:
        """A machine for what is compiled, the same one whenever it is asked for."""
        return finish(self.equipping(compiled))

    def equipping(self, compiled: Compiled) -> Generator[None, None, tuple[Machine, Meter]]:
        """The same in slices of a few milliseconds: later on it is there."""
        if id(compiled.program) not in self._machines:
            keep = _kept(compiled.program, self._keeps_all)
            self._keep(compiled, (yield from compiled.making_machine(keep)))
        return self._machines[id(compiled.program)][1:]

    def _keep(self, compiled: Compiled, machine: Machine) -> None:
        self._machines[id(compiled.program)] = (compiled, machine, Meter(machine))


def _kept(program: Program, keeps_all: bool) -> frozenset[str]:
    """The tensors that stay to the end of an iteration."""
    return frozenset(program.tensors) if keeps_all else measured(program)
