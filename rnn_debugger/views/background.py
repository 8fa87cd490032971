"""Work in the background: a task in slices between the window's events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

from rnn_debugger.debugger import Absent, Stale, Task

Result = TypeVar("Result")


class Background(QObject, Generic[Result]):
    """One task at a time, begun when nothing else was asked for a while."""

    def __init__(self, wait: int, parent: QObject) -> None:
        """`wait` is in milliseconds: while a key repeats nothing is begun."""
        super().__init__(parent)
        self._make: Callable[[], Task[Result]] | None = None
        self._take: Callable[[Result], None] | None = None
        self._task: Task[Result] | None = None
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(wait)
        self._wait.timeout.connect(self._begin)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)

    @property
    def is_busy(self) -> bool:
        return self._wait.isActive() or self._timer.isActive()

    def start(self, make: Callable[[], Task[Result]], take: Callable[[Result], None]) -> None:
        """Make a task soon, in place of the one before, and hand over what comes out of it."""
        self.cancel()
        self._make, self._take = make, take
        self._wait.start()

    def cancel(self) -> None:
        self._wait.stop()
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _begin(self) -> None:
        assert self._make is not None
        try:
            self._task = self._make()
        except (Absent, Stale):
            # While it waited the session has moved on; whoever wants to know asks again.
            return
        self._timer.start(0)

    def _turn(self) -> None:
        task, take = self._task, self._take
        assert task is not None
        assert take is not None
        try:
            if task.advance():
                return
        except Stale:
            self.cancel()
            return
        self._timer.stop()
        self._task = None
        take(task.finish())
