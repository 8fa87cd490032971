"""Figures that take their time: worked out between the window's events, and kept for a while."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from time import perf_counter
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from rnn_debugger.debugger import Absent, Stale, Task

Result = TypeVar("Result")

WAIT = 120
"""Milliseconds without another wish before work begins: while a key repeats nothing is begun."""
TURN_SECONDS = 0.012
"""How long a task runs between two looks at the window's events."""
KEPT = 6
"""Results that are kept, so that going back and forth works nothing out again."""


class Computing(QObject, Generic[Result]):
    """One task at a time, that of the wish expressed last; `changed` tells of every progress."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._results: OrderedDict[Hashable, Result] = OrderedDict()
        self._wanted: Hashable = None
        self._make: Callable[[], Task[Result]] | None = None
        self._task: Task[Result] | None = None
        self._given_up: Hashable = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(WAIT)
        self._wait.timeout.connect(self._begin_in_time)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)

    @property
    def is_busy(self) -> bool:
        return self._task is not None or self._wait.isActive()

    @property
    def progress(self) -> float | None:
        """From 0 to 1 while a task runs."""
        if self._task is None:
            return None
        progress = self._task.progress
        return progress.done / progress.total if progress.total else 0.0

    def result(self, key: Hashable) -> Result | None:
        """What was worked out under a key, when it is still known."""
        if key in self._results:
            self._results.move_to_end(key)
        return self._results.get(key)

    def take(self, key: Hashable) -> Result | None:
        """The same, and forget it: for what is good for one look alone."""
        return self._results.pop(key, None)

    def is_at(self, key: Hashable) -> bool:
        """Whether that is being worked out, or about to be."""
        return key == self._wanted and self.is_busy

    def was_given_up(self, key: Hashable) -> bool:
        return key == self._given_up

    def want(
        self, key: Hashable, make: Callable[[], Task[Result]], *, at_once: float = 0.0
    ) -> None:
        """Work something out, in place of what was wanted before. For so many seconds `at_once`:
        what is done by then is known when this returns.
        """
        if key in self._results or key == self._given_up:
            self.stop()
            return
        if key == self._wanted and self.is_busy:
            return
        self.stop()
        self._wanted, self._make = key, make
        if at_once:
            self._begin(at_once)
        else:
            self._wait.start()

    def insist(self, key: Hashable, make: Callable[[], Task[Result]]) -> None:
        """Begin what waits to be asked for, or was given up."""
        self._given_up = None
        self.want(key, make)

    def give_up(self) -> None:
        """Stop, and do not begin the same again before somebody insists."""
        self._given_up = self._wanted
        self.stop()
        self.changed.emit()

    def stop(self) -> None:
        self._wait.stop()
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._wanted = None

    def _begin_in_time(self) -> None:
        self._begin(TURN_SECONDS)
        self.changed.emit()

    def _begin(self, seconds: float) -> None:
        assert self._make is not None
        try:
            self._task = self._make()
            is_done = self._advance(seconds)
        except (Absent, Stale):
            # While it waited the session has moved on; whoever wants to know asks again.
            self.stop()
            return
        if not is_done:
            self._timer.start(0)

    def _turn(self) -> None:
        try:
            is_done = self._advance(TURN_SECONDS)
        except (Absent, Stale):
            self.stop()
            return
        if is_done:
            self._timer.stop()
        self.changed.emit()

    def _advance(self, seconds: float) -> bool:
        """Run the task for a while; True when it is done."""
        assert self._task is not None
        until = perf_counter() + seconds
        while self._task.advance():
            if perf_counter() > until:
                return False
        task, self._task = self._task, None
        self._results[self._wanted] = task.finish()
        while len(self._results) > KEPT:
            self._results.popitem(last=False)
        return True
