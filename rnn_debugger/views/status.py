"""The line at the foot of the window: where the session stands."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar

from rnn_debugger.debugger import Moment, bytes_text, short
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.panel import Workbench


class StatusBar(QStatusBar):
    """Branch, iteration, operation, phase, timestep, loss and the debugger's own history."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setSizeGripEnabled(False)
        self._workbench = workbench
        self._place, self._history = QLabel(), QLabel()
        for label in (self._place, self._history):
            label.setFont(number_font(11))
            label.setContentsMargins(8, 1, 8, 1)
        # Or every text of another width would lay the whole window out anew.
        self._place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.addWidget(self._place, 1)
        self.addPermanentWidget(self._history)
        workbench.player.moved.connect(self.refresh)
        workbench.player.running_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        text = status_text(self._workbench.moment)
        self._place.setText(f"{text} · running" if self._workbench.player.is_running else text)
        self._history.setText(f"history {bytes_text(self._workbench.session.history_bytes)}")


def status_text(moment: Moment) -> str:
    """Such as ``main · iteration 12 · operation 37 of 104 · backward · t = 2 · loss 0.0566``."""
    position, operation = moment.position, moment.next
    parts = [
        "main" if position.branch == 0 else f"branch {position.branch}",
        f"iteration {position.iteration:,}",
        f"operation {position.operation} of {len(moment.program)}",
        operation.phase,
    ]
    if operation.timestep is not None:
        parts.append(f"t = {operation.timestep}")
    if len(moment.losses):
        parts.append(f"loss {short(float(moment.losses[-1]))}")
    return " · ".join(parts)
