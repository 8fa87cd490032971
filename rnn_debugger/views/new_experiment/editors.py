"""An editor for every kind of field; what is typed or chosen is told, what is shown is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from rnn_debugger.debugger import DraftField, DraftValue, Offer
from rnn_debugger.views.fonts import number_font, text_font

HEIGHT = 28
NUMBER_WIDTH = 130
"""Pixels."""
MOST_WHOLE = 2**31 - 1
USUAL_LIMIT = "5.0"
"""As min-char-rnn clips; offered where clipping is switched on."""


class Editor(QWidget):
    """Shows the value of a field, and emits `edited` with another one."""

    edited = Signal(object)

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        for part in parts:
            self._row.addWidget(part)
        self.setFocusProxy(parts[0])

    def show_value(self, value: DraftValue) -> None:
        """Show a value that came from elsewhere; nothing is emitted."""
        raise NotImplementedError

    def offer(self, offers: Sequence[Offer]) -> None:
        """Take what can be chosen, where that is asked."""


class LineEditor(Editor):
    """A line of text, or of a number."""

    def __init__(self, *, is_number: bool = False) -> None:
        self.line = _line(is_number=is_number)
        super().__init__(self.line)
        if is_number:
            self.line.setMaximumWidth(NUMBER_WIDTH)
            self._row.addStretch(1)
        self.line.textEdited.connect(self.edited.emit)

    def show_value(self, value: DraftValue) -> None:
        _show_text(self.line, value)


class TextEditor(Editor):
    """Several lines: a text, or rows of numbers."""

    def __init__(self, lines: int, *, is_numbers: bool = False) -> None:
        self.text = QPlainTextEdit()
        self.text.setFont(number_font(11.5) if is_numbers else text_font(12))
        self.text.setTabChangesFocus(True)
        if is_numbers:
            self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFrameShape(QPlainTextEdit.Shape.StyledPanel)
        self.text.setStyleSheet("QPlainTextEdit { border: 1px solid palette(dark); }")
        self.text.setFixedHeight(lines * self.text.fontMetrics().lineSpacing() + 14)
        super().__init__(self.text)
        self.text.textChanged.connect(lambda: self.edited.emit(self.text.toPlainText()))

    def show_value(self, value: DraftValue) -> None:
        if self.text.toPlainText() != value:
            with QSignalBlocker(self.text):
                self.text.setPlainText(str(value))


class WholeEditor(Editor):
    """A number to count up and down, 1 or more."""

    def __init__(self) -> None:
        self.box = QSpinBox()
        self.box.setRange(1, MOST_WHOLE)
        self.box.setGroupSeparatorShown(True)
        self.box.setMinimumHeight(HEIGHT)
        self.box.setFixedWidth(NUMBER_WIDTH)
        self.box.setFont(number_font(12))
        super().__init__(self.box)
        self._row.addStretch(1)
        self.box.valueChanged.connect(self.edited.emit)

    def show_value(self, value: DraftValue) -> None:
        with QSignalBlocker(self.box):
            self.box.setValue(int(value or 0))


class SwitchEditor(Editor):
    """On or off."""

    def __init__(self) -> None:
        self.box = QCheckBox()
        self.box.setMinimumHeight(HEIGHT)
        super().__init__(self.box)
        self.box.toggled.connect(self.edited.emit)

    def show_value(self, value: DraftValue) -> None:
        with QSignalBlocker(self.box):
            self.box.setChecked(bool(value))


class ChoiceEditor(Editor):
    """One of several."""

    def __init__(self) -> None:
        self.box = QComboBox()
        self.box.setMinimumHeight(HEIGHT)
        self._offers: tuple[Offer, ...] = ()
        super().__init__(self.box)
        self.box.activated.connect(lambda index: self.edited.emit(self._offers[index].value))

    def offer(self, offers: Sequence[Offer]) -> None:
        if tuple(offers) != self._offers:
            self._offers = tuple(offers)
            with QSignalBlocker(self.box):
                self.box.clear()
                self.box.addItems([offer.label for offer in offers])

    def show_value(self, value: DraftValue) -> None:
        values = [offer.value for offer in self._offers]
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(values.index(str(value)) if value in values else -1)

    def choose(self, value: str) -> None:
        """As if a person had chosen it."""
        index = [offer.value for offer in self._offers].index(value)
        self.box.setCurrentIndex(index)
        self.box.activated.emit(index)


class LimitEditor(Editor):
    """A number that can be switched off."""

    def __init__(self) -> None:
        self.box, self.line = QCheckBox(), _line(is_number=True)
        self.line.setText(USUAL_LIMIT)
        self.line.setEnabled(False)
        self.line.setMaximumWidth(NUMBER_WIDTH - 24)
        super().__init__(self.box, self.line)
        self._row.addStretch(1)
        self.box.toggled.connect(self._switch)
        self.line.textEdited.connect(self.edited.emit)

    def show_value(self, value: DraftValue) -> None:
        with QSignalBlocker(self.box):
            self.box.setChecked(value is not None)
        self.line.setEnabled(value is not None)
        if value is not None:
            _show_text(self.line, value)

    def _switch(self, is_on: bool) -> None:
        self.edited.emit(self.line.text() if is_on else None)


class FileEditor(Editor):
    """A path, typed or chosen; `filters` are those of the file dialog."""

    def __init__(self, title: str) -> None:
        self.line, self.button = _line(), QPushButton("Choose…")
        self.button.setAutoDefault(False)
        self.filters = "All files (*)"
        self._title = title
        super().__init__(self.line, self.button)
        self.line.textEdited.connect(self.edited.emit)
        self.button.clicked.connect(self._choose)

    def show_value(self, value: DraftValue) -> None:
        if self.line.text() != value:
            # The end of a long path says the most.
            self.line.setText(str(value))

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, self._title, self.line.text(), self.filters)
        if path:
            self.line.setText(path)
            self.edited.emit(path)


def editor_of(field: DraftField) -> Editor:
    """The editor that fits the kind of a field."""
    makers: dict[str, Any] = {
        "line": LineEditor,
        "text": lambda: TextEditor(4),
        "number": lambda: LineEditor(is_number=True),
        "whole": WholeEditor,
        "switch": SwitchEditor,
        "choice": ChoiceEditor,
        "limit": LimitEditor,
        "file": lambda: FileEditor(field.label),
        "numbers": lambda: TextEditor(9, is_numbers=True),
    }
    editor: Editor = makers[field.kind]()
    editor.setObjectName(field.key)
    editor.setToolTip(field.hint)
    return editor


def _line(*, is_number: bool = False) -> QLineEdit:
    line = QLineEdit()
    line.setFont(number_font(12) if is_number else text_font(12))
    line.setMinimumHeight(HEIGHT)
    return line


def _show_text(line: QLineEdit, value: DraftValue) -> None:
    """Leaves the cursor where it is while somebody types."""
    if line.text() != value:
        line.setText(str(value))
        line.setCursorPosition(0)
