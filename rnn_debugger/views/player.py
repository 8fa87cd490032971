"""The player moves the session for the window, in slices, so that the window lives meanwhile."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from rnn_debugger.debugger import Moment, Movement, Session, Unit

PATIENCE_SECONDS = 0.04
"""What a person does not notice: so long a movement may take before the timer takes it over."""
FRAME_SECONDS = 0.033
"""While running, the panels draw about so often, or more seldom where drawing takes longer."""


class Player(QObject):
    """Carries out movements. A run goes on until `pause`; a step or a jump that takes long goes on
    by itself, and only what follows it at once waits for it.
    """

    moved = Signal()
    """The session stands somewhere else; while running, once a frame."""
    running_changed = Signal(bool)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.speed: float | None = None
        """Groups a second while running; None is as fast as it goes."""
        self.unit: Unit = "operation"
        self._movement: Movement | None = None
        self._is_run = False
        self._direction = 1
        self._drawn = 0.0
        self._announced: float | None = None
        self._cost = 0.0
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
            self._start(self.session.seeking(iteration, operation))

    def seek_after(self, iteration: int, operation: int) -> None:
        """Go to where that operation is the one that ran last."""
        if operation + 1 < len(self.session.program):
            self.seek(iteration, operation + 1)
        else:
            self.seek(iteration + 1, 0)

    def carry_out(self, movement: Movement) -> None:
        """A movement that the session has made ready, such as the one to a trace's end."""
        if self._is_free():
            self._start(movement)

    def run(self, direction: int = 1) -> None:
        """Run until paused, or with direction −1 back until paused or at the start."""
        if not self._is_free():
            return
        self._is_run = True
        self._direction = direction
        if self.speed is None and direction > 0:
            self._movement = self.session.running()
        self._begin_timer(0 if self.speed is None else round(1000 / self.speed))

    def run_iterations(self, count: int) -> None:
        """Run to the beginning of the iteration `count` further on."""
        if self._is_free():
            self._is_run = True
            self._movement = self.session.running(count * len(self.session.program))
            self._begin_timer(0)

    def pause(self) -> None:
        if self._movement is not None:
            self._movement.cancel()
        self._end()

    def set_speed(self, groups_a_second: float | None) -> None:
        """Takes effect at once, also while running."""
        self.speed = groups_a_second
        if self._is_run:
            self.pause()
            self.run(self._direction)

    def close(self) -> None:
        """Let go of the session."""
        self.pause()
        self._end_subscription()

    def _is_free(self) -> bool:
        """Whether a command can be carried out now; what is nearly done is done first."""
        if self.is_busy and not self._is_run and self._hurry():
            self._end()
        return not self.is_busy

    def _start(self, movement: Movement) -> None:
        """Begin a movement; a short one is over at once, a longer one goes on by the timer."""
        self._movement = movement
        if self._hurry():
            self._movement = None
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
        if self._movement is None:
            self._play()
        elif not self._movement.advance():
            self._end()
        elif perf_counter() - self._drawn > max(FRAME_SECONDS, 4 * self._cost):
            self._announce()

    def _play(self) -> None:
        """One group of a slow run; going back at full speed, one iteration."""
        unit: Unit = "iteration" if self.speed is None else self.unit
        self.session.stepping(self._direction, unit).finish()
        if self._direction < 0 and self.session.position[1:] == (0, 0):
            self._end()

    def _end(self) -> None:
        self._movement, self._is_run = None, False
        if self.is_busy:
            self._timer.stop()
            self.running_changed.emit(False)
            self._announce()

    def _announce(self) -> None:
        self._announced = self._drawn = perf_counter()
        self.moved.emit()
