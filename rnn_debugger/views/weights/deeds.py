"""What the commands about files of weights do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from rnn_debugger.debugger import (
    READABLE_WEIGHTS,
    BadInput,
    export_weights,
    load_weights,
    match_rows,
    match_sentence,
)
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.weights.match_dialog import MatchDialog

if TYPE_CHECKING:
    from rnn_debugger.views.window import MainWindow

_KINDS = {
    "NumPy arrays by the debugger's names (*.npz)": ".npz",
    "Tensors by PyTorch's names (*.safetensors)": ".safetensors",
}


class WeightDeeds:
    """`workbench` gives the one in use; it is asked only for while there is one."""

    def __init__(self, window: MainWindow, workbench: Callable[[], Workbench]) -> None:
        self._window = window
        self._workbench = workbench
        self.deeds: dict[str, Callable[[], object]] = {
            "load_weights": self._load,
            "export_weights": self._export,
        }

    def load_from(self, path: Path) -> MatchDialog | None:
        """Show what the file has, and begin another session with it when a person wants to."""
        session = self._workbench().session
        try:
            loaded, matches = load_weights(session, path)
        except BadInput as error:
            self._window.tell_error(str(error))
            return None
        dialog = MatchDialog(
            path.name,
            f"{match_sentence(session, matches)} The run begins anew with them.",
            match_rows(matches),
            self._window,
            "Load",
        )
        dialog.accepted.connect(lambda: self._window.replace_session(loaded))
        return _open(dialog)

    def export_to(self, path: Path) -> MatchDialog | None:
        """Write the weights at the cursor, and show what went where."""
        session = self._workbench().session
        try:
            matches = export_weights(session, path)
        except BadInput as error:
            self._window.tell_error(str(error))
            return None
        position = session.position
        sentence = (
            f"{match_sentence(session, matches)} They are those of iteration "
            f"{position.iteration}, operation {position.operation}."
        )
        heading = f"{path.name} is written"
        return _open(MatchDialog(heading, sentence, match_rows(matches), self._window))

    def _load(self) -> None:
        kinds = " ".join(f"*{suffix}" for suffix in READABLE_WEIGHTS)
        path, _ = QFileDialog.getOpenFileName(
            self._window, "Load weights", "", f"Weights ({kinds});;All files (*)"
        )
        if path:
            self.load_from(Path(path))

    def _export(self) -> None:
        name = f"{self._workbench().session.name}.npz"
        path, kind = QFileDialog.getSaveFileName(
            self._window, "Export weights", name, ";;".join(_KINDS)
        )
        if path:
            target = Path(path)
            self.export_to(target if target.suffix else target.with_suffix(_KINDS[kind]))


def _open(dialog: MatchDialog) -> MatchDialog:
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
