"""The small parts of a lesson's panel: the bar that leads back, and the buttons at its foot."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Themes


class LeftBar(QFrame):
    """Says that one has left the lesson."""

    asked = Signal()
    """One wants to return to it."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self.setObjectName("left_bar")
        label = QLabel("You have left the lesson.")
        label.setFont(text_font(11.5))
        self.button = QPushButton("Return")
        self.button.setObjectName("lesson_return_button")
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self.asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 5, 8, 5)
        row.addWidget(label, 1)
        row.addWidget(self.button)
        themes.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def _restyle(self) -> None:
        surface = self._themes.current.surface
        self.setStyleSheet(f"#left_bar {{ background: {surface.selection.name()}; border: 0; }}")


class Feet(QWidget):
    """Back, how far one is, next; and the end of it. They take no focus, or Space would press
    them again.
    """

    def __init__(self) -> None:
        super().__init__()
        self.back, self.next = QPushButton("Back"), QPushButton("Next")
        self.end = QToolButton()
        self.end.setText("End")
        self.end.setToolTip("End the lesson; the session stays where it is")
        self.place = QLabel()
        self.place.setFont(text_font(11.5))
        self.place.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.back.setToolTip("The station before (Alt+PgUp)")
        self.next.setToolTip("The next station (Alt+PgDown)")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 8)
        for button, name in ((self.back, "back"), (self.next, "next"), (self.end, "end")):
            button.setObjectName(f"lesson_{name}_button")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row.addWidget(self.back)
        row.addWidget(self.place, 1)
        row.addWidget(self.next)
        row.addWidget(self.end)

    def show_place(self, number: int, count: int) -> None:
        """Of a station that counts from 0, such as ``3 of 7``."""
        self.place.setText(f"{number + 1} of {count}")
        self.back.setEnabled(number > 0)
        self.next.setText("Next" if number + 1 < count else "Next lesson")
