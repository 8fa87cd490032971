"""A call that may take long: it runs in a thread of its own, so that the window lives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from rnn_debugger.debugger import Progress, Task, in_thread
from rnn_debugger.views.task_dialog import TaskDialog

Result = TypeVar("Result")

AT_ONCE_SECONDS = 0.1
"""What is over sooner is there when `run` is."""


class LongCall(QObject):
    """One call at a time; a new one takes the place of the one before. Where it takes long a dialog
    says so and cancels it.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._dialog: TaskDialog | None = None

    def run(self, call: Callable[[], Result], label: str, take: Callable[[Result], object]) -> None:
        """Call it, and hand over what it returns. It may not touch Qt."""
        self.cancel()
        task = Task(in_thread(call, Progress(0, 0)))

        def end(carried_out: bool) -> None:
            self._dialog = None
            if carried_out:
                take(task.finish())

        self._dialog = TaskDialog(task, label, self._window)
        self._dialog.ended.connect(end)
        self._dialog.start(AT_ONCE_SECONDS)

    def cancel(self) -> None:
        """Give up what is under way: it ends unseen, and nobody hears of it."""
        if self._dialog is not None:
            self._dialog.give_up()
