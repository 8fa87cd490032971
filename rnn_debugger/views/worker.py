"""Work for a page: at once where it is quick, else in the background with a button that cancels."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from rnn_debugger.debugger import Absent, Task
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Themes

Result = TypeVar("Result")

AT_ONCE = 0.02
"""Seconds that a task may take while somebody waits for the step to be drawn."""
TURN_SECONDS = 0.015
"""Seconds of work in the background between two looks at the window's events."""
SHOWN_AFTER = 300
"""Milliseconds; what is over sooner says nothing."""


class Worker(QWidget):
    """One task at a time; it stands in the head of the panel, and is seen while it works."""

    given_up = Signal()
    again_asked = Signal()
    """What was given up is to be worked out after all."""

    def __init__(self, themes: Themes, name: str) -> None:
        """`name` is that of the panel."""
        super().__init__()
        self._themes = themes
        self._task: Task[Any] | None = None
        self._take: Callable[[Any], None] | None = None
        self._what = ""
        self.label = QLabel()
        self.label.setFont(text_font(11))
        # Words that grow must not widen the panel.
        self.label.setMinimumWidth(1)
        self.button = QToolButton()
        self.button.setObjectName(f"{name}_work")
        self.button.setFont(text_font(11))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.label)
        row.addWidget(self.button)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turn)
        self._shown = QTimer(self)
        self._shown.setSingleShot(True)
        self._shown.setInterval(SHOWN_AFTER)
        self._shown.timeout.connect(self._say)
        self.button.clicked.connect(self._press)
        themes.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    @property
    def is_busy(self) -> bool:
        return self._task is not None

    def work(
        self, task: Task[Result], what: str, take: Callable[[Result], None], *, patient: bool
    ) -> bool:
        """Run a task, in place of the one before; whether it is done already. `what` says what
        is being done. Who is not `patient` gives up what cannot be had at once.
        """
        self.stop()
        if self._run(task, AT_ONCE):
            take(task.finish())
            return True
        if not patient:
            task.cancel()
            return False
        self._task, self._take, self._what = task, take, what
        self._timer.start(0)
        self._shown.start()
        return False

    def stop(self) -> None:
        """Give up what is under way, because something else is wanted."""
        self._timer.stop()
        self._shown.stop()
        self.hide()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _run(self, task: Task[Any], seconds: float) -> bool:
        """Whether the task is done after so long."""
        began = perf_counter()
        while task.advance():
            if perf_counter() - began > seconds:
                return False
        return True

    def _turn(self) -> None:
        task, take = self._task, self._take
        assert task is not None
        assert take is not None
        try:
            is_done = self._run(task, TURN_SECONDS)
        except Absent:
            self.stop()
            return
        except Exception:
            # What broke is not advanced once more.
            self.stop()
            raise
        if is_done:
            self._task = None
            self.stop()
            take(task.finish())
        elif self.isVisible():
            self._say()

    def _say(self) -> None:
        if self._task is None:
            return
        progress = self._task.progress
        # Of a single piece it is only known whether it is done.
        share = f": {100 * progress.done // progress.total} %" if progress.total > 1 else " …"
        self.label.setText(f"{self._what}{share}")
        self.button.setText("Cancel")
        self.show()

    def _press(self) -> None:
        if not self.is_busy:
            self.hide()
            self.again_asked.emit()
            return
        what = self._what
        self.stop()
        self.label.setText(f"{what}: given up")
        self.button.setText("Work it out")
        self.show()
        self.given_up.emit()

    def _restyle(self) -> None:
        self.label.setStyleSheet(f"color: {self._themes.current.surface.second.name()}")
