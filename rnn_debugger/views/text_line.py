"""One line of text that may change at every step without the window being laid out anew."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class TextLine(QWidget):
    """Ends in an ellipsis where there is no room. Its height is that of its font, its width what
    it is given. A label asks everything round it to be laid out anew each time its text changes.
    """

    def __init__(self, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> None:
        super().__init__()
        self._text = ""
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        return self._text

    @property
    def ink(self) -> QColor:
        """The colour of the text."""
        return self.palette().windowText().color()

    def setText(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        height = self.fontMetrics().height() + margins.top() + margins.bottom()
        return QSize(200, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        area = self.contentsRect()
        mode = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self._text, mode, area.width())
        painter = QPainter(self)
        painter.setPen(self.ink)
        painter.drawText(area, self._side | Qt.AlignmentFlag.AlignVCenter, shown)
