"""A search field: it says how much was found, and goes from match to match."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Themes


class _Line(QLineEdit):
    """A line that hands on Enter, Shift+Enter, the arrows up and down, and Escape."""

    stepped = Signal(int)
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        is_shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stepped.emit(-1 if is_shifted else 1)
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class SearchField(QWidget):
    """Enter or Down goes to the next match, Shift+Enter or Up to the one before, Escape leaves."""

    changed = Signal(str)
    """What is searched for, without spaces around it."""
    stepped = Signal(int)
    """1 for the next match, −1 for the one before."""
    left = Signal()
    """The search is over; the field is empty."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self._line = _Line()
        self._line.setObjectName("search_line")
        self._line.setFont(text_font(12))
        self._line.setPlaceholderText("Search operations and tensors")
        self._line.setToolTip(
            "Words of a row, such as backward t=2, or a tensor, such as dh[1].\n"
            "Enter: next match, Shift+Enter: the one before, Escape: all operations"
        )
        self._line.setClearButtonEnabled(True)
        self._count = QLabel()
        self._count.setFont(text_font(11))
        self._line.textChanged.connect(lambda text: self.changed.emit(text.strip()))
        self._line.stepped.connect(self.stepped)
        self._line.left.connect(self._leave)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.addWidget(self._line, 1)
        row.addWidget(self._count)
        self.setFocusProxy(self._line)
        themes.changed.connect(self._restyle)
        self._restyle()

    @property
    def text(self) -> str:
        return self._line.text().strip()

    @property
    def tally(self) -> str:
        """How much was found, as it is said."""
        return self._count.text()

    def begin(self) -> None:
        """Take the keyboard, ready for something new."""
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._line.selectAll()

    def tell(self, text: str) -> None:
        """Say how much was found."""
        self._count.setText(text)
        self._count.setVisible(bool(text))

    def _leave(self) -> None:
        self._line.clear()
        self.left.emit()

    def _restyle(self) -> None:
        surface = self._themes.current.surface
        self._count.setStyleSheet(f"color: {surface.second.name()}")
        self._line.setStyleSheet(
            f"QLineEdit {{ border: 1px solid {surface.line.name()}; border-radius: 4px;"
            f" padding: 3px 6px; background: {surface.canvas.name()}; }}"
            f"QLineEdit:focus {{ border-color: {self._themes.current.forward.line.name()}; }}"
        )
