"""A few words in a head that end in an ellipsis where there is no room for them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent

from rnn_debugger.views.controls import Note


class ElidedNote(Note):
    """The tip has the words in full."""

    def show_text(self, text: str) -> None:
        super().show_text(text)
        self.setToolTip(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        area = self.contentsRect()
        mode = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self.text(), mode, area.width())
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)
