"""Asks before code that an experiment brings along is run for the first time."""

from __future__ import annotations

from typing import Literal, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import CellFile
from rnn_debugger.views.fonts import number_font

Deed: TypeAlias = Literal["open", "preview"]
_DEEDS: dict[Deed, str] = {"open": "Opening", "preview": "Previewing"}


class CodeBox(QDialog):
    """Shows a cell file, to be read before it is allowed; `accepted` says that it is."""

    def __init__(self, file: CellFile, parent: QWidget, deed: Deed = "open") -> None:
        """`deed` is what the code would be run for."""
        super().__init__(parent)
        self.setObjectName("code_box")
        self.setWindowTitle("Run this cell?")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(720, 520)
        told = QLabel(
            f"This experiment's cell is Python code, in {file.name}. {_DEEDS[deed]} the experiment "
            "runs it, and it may do all that you may on this computer. Run it only if you trust "
            "it; you are asked again when it changes."
        )
        told.setWordWrap(True)
        told.setTextFormat(Qt.TextFormat.PlainText)
        self.text = QPlainTextEdit(file.text)
        self.text.setReadOnly(True)
        self.text.setFont(number_font(12))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        buttons = QDialogButtonBox()
        run = buttons.addButton(f"Run it and {deed}", QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = buttons.addButton(f"Do not {deed}", QDialogButtonBox.ButtonRole.RejectRole)
        run.setAutoDefault(False)
        cancel.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(told)
        column.addWidget(self.text, 1)
        column.addWidget(buttons)
