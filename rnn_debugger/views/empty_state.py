"""What a panel says while it has nothing to show: what will be there, and how it comes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Themes


class EmptyState(QLabel):
    """A sentence in the middle of the room that the content will take."""

    def __init__(self, themes: Themes, sentence: str) -> None:
        super().__init__(sentence)
        self._themes = themes
        self.setFont(text_font(12))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setContentsMargins(24, 12, 24, 12)
        self.setMinimumSize(40, 40)
        themes.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        surface = self._themes.current.surface
        self.setStyleSheet(f"background: {surface.canvas.name()}; color: {surface.second.name()};")
