"""A field in which a bookmark gets another name, right where it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from rnn_debugger.views.fonts import text_font

WIDTH, HEIGHT = 180, 22


class NameField(QLineEdit):
    """Enter takes the name, Escape leaves the old one, and so does going elsewhere."""

    named = Signal(str)

    def __init__(self, name: str, x: float, y: float, parent: QWidget) -> None:
        """At a point of its parent, moved so that it fits in."""
        super().__init__(name, parent)
        self.setObjectName("bookmark_name")
        self.setFont(text_font(12))
        left = min(max(int(x), 0), max(parent.width() - WIDTH, 0))
        top = min(max(int(y), 0), max(parent.height() - HEIGHT, 0))
        self.setGeometry(left, top, WIDTH, HEIGHT)
        self.selectAll()
        self.returnPressed.connect(self._take)
        self.show()
        self.setFocus()

    def _take(self) -> None:
        if self.text().strip():
            self.named.emit(self.text().strip())
        self.close()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            self.deleteLater()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.close()
            self.deleteLater()
