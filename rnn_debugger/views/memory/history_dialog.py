"""Asks how much memory the debugger's own history may take."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import bytes_text
from rnn_debugger.views.dialog_buttons import dialog_buttons
from rnn_debugger.views.fonts import text_font

MIB = 2**20
LEAST, MOST = 32, 2**20
"""MiB; the last steps alone take the least, whatever the network."""


class HistoryBudget(QDialog):
    """What is accepted is `budget`; who opened the dialog puts it in force."""

    def __init__(self, budget: int, used: int | None, parent: QWidget | None) -> None:
        """`budget` in force, and what is `used` of it, in bytes; None while nothing is open."""
        super().__init__(parent)
        self.setObjectName("history_dialog")
        self.setWindowTitle("History budget")
        told = QLabel(
            "Going back restores what the debugger has kept of the run. The more it may keep, "
            "the less has to be run again on a far jump; every position can be reached either "
            "way."
        )
        told.setFont(text_font(12))
        told.setWordWrap(True)
        told.setMinimumWidth(380)
        self.mebibytes = QSpinBox()
        self.mebibytes.setObjectName("history_field")
        self.mebibytes.setRange(LEAST, MOST)
        self.mebibytes.setSingleStep(64)
        self.mebibytes.setSuffix(" MiB")
        self.mebibytes.setGroupSeparatorShown(True)
        self.mebibytes.setValue(budget // MIB)
        self.mebibytes.selectAll()
        form = QFormLayout()
        form.addRow("At most", self.mebibytes)
        if used is not None:
            in_use = QLabel(bytes_text(used))
            in_use.setTextFormat(Qt.TextFormat.PlainText)
            form.addRow("In use", in_use)
        buttons = dialog_buttons(self)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(told)
        column.addLayout(form)
        column.addWidget(buttons)

    @property
    def budget(self) -> int:
        """In bytes."""
        return self.mebibytes.value() * MIB
