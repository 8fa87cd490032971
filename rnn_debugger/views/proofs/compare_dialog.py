"""Arrays of one's own against the run: the first wrong number, and the operation behind it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from rnn_debugger.debugger import (
    COMPARISON_COLUMNS,
    BadInput,
    OwnArrays,
    Task,
    comparison_cells,
    comparison_sentence,
    exact,
    read_own_arrays,
    short,
)
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.proofs.dialog import ProofDialog, as_sentence
from rnn_debugger.views.proofs.table import Row


class CompareDialog(ProofDialog):
    """It compares a file with the iteration that the window showed when it was asked."""

    def __init__(self, workbench: Workbench, path: Path, parent: QWidget | None = None) -> None:
        numbers = ("max relative error", "yours", "the run's")
        super().__init__(workbench, COMPARISON_COLUMNS, numbers, "operation", parent)
        self.setObjectName("compare_dialog")
        self.setWindowTitle("Your gradients against the run's")
        self._path = path
        self._task: Task[OwnArrays] | None = None
        self.found = OwnArrays(())
        self.again.setText("Read again")
        self.again.setToolTip("Compare the file, as it is by now, where the window stands now")
        self.resize(1000, 380)

    def begin(self) -> None:
        """Read the file and compare it; what is wrong with it is said in place of a result."""
        try:
            arrays = read_own_arrays(self._path)
        except BadInput as error:
            self.sentence.setText(as_sentence(str(error)))
            return
        self.found = OwnArrays(())
        self.table.setRowCount(0)
        self.stand()
        self.place.show_text(f"{self._path.name} · {self.place.text()}")
        self._task = self.workbench.session.comparing_arrays(arrays)
        self.sentence.setText("Comparing …")
        self.notes.clear()
        self.start(self._task)

    def subject(self, row: int) -> tuple[str, tuple[int, ...] | None] | None:
        found = self.found.rows[row]
        return found.name, None if found.verdict == "other shape" else found.worst

    def finish(self) -> None:
        assert self._task is not None
        self.found = self._task.finish()
        for row in self.found.rows:
            tip = f"operation {row.operation.id}, {row.operation.formula}"
            name, operation, error, *others = comparison_cells(row)
            if row.verdict != "other shape":
                tip += f"\nyours {exact(row.theirs)}\nthe run's {exact(row.ours)}"
                error = short(row.error, 2)
            self.table.show_row(Row(row.verdict, (name, operation, error, *others), tip))
        self.sentence.setText(comparison_sentence(self.found))
        self.notes.setText("\n".join(self._remarks()))

    def _remarks(self) -> list[str]:
        remarks = [as_sentence(why_not) for why_not in self.found.unknown]
        if self.found.missing:
            remarks.append(f"Not in the file: {', '.join(self.found.missing)}.")
        return remarks
