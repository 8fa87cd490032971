"""A sentence beside a cell of a table: what is wrong with what was typed there."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Themes

SHOWN_MILLISECONDS = 6_000
GAP = 4
"""Pixels between the cell and the sentence."""


class CellNote(QLabel):
    """Stands below the cell, or above it where there is no room; inside its parent in any case."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._area = parent
        self.setObjectName("cell_note")
        self._themes = themes
        self.setFont(text_font(11.5))
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        themes.changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def tell(self, sentence: str, cell: QRect) -> None:
        """Show a sentence beside a cell, a rectangle of the parent, for some seconds."""
        self.setText(sentence)
        room = self._area.rect()
        width = min(max(room.width() - 2 * GAP, 80), 320)
        self.resize(QSize(width, self.heightForWidth(width)))
        below = cell.bottom() + GAP
        top = below if below + self.height() <= room.height() else cell.top() - GAP - self.height()
        left = min(max(cell.left(), GAP), max(room.width() - width - GAP, 0))
        self.move(QPoint(left, max(top, 0)))
        self.raise_()
        self.show()
        self._timer.start(SHOWN_MILLISECONDS)

    def _restyle(self) -> None:
        theme = self._themes.current
        self.setStyleSheet(
            f"#cell_note {{ color: {theme.surface.ink.name()};"
            f" background: {theme.backward.pale.name()};"
            f" border: 1px solid {theme.backward.line.name()}; border-radius: 4px;"
            " padding: 4px 6px; }"
        )
