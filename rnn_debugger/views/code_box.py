"""Asks before code that an experiment brings along is run for the first time."""

from __future__ import annotations

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


class CodeBox(QDialog):
    """Shows a cell file, to be read before it is allowed; `accepted` says that it is."""

    def __init__(self, file: CellFile, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("code_box")
        self.setWindowTitle("Run this cell?")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(720, 520)
        told = QLabel(
            f"This experiment's cell is Python code, in {file.name}. Opening the experiment runs "
            "it, and it may do all that you may on this computer. Run it only if you trust it; "
            "you are asked again when it changes."
        )
        told.setWordWrap(True)
        told.setTextFormat(Qt.TextFormat.PlainText)
        self.text = QPlainTextEdit(file.text)
        self.text.setReadOnly(True)
        self.text.setFont(number_font(12))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        buttons = QDialogButtonBox()
        run = buttons.addButton("Run it and open", QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = buttons.addButton("Do not open", QDialogButtonBox.ButtonRole.RejectRole)
        run.setAutoDefault(False)
        cancel.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addWidget(told)
        column.addWidget(self.text, 1)
        column.addWidget(buttons)
