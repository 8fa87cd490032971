"""What both proofs have: where it was made, a sentence, a table, progress; it stays open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import Task, branch_name
from rnn_debugger.views.controls import Note, standing
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.proofs.going import Spot, go_to_tensor
from rnn_debugger.views.proofs.table import ProofTable
from rnn_debugger.views.proofs.turns import Turns


def as_sentence(text: str) -> str:
    """The text of an error with its full stop, unless it ends with a question."""
    return text if text.endswith("?") else f"{text}."


class ProofDialog(QDialog):
    """Beside the window, which can be used meanwhile. Subclasses fill `table` and say which
    tensor a row is about.
    """

    how = ""
    """What else stands behind the place that it is about."""

    def __init__(
        self,
        workbench: Workbench,
        columns: Sequence[str],
        numbers: Sequence[str],
        wide: str,
        parent: QWidget | None,
    ) -> None:
        super().__init__(parent)
        self.workbench = workbench
        self.spot = Spot.of(workbench)
        self.place = Note(workbench.themes, Qt.AlignmentFlag.AlignLeft)
        self.sentence, self.notes = QLabel(), QLabel()
        self.sentence.setFont(text_font(12.5, bold=True))
        self.notes.setFont(text_font(11))
        for label in (self.sentence, self.notes):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setWordWrap(True)
        self.table = ProofTable(columns, numbers, wide, workbench.themes)
        self.table.opened.connect(self._open)
        self.turns = Turns(self)
        self.turns.advanced.connect(self._show_progress)
        self.turns.ended.connect(self._end)
        self.turns.failed.connect(self._fail)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.stop_button = self._button("Stop", self.stop)
        for widget in (self.bar, self.stop_button):
            # It keeps its place, so that nothing moves.
            policy = widget.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(policy)
        self.again = self._button("Again", self.begin)
        self.copy = self._button("Copy", self._copy)
        self.close_button = self._button("Close", self.close)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(8)
        self.column.addWidget(self.place)
        self.column.addWidget(self.sentence)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.notes)
        self.column.addLayout(self._buttons())
        self._show_busy()
        workbench.player.moved.connect(self.follow)

    def begin(self) -> None:
        """Compare what the window shows now."""
        raise NotImplementedError

    def subject(self, row: int) -> tuple[str, tuple[int, ...] | None] | None:
        """The tensor of a row and the element to look at; None where there is none."""
        raise NotImplementedError

    def finish(self) -> None:
        """Show what came out of the task."""
        raise NotImplementedError

    def text(self) -> str:
        """Everything as text, the table in columns."""
        lines = (self.place.text(), self.sentence.text(), self.table.text(), self.notes.text())
        return "\n".join(line for line in lines if line)

    def follow(self) -> None:
        """The window shows another moment."""

    def start(self, task: Task[Any]) -> None:
        self.bar.setRange(0, 0)
        self.turns.start(task)
        self._show_busy()

    def stop(self) -> None:
        """Give up what is under way; what was found stays."""
        if self.turns.is_busy:
            self.turns.stop()
            self._show_busy()
            count = self.table.rowCount()
            self.sentence.setText(f"Stopped: {count} compared so far." if count else "Stopped.")

    def stand(self) -> None:
        """From now on it is about the iteration that the window shows."""
        self.spot = Spot.of(self.workbench)
        session, moment = self.workbench.session, self.workbench.moment
        self.place.show_text(f"{branch_name(session.branch)} · {standing(moment)}{self.how}")

    @property
    def is_elsewhere(self) -> bool:
        """Whether the window shows another iteration by now."""
        return self.spot != Spot.of(self.workbench)

    def _open(self, row: int) -> None:
        subject = self.subject(row)
        if subject is not None:
            go_to_tensor(self.workbench, self.spot, *subject)

    def _show_progress(self) -> None:
        progress = self.turns.progress
        if progress.total:
            # Shares of a thousand: the numbers may be larger than Qt counts.
            self.bar.setRange(0, 1000)
            self.bar.setValue(1000 * progress.done // progress.total)

    def _end(self) -> None:
        self._show_busy()
        self.finish()

    def _fail(self, sentence: str) -> None:
        self._show_busy()
        self.sentence.setText(as_sentence(sentence))

    def _show_busy(self) -> None:
        is_busy = self.turns.is_busy
        self.bar.setVisible(is_busy)
        self.stop_button.setVisible(is_busy)
        self.copy.setEnabled(not is_busy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())

    def _button(self, text: str, deed: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setIcon(QIcon())
        button.setAutoDefault(False)
        button.clicked.connect(deed)
        return button

    def _buttons(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(self.again)
        line.addWidget(self.copy)
        line.addWidget(self.bar, 1)
        line.addWidget(self.stop_button)
        line.addWidget(self.close_button)
        return line

    def closeEvent(self, event: QCloseEvent) -> None:
        self.turns.stop()
        super().closeEvent(event)

    def reject(self) -> None:
        self.turns.stop()
        super().reject()
