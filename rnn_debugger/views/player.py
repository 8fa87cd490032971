"""The player moves the session for the window, in slices, so that the window lives meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from rnn_debugger.debugger import (
    Moment,
    Movement,
    Run,
    Session,
    Stop,
    Unit,
    nonfinite_ending,
    origin_ending,
    run_ending,
    stop_title,
)

PATIENCE_SECONDS = 0.04
"""What a person does not notice: so long a movement may take before the timer takes it over."""
FRAME_SECONDS = 0.033
"""While running, the panels draw about so often, or more seldom where drawing takes longer."""

Tell = Callable[[Stop], str]
"""What there is to say of how a movement ended."""


class Player(QObject):
    """Carries out movements. A run goes on until `pause`; a step or a jump that takes long goes on
    by itself, and only what follows it at once waits for it.
    """

    moved = Signal()
    """The session stands somewhere else; while running, once a frame."""
    running_changed = Signal(bool)
    arrived = Signal()
    """A run, a search or a jump is over; what it met is in `told`."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.speed: float | None = None
        """Groups a second while running; None is as fast as it goes."""
        self.unit: Unit = "operation"
        self.activity = ""
        """What is under way, in a few words; empty while nothing is."""
        self._movement: Movement | None = None
        self._is_run = False
        self._begin: Callable[[], Movement] | None = None
        """Begins the run that is on anew, with breakpoints as they are by now."""
        self._paces: Run | None = None
        """What a slow run remembers from one group to the next."""
        self._tell: Tell | None = None
        self._told = ("", session.position)
        self._stops = session.stops.enabled
        self._direction = 1
        self._drawn = 0.0
        self._announced: float | None = None
        self._cost = 0.0
        self._program, self._shown = session.program, session.position
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._end_subscription = session.subscribe(self._announce)

    @property
    def is_running(self) -> bool:
        """Whether a run is on, which takes no other command than to pause."""
        return self._is_run

    @property
    def is_busy(self) -> bool:
        """Whether anything is under way that `pause` would stop."""
        return self._timer.isActive()

    @property
    def moment(self) -> Moment:
        return self.session.moment

    def step(self, n: int, unit: Unit | None = None) -> None:
        """Step n groups of a unit, by default the chosen one; back with a negative n."""
        if self._is_free():
            self._start(self.session.stepping(n, unit or self.unit))

    def seek(self, iteration: int, operation: int) -> None:
        if self._is_free():
            movement = self.session.seeking(iteration, operation)
            self._start(movement, f"going to iteration {iteration:,}")

    def seek_after(self, iteration: int, operation: int) -> None:
        """Go to where that operation is the one that ran last."""
        if operation + 1 < len(self.session.program):
            self.seek(iteration, operation + 1)
        else:
            self.seek(iteration + 1, 0)

    def carry_out(self, movement: Movement, activity: str = "going there") -> None:
        """A movement that the session has made ready, such as the one to a trace's end.
        `activity` begins with "going".
        """
        if self._is_free():
            self._start(movement, activity)

    def change(self, deed: Callable[[], object]) -> bool:
        """Do what changes the run where it stands, such as an edit; False, nothing done, while
        something is under way.
        """
        if not self._is_free():
            return False
        deed()
        return True

    def run(self, direction: int = 1) -> None:
        """Run until paused or stopped; with direction −1 back, at most to the start."""
        if not self._is_free():
            return
        self._direction = direction
        if self.speed is not None:
            self._paces = self.session.beginning_run()
            self._begin_run("running" if direction > 0 else "running back", self._tell_run)
            self._begin_timer(self._interval)
        elif direction > 0:
            self._run_by(self.session.running, "running", self._tell_run)
        else:
            self._run_by(self.session.running_back, "searching back", self._tell_run)

    def run_until(self, text: str, direction: int = 1) -> None:
        """Run to where a condition is true. Raises `BadCondition`."""
        if self._is_free():
            session = self.session
            run = session.running if direction > 0 else session.running_back
            activity = f"running until {text}" if direction > 0 else f"searching back for {text}"
            self._run_by(
                lambda: run(until=text), activity, lambda stop: run_ending(session, stop, text)
            )

    def run_iterations(self, count: int) -> None:
        """Run to the same operation of the iteration `count` further on, or to a breakpoint."""
        if self._is_free():
            start = self.session.position

            def begin() -> Movement:
                here = self.session.position
                iterations = start.iteration + count - here.iteration
                operations = start.operation - here.operation
                return self.session.running(iterations * len(self.session.program) + operations)

            self._run_by(begin, "running on", self._tell_run)

    def run_to_stop(self, number: int) -> None:
        """Run to where a breakpoint or watch would stop next."""
        if self._is_free():
            stop = self.session.stops[number]
            activity = f"running to {stop_title(stop)}"
            self._run_by(lambda: self.session.running_to(stop), activity, self._tell_run)

    def run_to_nonfinite(self) -> None:
        """To the operation that made the first NaN or infinity."""
        if self._is_free():
            self._run_by(
                self.session.running_to_nonfinite,
                "searching for the first NaN",
                lambda stop: nonfinite_ending(self.session, stop),
            )

    def trace_back(
        self, tensor: str, index: tuple[int, ...] | None = None, *, changed: bool
    ) -> None:
        """Back to where a tensor was last written, or where it, or an element, last changed."""
        if self._is_free():
            session = self.session

            def begin() -> Movement:
                if changed:
                    return session.running_back_to_change(tensor, index)
                return session.running_back_to_write(tensor)

            def tell(stop: Stop) -> str:
                return origin_ending(session, stop, tensor, index, changed=changed)

            self._run_by(begin, "searching back", tell)

    def pause(self) -> None:
        if self._movement is not None:
            self._movement.cancel()
        self._end()

    def set_speed(self, groups_a_second: float | None) -> None:
        """Takes effect at once, also while running."""
        is_plain = self._paces is not None or self.activity in ("running", "searching back")
        self.speed = groups_a_second
        if self._is_run and is_plain:
            self.pause()
            self.run(self._direction)

    @property
    def told(self) -> str:
        """What the last run met, such as ``breakpoint 2: primitive tanh``; empty once the session
        has moved on.
        """
        text, position = self._told
        return text if position == self.session.position else ""

    @property
    def is_searching(self) -> bool:
        """Whether what is under way leaves the session where it is until it is over."""
        return self.is_busy and not self.activity.startswith("running")

    def close(self) -> None:
        """Let go of the session."""
        self.pause()
        self._end_subscription()

    def _is_free(self) -> bool:
        """Whether a command can be carried out now; what is nearly done is done first."""
        if self.is_busy and not self._is_run and self._hurry():
            self._end()
        return not self.is_busy

    @property
    def _interval(self) -> int:
        """Milliseconds between two groups of a slow run."""
        return 0 if self.speed is None else round(1000 / self.speed)

    def _tell_run(self, stop: Stop) -> str:
        return run_ending(self.session, stop)

    def _run_by(self, begin: Callable[[], Movement], activity: str, tell: Tell) -> None:
        """A run at full speed; what is short is over at once."""
        movement = begin()
        self._begin_run(activity, tell)
        self._begin = begin
        self._advance_first(movement)

    def _begin_run(self, activity: str, tell: Tell) -> None:
        self._is_run, self.activity, self._tell = True, activity, tell
        self._told = ("", self.session.position)
        self._stops = self.session.stops.enabled

    def _start(self, movement: Movement, activity: str = "stepping") -> None:
        """Begin a movement; a short one is over at once, a longer one goes on by the timer."""
        self.activity, self._tell = activity, None
        self._advance_first(movement)

    def _advance_first(self, movement: Movement) -> None:
        self._movement = movement
        if self._hurry():
            self._end()
        else:
            self._begin_timer(0)

    def _hurry(self) -> bool:
        """Advance for as long as nobody notices; whether the movement is over."""
        assert self._movement is not None
        began = perf_counter()
        while self._movement.advance():
            if perf_counter() - began > PATIENCE_SECONDS:
                return False
        return True

    def _begin_timer(self, milliseconds: int) -> None:
        self._drawn = perf_counter()
        self._timer.start(milliseconds)
        self.running_changed.emit(True)

    def _tick(self) -> None:
        if self._announced is not None:
            # The first turn after the panels were told: by now they have painted.
            self._cost = perf_counter() - self._announced
            self._announced = None
        if self._is_run and self.session.stops.enabled != self._stops:
            self._take_stops()
        if self._paces is not None and self._movement is None:
            self._movement = self.session.pacing(self._direction, self.unit, self._paces)
        assert self._movement is not None
        if not self._movement.advance():
            self._reach(self._movement)
        elif self.session.position != self._shown and (
            # What is painted before panels know of another program would mix the two.
            self.session.program is not self._program
            or perf_counter() - self._drawn > max(FRAME_SECONDS, 4 * self._cost)
        ):
            self._announce()
        if self._paces is not None:
            # In a group that takes long the next slice follows at once.
            self._timer.setInterval(0 if self._movement is not None else self._interval)

    def _take_stops(self) -> None:
        """Breakpoints were changed while running: what is met from now on are these."""
        self._stops = self.session.stops.enabled
        if self._paces is not None:
            self._paces = self.session.beginning_run()
        elif self._begin is not None and self._movement is not None:
            self._movement.cancel()
            self._movement = self._begin()

    def _reach(self, movement: Movement) -> None:
        """A movement is over; of a slow run the next group comes, unless something was met."""
        assert movement.stop is not None
        if self._paces is not None and movement.stop.reason == "limit":
            self._movement = None
        else:
            self._end()

    def _end(self) -> None:
        stop = self._movement.stop if self._movement is not None else None
        was_run = self._is_run
        was_errand = was_run or self.activity.startswith("going")
        told = self._tell(stop) if self._tell is not None and stop is not None else ""
        self._movement = self._paces = self._begin = self._tell = None
        self._is_run, self.activity = False, ""
        if told:
            self._told = (told, self.session.position)
        if self.is_busy:
            self._timer.stop()
            self.running_changed.emit(False)
            self._announce()
        elif was_run:
            # The session has told of its arrival while the run was still on.
            self._announce()
        if was_errand:
            self.arrived.emit()

    def _announce(self) -> None:
        self._program, self._shown = self.session.program, self.session.position
        self._announced = self._drawn = perf_counter()
        self.moved.emit()
