"""What the commands about breakpoints, watches and conditions do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QMainWindow

from rnn_debugger.debugger import Where
from rnn_debugger.views.breakpoints.offers import (
    add_stop,
    selected_operation,
    toggle_breakpoint,
    watch_tensor,
)
from rnn_debugger.views.breakpoints.until_dialog import RunUntil
from rnn_debugger.views.operations.table import OperationsTable
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.settings import Settings


class StopDeeds:
    """`workbench` gives the one in use; it is asked only for while there is one."""

    def __init__(
        self, window: QMainWindow, settings: Settings, workbench: Callable[[], Workbench]
    ) -> None:
        self._window = window
        self._settings = settings
        self._workbench = workbench
        self.deeds: dict[str, Callable[[], object]] = {
            "toggle_breakpoint": self._toggle,
            "add_stop": lambda: add_stop(self._workbench(), self._window),
            "watch_selected": self._watch_selected,
            "run_until": self._run_until,
            "run_to_nonfinite": self._run_to_nonfinite,
            "run_back_to_write": lambda: self._trace_back(changed=False),
            "run_back_to_change": lambda: self._trace_back(changed=True),
        }

    def _toggle(self) -> None:
        """At the row that the cursor is on in a table of operations, else at the operation of
        the selected tensor.
        """
        workbench, focus = self._workbench(), QApplication.focusWidget()
        number = focus.current_number if isinstance(focus, OperationsTable) else None
        if number is None:
            number = selected_operation(workbench)
        toggle_breakpoint(workbench.session, Where(operation=number))

    def _watch_selected(self) -> None:
        workbench = self._workbench()
        tensor = workbench.selection.tensor
        if tensor is not None:
            watch_tensor(workbench, self._window, tensor, workbench.selection.element)

    def _run_to_nonfinite(self) -> None:
        self._workbench().player.run_to_nonfinite()

    def _run_until(self) -> RunUntil:
        workbench = self._workbench()
        recent = self._settings.recent_conditions
        dialog = RunUntil(workbench.session.program, workbench.themes, recent, self._window)
        dialog.accepted.connect(lambda: self._run(dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _run(self, dialog: RunUntil) -> None:
        text = dialog.condition.text
        self._settings.add_recent_condition(text)
        self._workbench().player.run_until(text, dialog.direction)

    def _trace_back(self, *, changed: bool) -> None:
        selection = self._workbench().selection
        if selection.tensor is not None:
            player = self._workbench().player
            player.trace_back(selection.tensor, selection.element, changed=changed)
