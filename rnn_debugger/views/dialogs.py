"""The small dialogs: what went wrong, where to go, how long to run, which keys there are."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QIcon, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGridLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import Moment
from rnn_debugger.views.commands import COMMANDS
from rnn_debugger.views.dialog_buttons import dialog_buttons
from rnn_debugger.views.fonts import number_font, text_font

LAST_ITERATION = 2_000_000_000


class ErrorBox(QMessageBox):
    """One sentence, and a button that copies it; the same sentence again is only counted."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("error_box")
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle("RNN debugger")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        close = self.addButton(QMessageBox.StandardButton.Close)
        close.setIcon(QIcon())
        self.setDefaultButton(close)
        self._copy = QPushButton("Copy")
        self.addButton(self._copy, QMessageBox.ButtonRole.ActionRole)
        # An action button would close the box.
        self._copy.clicked.disconnect()
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text()))
        self._times = 0

    def tell(self, sentence: str) -> None:
        """Show the sentence, or count it when it is on show already."""
        repeated = self.isVisible() and self.text() == sentence
        self._times = self._times + 1 if repeated else 1
        self.setText(sentence)
        self.setInformativeText(f"{self._times} times" if self._times > 1 else "")
        self.show()


class GoTo(QDialog):
    """Asks for an iteration and an operation."""

    def __init__(self, moment: Moment, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("go_to_dialog")
        self.setWindowTitle("Go to")
        self._program = moment.program
        self.iteration = _spin_box(0, LAST_ITERATION, moment.position.iteration)
        self.operation = _spin_box(0, len(moment.program) - 1, moment.position.operation)
        self.operation.valueChanged.connect(self._describe)
        self._formula = QLabel()
        self._formula.setFont(number_font(12))
        self._formula.setMinimumWidth(320)
        form = QFormLayout()
        form.addRow("Iteration", self.iteration)
        form.addRow(f"Operation, 0 to {len(moment.program) - 1}", self.operation)
        form.addRow("runs next", self._formula)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(dialog_buttons(self))
        self._describe(self.operation.value())
        # What is typed replaces the number.
        self.iteration.selectAll()

    def _describe(self, operation: int) -> None:
        self._formula.setText(self._program[operation].formula)


class RunIterations(QDialog):
    """Asks how many iterations to run."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("run_iterations_dialog")
        self.setWindowTitle("Run for n iterations")
        self.count = _spin_box(1, LAST_ITERATION, 100)
        self.count.selectAll()
        form = QFormLayout()
        form.addRow("Iterations", self.count)
        column = QVBoxLayout(self)
        column.addLayout(form)
        column.addWidget(dialog_buttons(self))


class Keys(QDialog):
    """The sheet of keys, made from the table of commands."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("keys_dialog")
        self.setWindowTitle("Keys")
        self.resize(560, 600)
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        for column, heading in enumerate(("", "anywhere", "on the graph")):
            grid.addWidget(_label(heading, bold=True), 0, column)
        listed = [command for command in COMMANDS if command.keys or command.local_keys]
        for row, command in enumerate(listed, 1):
            grid.addWidget(_label(command.text), row, 0)
            grid.addWidget(_label(_key_names(command.keys)), row, 1)
            grid.addWidget(_label(_key_names(command.local_keys)), row, 2)
        grid.setRowStretch(len(listed) + 1, 1)
        sheet = QWidget()
        sheet.setLayout(grid)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(sheet)
        column_layout = QVBoxLayout(self)
        column_layout.addWidget(area)
        column_layout.addWidget(dialog_buttons(self, QDialogButtonBox.StandardButton.Close))


def _key_names(keys: tuple[str, ...]) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return ", ".join(QKeySequence(key).toString(native) for key in keys)


def _label(text: str, *, bold: bool = False) -> QLabel:
    label = QLabel(text)
    label.setFont(text_font(12, bold=bold))
    return label


def _spin_box(low: int, high: int, value: int) -> QSpinBox:
    box = QSpinBox()
    box.setRange(low, high)
    box.setValue(value)
    box.setGroupSeparatorShown(True)
    return box
