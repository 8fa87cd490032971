"""What happens when a strategy is chosen in the panel of memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from rnn_debugger.debugger import Session, Strategy, beginning_with
from rnn_debugger.views.memory.panel import MemoryPanel
from rnn_debugger.views.panel import Panel, Workbench
from rnn_debugger.views.task_dialog import TaskDialog

if TYPE_CHECKING:
    from rnn_debugger.views.window import MainWindow

TOLD_MILLISECONDS = 8_000


class MemoryDeeds:
    """`workbench` gives the one in use; it is asked only for while there is one."""

    def __init__(self, window: MainWindow, workbench: Callable[[], Workbench]) -> None:
        self._window = window
        self._workbench = workbench

    def serve(self, panels: Iterable[Panel]) -> None:
        """Do what the panels of a session that has been opened ask for."""
        for panel in panels:
            if isinstance(panel, MemoryPanel):
                panel.strategies.strategy_asked.connect(self.begin_with)

    def begin_with(self, strategy: Strategy) -> TaskDialog:
        """Show the experiment with that strategy at its beginning, with progress."""
        task = beginning_with(self._workbench().session, strategy)
        dialog = TaskDialog(task, f"Beginning anew with {strategy.title} …", self._window)
        dialog.failed.connect(self._window.tell_error)
        dialog.ended.connect(partial(self._show, strategy, task.finish))
        dialog.start()
        return dialog

    def _show(self, strategy: Strategy, session: Callable[[], Session], carried_out: bool) -> None:
        if carried_out and self._window.replace_session(session()):
            text = (
                f"The run has begun anew with {strategy.title}; save the experiment to keep that."
            )
            # A status line that is not in sight yet would write it over what stands there.
            QTimer.singleShot(
                0,
                self._window,
                lambda: self._window.statusBar().showMessage(text, TOLD_MILLISECONDS),
            )
