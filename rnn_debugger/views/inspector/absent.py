"""What stands where a value is not there yet: why, and how to get to it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from rnn_debugger.debugger import Absence
from rnn_debugger.views.commands import COMMANDS
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Themes

_TIMES = {1: "once", 2: "twice", 3: "three times"}


class AbsentNote(QFrame):
    """A dashed outline, as for everything to come, with a sentence and a button in it."""

    go_asked = Signal()
    """Go to where the value is written, or where it is gone work it out again."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self.setObjectName("absent_note")
        self._themes = themes
        self.sentence = QLabel()
        self.sentence.setFont(text_font(12))
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.way = QLabel()
        self.way.setFont(text_font(12, bold=True))
        self.way.setWordWrap(True)
        self.button = QPushButton()
        self.button.setObjectName("go_to_value")
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self.go_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(self.sentence)
        row = QHBoxLayout()
        row.addWidget(self.way, 1)
        row.addWidget(self.button)
        column.addLayout(row)
        column.addStretch(1)
        themes.changed.connect(self._restyle)
        self._restyle()

    def show_absence(self, absence: Absence) -> None:
        is_to_come = absence.operation is not None
        self.sentence.setText(absence.sentence)
        why = "Until then there is nothing to edit." if is_to_come else "It cannot be edited."
        self.setToolTip(f"{absence.sentence} {why}")
        self.way.setText(way_text(absence))
        self.button.setText("Go there" if is_to_come else "Work it out again")

    def _restyle(self) -> None:
        surface = self._themes.current.surface
        self.setStyleSheet(
            f"#absent_note {{ border: 1px dashed {surface.to_come_line.name()};"
            " border-radius: 4px; }"
        )
        self.sentence.setStyleSheet(f"color: {surface.second.name()}")


def way_text(absence: Absence) -> str:
    """Such as ``Press F12 (next phase) twice.``"""
    if absence.unit is None:
        return ""
    suffix = "" if absence.unit == "operation" else f"_{absence.unit}"
    (command,) = (found for found in COMMANDS if found.name == f"step{suffix}_forward")
    times = "" if absence.presses == 1 else f" {_TIMES.get(absence.presses, '')}"
    return f"Press {command.keys[0]} ({command.text.lower()}){times}."
