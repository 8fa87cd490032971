"""The timeline: the run with all its branches, and the cursor that moves along it.

Going back never inverts arithmetic. Within reach of the undo ring a step back is one copy;
beyond it the nearest keyframe is restored and the way from there run again, by a second
machine: only when it has arrived does the cursor move there, so that a jump can be given up.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

import numpy as np

from rnn_debugger.engine import Array, Machine, Program, finish
from rnn_debugger.experiments import Compiled
from rnn_debugger.recording.branches import START, Branch, Edit, Place, Position, Route
from rnn_debugger.recording.history import History
from rnn_debugger.recording.results import Results
from rnn_debugger.recording.ring import UndoRing
from rnn_debugger.recording.rules import Hit, Rule, RunState, hit_of
from rnn_debugger.recording.searching import hits_between
from rnn_debugger.recording.walker import Walker

RING_BYTES = 32 * 2**20
"""Of both undo rings together."""
KEYFRAME_BYTES = 224 * 2**20
HISTORY_BYTES = RING_BYTES + KEYFRAME_BYTES
"""What a history may take while nobody has set another budget."""
REPLAYED_OPERATIONS = 4_000
"""Between keyframes at first, a few milliseconds' worth; closer ones would slow the run."""
RECORDED_OPERATIONS = 500
"""So many before the end of a jump are recorded, so that steps back find a filled ring."""

Accept = Callable[[Hit], bool]
"""Whether a hit is one to stop at."""


class Timeline:
    """Moves a cursor along a run, forward, back and to other branches, and records what that
    needs.
    """

    def __init__(
        self,
        compiled: Compiled,
        ring_bytes: int = RING_BYTES,
        keyframe_bytes: int = KEYFRAME_BYTES,
    ) -> None:
        spacing = -(-REPLAYED_OPERATIONS // len(compiled.program))
        self.history = History(compiled, keyframe_bytes, spacing)
        self._ring_bytes = ring_bytes // 2
        self._keyframe_bytes = keyframe_bytes
        self._here = Walker(self.history, self.history.route(0), self._ring_bytes)
        self._other: Walker | None = None
        self._spare: Walker | None = None
        self._last_branch = 0
        self._progress: Callable[[], float] | None = None

    @property
    def route(self) -> Route:
        """The way of the current branch."""
        return self._here.route

    @property
    def compiled(self) -> Compiled:
        """What runs in the current iteration."""
        return self.route.compiled(self.machine.iteration)

    @property
    def program(self) -> Program:
        """That of the current iteration."""
        return self.machine.program

    @property
    def machine(self) -> Machine:
        return self._here.machine

    @property
    def ring(self) -> UndoRing:
        return self._here.ring

    @property
    def results(self) -> Results:
        """Those of the current branch."""
        return self.history.results[self.route.branch.id]

    @property
    def place(self) -> Place:
        return self._here.place

    @property
    def position(self) -> Position:
        return Position(self.route.branch.id, *self.place)

    @property
    def has_finished(self) -> bool:
        """At the beginning of an iteration: whether the values of the one before are there."""
        return self._here.has_finished

    @property
    def history_bytes(self) -> int:
        """Of the undo rings and all keyframes."""
        return 2 * self._ring_bytes + self.history.bytes

    @property
    def history_budget(self) -> int:
        """In bytes, what `history_bytes` never exceeds but for the beginning of the run."""
        return 2 * self._ring_bytes + self._keyframe_bytes

    @history_budget.setter
    def history_budget(self, size: int) -> None:
        self._keyframe_bytes = max(size - 2 * self._ring_bytes, 0)
        self.history.set_budget(self._keyframe_bytes)

    @property
    def progress(self) -> float | None:
        """How far the jump or the search back under way has come, from 0 to 1; else None."""
        return None if self._progress is None else min(self._progress(), 1.0)

    def step(self) -> None:
        """Run one operation, and remember how to undo it."""
        self._here.step()

    def undo(self) -> bool:
        """Go back one operation by the ring; False when the ring does not reach there."""
        return self._here.undo()

    def go(self, iteration: int, operation: int, *, record: bool = True) -> Iterator[None]:
        """Move to a place of the branch in slices of a few milliseconds; between them anything
        may stop it, which leaves the cursor on its way ahead, and where it was on a way back.

        With `record` the way forward is written to the undo ring, without it runs free.
        """
        target = Place(iteration, operation)
        if target > self.place:
            yield from self._here.walk(target, record=record)
        elif target < self.place and not self._undo_to(target):
            yield from self._jump(self.route, target)

    def seek(self, place: Place) -> Iterator[None]:
        """Move to a place of the branch; until it is over the cursor stays where it is."""
        distance = self.route.index(place) - self.route.index(self.place)
        if 0 < distance <= RECORDED_OPERATIONS:
            yield from self._here.walk(place, record=True)
        elif distance > 0 or (distance < 0 and not self._undo_to(place)):
            yield from self._jump(self.route, place)

    def run_until(
        self, rules: Sequence[Rule], target: Place, accept: Accept
    ) -> Generator[None, None, Hit | None]:
        """Run forward to where one of the rules holds and is accepted, at most to the target.

        The result is that hit; None at the target. It may be left between two slices.
        """
        found: list[Hit] = []

        def visit(state: RunState, tested: Sequence[Rule]) -> bool:
            for rule in tested:
                if rule.holds(state):
                    hit = hit_of(rule, state)
                    if accept(hit):
                        found.append(hit)
                        return True
            return False

        yield from self._here.walk(target, rules=rules, visit=visit)
        return found[0] if found else None

    def search_back(
        self, rules: Sequence[Rule], limit: Place, accept: Accept
    ) -> Generator[None, None, Hit | None]:
        """The last place before the cursor, and not before `limit`, where a rule holds and is
        accepted. The cursor stays where it is.

        One stretch after the other from keyframe to keyframe is run again, the last one first.
        """
        route = self.route
        first, last = route.index(limit), route.index(self.place)
        end, is_open = self.place, True
        with self._telling(lambda: (last - route.index(end)) / max(last - first, 1)):
            spare = yield from self._taking_spare(route)
            try:
                while end > limit:
                    before = route.place(route.index(end) - 1)
                    begin = self.history.nearest(route, before)
                    yield from spare.equipping(route.compiled(begin.place.iteration))
                    # Meanwhile keyframes may have come and gone.
                    begin = self.history.nearest(route, before)
                    hits = yield from hits_between(spare, rules, begin, end, is_open)
                    for hit in reversed(hits):
                        if hit.place >= limit and accept(hit):
                            return hit
                    end, is_open = begin.place, False
                    # A stretch may be shorter than a slice, and there may be any number of them.
                    yield
            finally:
                self._spare = spare
        return None

    def fork(
        self,
        edits: Sequence[Edit] = (),
        settings: Mapping[str, float | None] | None = None,
        compiled: Compiled | None = None,
    ) -> Branch:
        """Begin a branch at the cursor, which goes on there.

        A branch that begins here and has not been run yet takes the edits up instead.
        `compiled` is the experiment with the settings; up to here its program must be the same.
        """
        current, place = self.route.branch, self.place
        owner = self.route.owner(place)
        compiled = compiled or self.history.compiled(owner.id)
        is_untouched = (
            current.parent is not None
            and current.fork == place == self.history.reached[current.id]
            and not settings
        )
        if is_untouched:
            branch = replace(current, edits=(*current.edits, *edits))
            self.history.change(branch)
            route = self.history.route(branch.id)
            self._here.branch_off(route, edits)
            return branch
        self._last_branch += 1
        branch = Branch(self._last_branch, owner.id, place, tuple(edits), settings or {})
        self.history.add(branch, compiled)
        self._here.branch_off(self.history.route(branch.id), edits)
        return branch

    def add(self, branch: Branch, compiled: Compiled) -> None:
        """Take up a branch that was made before, such as one that was saved."""
        self._last_branch = max(self._last_branch, branch.id)
        self.history.add(branch, compiled)

    def switch(self, branch: int, place: Place) -> Iterator[None]:
        """Move to a place of another branch; until it is over the cursor stays where it is."""
        self.history.catch_up(branch)
        route = self.history.route(branch)
        here = self.place
        is_shared = route.owner(here) == self.route.owner(here)
        if place == here and is_shared and route.program(here.iteration) is self.program:
            self._here.route = route
        else:
            yield from self._jump(route, place)

    def replay(self, iteration: int, operation: int, branch: int | None = None) -> Machine:
        """A second machine brought to a place, the cursor staying; good until the next call.

        From operation 0 of the iteration on every value is there, memory being shared or not.
        """
        here = self.route.branch.id if branch is None else branch
        return finish(self.replaying(Place(iteration, operation), here))

    def replaying(self, place: Place, branch: int) -> Generator[None, None, Machine]:
        """`replay` in slices of a few milliseconds. Until it is there the machine is this
        reader's alone; who comes meanwhile gets another.
        """
        route = self.history.route(branch)
        spare = yield from self._taking_spare(route)
        try:
            begin = self.history.keyframes.nearest(route, place)
            if not begin.place <= spare.place <= place:
                yield from spare.equipping(route.compiled(begin.place.iteration))
                # Meanwhile keyframes may have come and gone.
                spare.jump(self.history.keyframes.nearest(route, place))
            yield from spare.walk(place)
        finally:
            self._spare = spare
        return spare.machine

    def replay_next(self) -> Machine:
        """The machine of the last `replay` after one operation more, without what an edit changes
        right there.
        """
        spare = self._spare
        assert spare is not None
        machine = spare.machine
        after = machine.operation + 1
        if spare.route.next_event(spare.place) == (machine.iteration, after):
            # Its edits belong to that place: without them it stands nowhere.
            self._spare = None
        machine.run(after)
        return machine

    def change_distance(self, iteration: int) -> int:
        """How many operations `change` of that iteration runs again; 0 when it is kept."""
        if self._here.keeps_change(iteration):
            return 0
        end = Place(iteration + 1, 0)
        begin = self.history.keyframes.nearest(self.route, Place(iteration, 0)).place
        spare = self._spare
        if spare is not None and spare.route is self.route:
            spared = Place(spare.place.iteration, 0)
            if spared == spare.place and begin < spared <= Place(iteration, 0):
                begin = spared
        return self.route.index(end) - self.route.index(begin)

    def change(self, parameter: str, iteration: int) -> Array:
        """The parameter after that iteration minus before it, of the parameter's shape."""
        if self._here.keeps_change(iteration):
            return self._here.change(parameter)
        before = self.replay(iteration, 0).arrays[parameter].copy()
        with np.errstate(all="ignore"):
            change: Array = self.replay(iteration + 1, 0).arrays[parameter] - before
        return change

    def _undo_to(self, place: Place) -> bool:
        """Go back by the ring; False, nothing done, when it does not reach that far."""
        here = self.place
        operations = self.route.index(here) - self.route.index(place)
        if operations + self.route.edits_between(place, here) > len(self.ring):
            return False
        return all(self.undo() for _ in range(operations))

    def _jump(self, route: Route, target: Place) -> Iterator[None]:
        """Run to a place from the nearest keyframe, or from the cursor, on the other machine;
        then take that one for the cursor.
        """
        if self._other is None:
            self._other = yield from Walker.making(self.history, route, self._ring_bytes)
        other = self._other
        other.route = route
        recorded = route.place(max(route.index(target) - RECORDED_OPERATIONS, 0))
        needed = recorded
        if target.operation == 0 and target.iteration:
            # At the beginning of an iteration the values of the one before are there to be seen.
            needed = min(recorded, Place(target.iteration - 1, 0))
        begin = self.history.nearest(route, needed)
        follows = route is self.route and begin.place <= self.place <= needed
        start = self.place if follows else begin.place
        yield from other.equipping(route.compiled(start.iteration))
        # Meanwhile keyframes may have come and gone.
        begin = self.history.nearest(route, needed)
        if route is self.route and begin.place <= self.place <= needed:
            other.follow(self._here)
        else:
            other.jump(begin)
        first, last = route.index(other.place), route.index(target)
        with self._telling(lambda: (route.index(other.place) - first) / max(last - first, 1)):
            yield from other.walk(recorded, passing=True)
            yield from other.walk(target, record=True, passing=True)
        self._here, self._other = other, self._here
        for parent, child in pairwise(route.branches):
            # It has been run through on the way.
            if self.history.reached[parent.id] < child.fork <= target:
                self.history.catch_up(parent.id)

    @contextmanager
    def _telling(self, progress: Callable[[], float]) -> Iterator[None]:
        """While it lasts, `progress` says how far it has come."""
        self._progress = progress
        try:
            yield
        finally:
            self._progress = None

    def _taking_spare(self, route: Route) -> Generator[None, None, Walker]:
        """The spare walker on a route, or a new one; it is the caller's, who gives it back."""
        spare, self._spare = self._spare, None
        if spare is None:
            return (yield from Walker.making(self.history, route, 0, keeps_all=True))
        if spare.route is not route:
            yield from spare.equipping(route.compiled(0))
            spare.route = route
            spare.jump(self.history.keyframes.nearest(route, START))
        return spare
