"""What the commands that prove gradients do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from rnn_debugger.debugger import BadInput, read_own_arrays
from rnn_debugger.views.inspector.panel import InspectorPanel
from rnn_debugger.views.panel import Panel, Workbench
from rnn_debugger.views.proofs.check_dialog import CheckDialog
from rnn_debugger.views.proofs.compare_dialog import CompareDialog
from rnn_debugger.views.proofs.dialog import ProofDialog

if TYPE_CHECKING:
    from rnn_debugger.views.window import MainWindow


class ProofDeeds:
    """`workbench` gives the one in use; it is asked only for while there is one."""

    def __init__(self, window: MainWindow, workbench: Callable[[], Workbench]) -> None:
        self._window = window
        self._workbench = workbench
        self.check_dialog: CheckDialog | None = None
        self.compare_dialog: CompareDialog | None = None
        self.deeds: dict[str, Callable[[], object]] = {
            "check_gradients": self.check,
            "compare_arrays": self._choose,
        }

    def serve(self, panels: Sequence[Panel]) -> None:
        """Check what the inspector asks for."""
        for panel in panels:
            if isinstance(panel, InspectorPanel):
                panel.check_asked.connect(self.check_gradient)

    def check(self) -> CheckDialog:
        """Check the parameters' gradients here; the dialog that is open already is taken."""
        dialog = self._shown_check()
        dialog.begin()
        return dialog

    def check_gradient(self, name: str) -> CheckDialog:
        """Check one gradient here."""
        dialog = self._shown_check()
        dialog.check(name)
        return dialog

    def compare(self, path: Path) -> CompareDialog | None:
        """Compare a file with the run; a file that cannot be read is told of."""
        try:
            read_own_arrays(path)
        except BadInput as error:
            self._window.tell_error(str(error))
            return None
        if self.compare_dialog is not None:
            _remove(self.compare_dialog)
        self.compare_dialog = CompareDialog(self._workbench(), path, self._window)
        self._show(self.compare_dialog)
        self.compare_dialog.begin()
        return self.compare_dialog

    def leave(self) -> None:
        """Close what is open, since its session is closed."""
        for dialog in (self.check_dialog, self.compare_dialog):
            if dialog is not None:
                _remove(dialog)
        self.check_dialog = self.compare_dialog = None

    def _shown_check(self) -> CheckDialog:
        if self.check_dialog is None:
            self.check_dialog = CheckDialog(self._workbench(), self._window)
        self._show(self.check_dialog)
        return self.check_dialog

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(
            self._window,
            "Compare with my gradients",
            "",
            "Arrays by the tensors' names (*.npz *.json);;All files (*)",
        )
        if path:
            self.compare(Path(path))

    def _show(self, dialog: ProofDialog) -> None:
        # Stepping goes on while one reads: its keys work there as well.
        names = [n for n in self._window.command_actions if n.startswith(("step_", "run"))]
        dialog.addActions([self._window.action(name) for name in names])
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()


def _remove(dialog: ProofDialog) -> None:
    dialog.close()
    dialog.deleteLater()
