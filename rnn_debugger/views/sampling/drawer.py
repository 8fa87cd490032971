"""Draws a text in slices between the window's events, and anew while it follows a run."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from rnn_debugger.debugger import BadInput, SampleSettings, Sampling, Task
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.player import PATIENCE_SECONDS

LEAST_PAUSE = 0.5
"""Seconds between two texts while it follows a run."""


class Drawer(QObject):
    """One text at a time."""

    begun = Signal()
    """Another text is under way, with nothing drawn yet."""
    grew = Signal()
    ended = Signal()
    """The text is whole, or was given up."""
    refused = Signal(str)
    """One sentence about why there is no text, or no more of it."""

    def __init__(
        self, workbench: Workbench, settings: Callable[[], SampleSettings], parent: QObject
    ) -> None:
        super().__init__(parent)
        self.sampling: Sampling | None = None
        self._workbench = workbench
        self._settings = settings
        self._follows = False
        self._task: Task[str] | None = None
        self._drawn_at: object = None
        self._began = 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._follow)
        workbench.player.moved.connect(self._follow)

    @property
    def is_busy(self) -> bool:
        return self._timer.isActive()

    @property
    def progress(self) -> float:
        """The share of the text that is there, from 0 to 1."""
        if self._task is None:
            return 1.0
        return self._task.progress.done / max(self._task.progress.total, 1)

    def draw(self) -> None:
        """Begin a text with the parameters at the cursor, in place of the one before."""
        self._give_up()
        self._began, self._drawn_at = perf_counter(), self._place()
        try:
            self.sampling = Sampling(self._workbench.session, self._settings())
        except BadInput as error:
            self.sampling = None
            self.refused.emit(str(error))
            return
        self._task = Task(self.sampling.run())
        self.begun.emit()
        self._timer.start(0)
        # A short text is there at once: nothing flickers.
        while self.is_busy and perf_counter() - self._began < PATIENCE_SECONDS:
            self._turn()

    def follow(self, follows: bool) -> None:
        """Draw anew whenever the parameters are others."""
        self._follows = follows
        self._follow()

    def cancel(self) -> None:
        """Leave the text as far as it is."""
        if self.is_busy:
            self._give_up()
            self.ended.emit()

    def close(self) -> None:
        """Let go of the session; it may be said twice."""
        self._follows = False
        self._give_up()
        self._later.stop()

    def _place(self) -> object:
        """What the parameters depend on, apart from a position inside an update."""
        moment = self._workbench.moment
        return moment.position.branch, moment.position.iteration, moment.edits

    def _follow(self) -> None:
        if not self._follows or self.is_busy or self._later.isActive():
            return
        if self._place() == self._drawn_at:
            return
        wait = LEAST_PAUSE - (perf_counter() - self._began)
        if wait > 0:
            self._later.start(round(1000 * wait))
        else:
            self.draw()

    def _turn(self) -> None:
        assert self._task is not None
        try:
            goes_on = self._task.advance()
        except BadInput as error:
            self._give_up()
            self.grew.emit()
            self.refused.emit(str(error))
            return
        self.grew.emit()
        if not goes_on:
            self._give_up()
            self.ended.emit()
            self._follow()

    def _give_up(self) -> None:
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None
