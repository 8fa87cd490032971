"""Where a run stands, and every way of moving it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace

import numpy as np

from rnn_debugger.debugger import units
from rnn_debugger.debugger.inspecting.origins import Changed, Nonfinite, NonfiniteIteration, Written
from rnn_debugger.debugger.moment import Moment
from rnn_debugger.debugger.movement import Movement, Reason, Stop
from rnn_debugger.debugger.stops.running import Log, Run, condition
from rnn_debugger.debugger.stops.stop_list import StopList, Stopper
from rnn_debugger.debugger.stops.stops import Breakpoint, Watch
from rnn_debugger.debugger.units import Unit
from rnn_debugger.engine import Index, Program
from rnn_debugger.experiments import Compiled
from rnn_debugger.recording import START, Edit, Place, Position, Rule, Timeline

FOREVER = 2**62
"""Operations; a limit that no run reaches."""


class Navigation:
    """A cursor in a training run. What is not called after an -ing form runs to its end; the
    -ing forms are movements not yet begun, which can be advanced in slices and cancelled.
    """

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.stops = StopList(changed=self._moved)
        """The breakpoints and watches that runs stop at, in both directions."""
        self.log = Log()
        """What runs have met, and what log points wrote."""
        self.met: Breakpoint | Watch | None = None
        """What stopped the last run, where that was a breakpoint or a watch."""
        self._timeline = Timeline(compiled)
        self._moment: Moment | None = None
        self._listeners: list[Callable[[], None]] = []

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
    def edits(self) -> list[tuple[Place, Edit]]:
        """What has been edited on the way here, the oldest first, each with where it was."""
        here = self._timeline.place
        path = [branch for branch in self._timeline.route.branches if branch.fork <= here]
        return [(branch.fork, edit) for branch in path for edit in branch.edits]

    @property
    def hits(self) -> tuple[Position, ...]:
        """Where runs were stopped by breakpoints and watches."""
        return tuple(self.log.met)

    @property
    def progress(self) -> float | None:
        """How far a jump or a search back that is under way has come, from 0 to 1; else None."""
        return self._timeline.progress

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` whenever a movement has ended; the result ends the subscription."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def add_stop(self, stop: Stopper) -> Stopper:
        """Add a breakpoint or watch; returns it with the id that it has now. Raises `ValueError`
        where it does not fit the program.
        """
        stop.check(self.program)
        return self.stops.add(stop)

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

    def reaching(
        self, until: str, start: Place, iterations: int, branch: int | None = None
    ) -> Movement:
        """From a place of a branch forward to where a condition is first true, at most so many
        iterations, whatever breakpoints there are. Raises `BadCondition`.
        """
        slices = self._reach(condition(until, self.program), start, iterations, branch)
        return self._movement(slices, "limit")

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
        history = self._timeline.history
        route = history.route(self._known(branch))
        if route.branch.id in history.deleted:
            raise ValueError(f"branch {route.branch.id} has been deleted")
        if iteration < 0 or not 0 <= operation < len(route.program(iteration)):
            raise ValueError(
                f"there is no operation {operation} of iteration {iteration}: iterations count "
                f"from 0, operations from 0 to {len(route.program(max(iteration, 0))) - 1}"
            )
        place = Place(iteration, operation)
        if route.branch.id == self.position.branch:
            return self._movement(self._timeline.seek(place), "limit")
        return self._movement(self._timeline.switch(route.branch.id, place), "limit")

    def _known(self, branch: int | None) -> int:
        """The branch, by default the current one; raises `ValueError` where there is none."""
        if branch is None:
            return self.position.branch
        if branch not in self._timeline.history.branches:
            raise ValueError(f"there is no branch {branch}")
        return branch

    def _moved_since(self, before: Position) -> int:
        route = self._timeline.route
        return route.index(self._timeline.place) - route.index(Place(*before[1:]))

    def _run(self, until: str | None) -> Run:
        rule = None if until is None else condition(until, self.program)
        return Run(self.stops.enabled, rule, self.position.branch, self.log)

    def _tracing(self, rule: Rule) -> Movement:
        run = Run((), rule, self.position.branch, self.log)
        return self._movement(self._run_back_until(run, START), "start")

    def _reach(
        self, rule: Rule, start: Place, iterations: int, branch: int | None
    ) -> Generator[None, None, Reason | None]:
        known = self._known(branch)
        if known == self.position.branch:
            yield from self._timeline.seek(start)
        else:
            yield from self._timeline.switch(known, start)
        run = Run((), rule, known, Log())
        return (yield from self._run_until(run, Place(start.iteration + iterations, 0)))

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


def _operations(limit: int | None) -> int:
    if limit is None:
        return FOREVER
    if limit < 0:
        raise ValueError(f"limit: {limit} is not 0 or more")
    return limit
