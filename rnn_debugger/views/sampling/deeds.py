"""What the command about sampled text does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.sampling.window import SamplingWindow

if TYPE_CHECKING:
    from rnn_debugger.views.window import MainWindow


class SamplingDeeds:
    """`workbench` gives the one in use; it is asked only for while there is one."""

    def __init__(self, window: MainWindow, workbench: Callable[[], Workbench]) -> None:
        self._window = window
        self._workbench = workbench
        self._shown: SamplingWindow | None = None
        self.deeds: dict[str, Callable[[], object]] = {"sample_text": self.show}

    def show(self) -> SamplingWindow:
        """The window of the session in use, in front; its settings stay while it is open."""
        if self._shown is None or not self._shown.isVisible():
            self.leave()
            self._shown = SamplingWindow(self._workbench(), self._window)
            # Stepping goes on while one reads: its keys work there as well.
            steps = [n for n in self._window.command_actions if n.startswith(("step_", "run"))]
            self._shown.addActions([self._window.action(name) for name in steps])
        self._shown.show()
        self._shown.raise_()
        self._shown.activateWindow()
        return self._shown

    def leave(self) -> None:
        """Close it, since its session is closed."""
        if self._shown is not None:
            self._shown.close()
            self._shown.deleteLater()
            self._shown = None
