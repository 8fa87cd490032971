"""A line at the foot of a panel: what has just happened, and a button that takes it back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton

from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Themes


class MessageBar(QFrame):
    """Hidden while there is nothing to say."""

    pressed = Signal()

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self.setObjectName("message_bar")
        self._themes = themes
        self.label = QLabel()
        self.label.setFont(text_font(12))
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedSize(90, 8)
        self.button = QPushButton()
        self.button.setObjectName("message_button")
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.clicked.connect(self.pressed)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.addWidget(self.label, 1)
        row.addWidget(self.progress)
        row.addWidget(self.button)
        themes.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def show_message(self, sentence: str, button: str, *, is_under_way: bool = False) -> None:
        self.label.setText(sentence)
        self.button.setText(button)
        self.progress.setVisible(is_under_way)
        self.show()

    def _restyle(self) -> None:
        surface = self._themes.current.surface
        self.setStyleSheet(
            f"#message_bar {{ background: {surface.column.name()};"
            f" border-top: 1px solid {surface.line.name()}; }}"
        )
