"""A long task with its progress shown and a button that cancels it."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

from rnn_debugger.debugger import BadInput, Task

TURN_SECONDS = 0.02
"""How long the task runs between two looks at the window's events."""
SHOWN_AFTER = 500
"""Milliseconds; what is over sooner shows no dialog."""


class TaskDialog(QProgressDialog):
    """Runs a task to its end, in turns with the window; `ended` says whether it was carried out."""

    ended = Signal(bool)
    failed = Signal(str)
    """One sentence about what went wrong."""

    def __init__(self, task: Task[Any], label: str, parent: QWidget) -> None:
        super().__init__(label, "Cancel", 0, 0, parent)
        self.setObjectName("task_dialog")
        self.setWindowTitle("RNN debugger")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumDuration(SHOWN_AFTER)
        self.setAutoClose(False)
        self.setAutoReset(False)
        self.setMinimumWidth(380)
        self._task = task
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)
        self.canceled.connect(self.give_up)

    def start(self, at_once: float = 0.0) -> None:
        """Begin; for so many seconds before anything else happens."""
        self._timer.start(0)
        if at_once:
            self._turn(at_once)

    def give_up(self) -> None:
        """As the button does."""
        if self._timer.isActive():
            self._task.cancel()
            self._finish(carried_out=False)

    def _turn(self, seconds: float = TURN_SECONDS) -> None:
        began = perf_counter()
        try:
            while self._task.advance():
                if perf_counter() - began > seconds:
                    self._show_progress()
                    return
        except BadInput as error:
            self._finish(carried_out=False)
            self.failed.emit(str(error))
            return
        except Exception:
            self._finish(carried_out=False)
            raise
        self._finish(carried_out=True)

    def _show_progress(self) -> None:
        progress = self._task.progress
        if not progress.total:
            # How far it is nobody knows: the bar only moves.
            return
        # Shares of a thousand: the numbers of steps may be larger than Qt counts.
        self.setMaximum(1000)
        self.setValue(min(1000 * progress.done // max(progress.total, 1), 999))

    def _finish(self, *, carried_out: bool) -> None:
        self._timer.stop()
        self.reset()
        self.hide()
        self.ended.emit(carried_out)
        self.deleteLater()
