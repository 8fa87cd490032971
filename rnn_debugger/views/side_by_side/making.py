"""Making a counterpart in a thread of its own, so that the window lives meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QProgressDialog, QWidget

from rnn_debugger.debugger import BadInput, Contrast, Lockstep, Session, counterpart

AT_ONCE_SECONDS = 0.1
"""What is made sooner is there when the call is over."""
LOOK_MILLISECONDS = 20
SHOWN_AFTER_MILLISECONDS = 500

Take = Callable[[Lockstep | BadInput], object]


class Making(QObject):
    """Makes one counterpart at a time; `take` gets both sessions in lock-step, or the error."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._take: Take | None = None
        self._dialog: QProgressDialog | None = None
        self._found: list[Lockstep | Exception] = []
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)

    def make(self, session: Session, contrast: Contrast, take: Take) -> None:
        """Make the counterpart of a session; what was being made is given up."""
        self.cancel()
        self._take, found = take, self._found
        # A thread cannot be stopped: one that was given up ends by itself, and its list is gone.
        thread = Thread(
            target=lambda: found.append(_made(session, contrast)), name="making", daemon=True
        )
        thread.start()
        thread.join(AT_ONCE_SECONDS)
        if not self._look():
            self._dialog = self._make_dialog()
            self._timer.start()

    def cancel(self) -> None:
        """Give up what is being made."""
        self._timer.stop()
        self._found = []
        if self._dialog is not None:
            self._dialog.canceled.disconnect(self.cancel)
            self._dialog.close()
            self._dialog.deleteLater()
            self._dialog = None

    def _look(self) -> bool:
        """Hand over what is there; whether there was anything."""
        if not self._found:
            return False
        made = self._found[0]
        self.cancel()
        if not isinstance(made, Lockstep | BadInput):
            raise made
        assert self._take is not None
        self._take(made)
        return True

    def _make_dialog(self) -> QProgressDialog:
        dialog = QProgressDialog("Making the other run …", "Cancel", 0, 0, self._window)
        dialog.setObjectName("making_dialog")
        dialog.setWindowTitle("RNN debugger")
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.setMinimumDuration(SHOWN_AFTER_MILLISECONDS)
        dialog.setMinimumWidth(380)
        dialog.setValue(0)
        dialog.canceled.connect(self.cancel)
        return dialog


def _made(session: Session, contrast: Contrast) -> Lockstep | Exception:
    """Errors are returned: in a thread nobody would see them."""
    try:
        lockstep = Lockstep(session, counterpart(session, contrast))
        # The pairs are found here: of a large program that takes a while, too.
        assert lockstep.target is not None
    except Exception as error:
        return error
    return lockstep
