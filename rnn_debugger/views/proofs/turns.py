"""A task that takes turns with the window, without a dialog of its own."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from rnn_debugger.debugger import BadInput, Progress, Task

TURN_SECONDS = 0.02
"""How long the task runs between two looks at the window's events."""


class Turns(QObject):
    """Runs one task at a time; what came out of it is in the task."""

    advanced = Signal()
    ended = Signal()
    failed = Signal(str)
    """One sentence about what went wrong."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._task: Task[Any] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)

    @property
    def is_busy(self) -> bool:
        return self._timer.isActive()

    @property
    def progress(self) -> Progress:
        return self._task.progress if self._task is not None else Progress(0, 0)

    def start(self, task: Task[Any]) -> None:
        """Run a task in place of the one before."""
        self.stop()
        self._task = task
        self._timer.start(0)

    def stop(self) -> None:
        """Give up."""
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()

    def _turn(self) -> None:
        assert self._task is not None
        began = perf_counter()
        try:
            while self._task.advance():
                if perf_counter() - began > TURN_SECONDS:
                    self.advanced.emit()
                    return
        except BadInput as error:
            self._timer.stop()
            self.failed.emit(str(error))
            return
        self._timer.stop()
        self.ended.emit()
