"""Opening experiments and traces: long ones in a thread of their own, so that the window lives."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import TypeAlias

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QProgressDialog, QWidget

from rnn_debugger.debugger import BadInput, Movement, Session, opening

Opened: TypeAlias = tuple[Session, Movement]

AT_ONCE_SECONDS = 0.1
"""What is opened sooner is there when the call is over."""
LOOK_MILLISECONDS = 20
SHOWN_AFTER_MILLISECONDS = 500


class Opening(QObject):
    """Opens one thing after the other and hands over what came of it: the session and the
    movement to where it was left, or the error.
    """

    def __init__(
        self,
        window: QWidget,
        allowed_code: Callable[[], set[str]],
        take: Callable[[str, Opened | BadInput], None],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._allowed_code = allowed_code
        self._take = take
        self._dialog: QProgressDialog | None = None
        self._found: list[Opened | Exception] = []
        self._asked = ""
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)

    def open(self, path_or_name: str) -> None:
        """Open it before this call is over, however long that takes."""
        self.cancel()
        self._asked = path_or_name
        self._hand_over(_opened(path_or_name, self._allowed_code()))

    def open_soon(self, path_or_name: str) -> None:
        """Open it while the window goes on; what was being opened is given up."""
        self.cancel()
        self._asked = path_or_name
        allowed, found = self._allowed_code(), self._found
        # A thread cannot be stopped: one that was given up ends by itself, and its list is gone.
        thread = Thread(
            target=lambda: found.append(_opened(path_or_name, allowed)), name="opening", daemon=True
        )
        thread.start()
        thread.join(AT_ONCE_SECONDS)
        if found:
            self._hand_over(found[0])
            return
        self._dialog = self._make_dialog(path_or_name)
        self._timer.start()

    def cancel(self) -> None:
        """Give up what is being opened."""
        self._timer.stop()
        self._found = []
        if self._dialog is not None:
            self._dialog.canceled.disconnect(self.cancel)
            self._dialog.close()
            self._dialog.deleteLater()
            self._dialog = None

    def _look(self) -> None:
        if self._found:
            found = self._found[0]
            self.cancel()
            self._hand_over(found)

    def _hand_over(self, found: Opened | Exception) -> None:
        if isinstance(found, tuple | BadInput):
            self._take(self._asked, found)
        else:
            raise found

    def _make_dialog(self, path_or_name: str) -> QProgressDialog:
        dialog = QProgressDialog(f"Opening {path_or_name} …", "Cancel", 0, 0, self._window)
        dialog.setObjectName("opening_dialog")
        dialog.setWindowTitle("RNN debugger")
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.setMinimumDuration(SHOWN_AFTER_MILLISECONDS)
        dialog.setMinimumWidth(380)
        dialog.setValue(0)
        dialog.canceled.connect(self.cancel)
        return dialog


def _opened(path_or_name: str, allowed_code: set[str]) -> Opened | Exception:
    """Errors are returned: in a thread nobody would see them."""
    try:
        return opening(path_or_name, allowed_code)
    except Exception as error:
        return error
