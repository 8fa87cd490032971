"""What the command about new experiments does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rnn_debugger.views.new_experiment.dialog import Desk, NewExperiment

if TYPE_CHECKING:
    from rnn_debugger.views.window import MainWindow


class NewExperimentDeeds:
    """Draws up an experiment, which the window then opens."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._desk = Desk()
        self.deeds: dict[str, Callable[[], object]] = {"new_experiment": self.draw_up}

    def draw_up(self) -> NewExperiment:
        """Show the dialog."""
        window = self._window
        dialog = NewExperiment(window.settings, window.themes, window, self._desk)
        dialog.saved.connect(self._window.open_soon)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog
