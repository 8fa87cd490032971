"""One line of text that may change at every step without the window being laid out anew."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget


class TextLine(QWidget):
    """Ends in an ellipsis where there is no room, and has it all on hover. Its height is that of
    its font, its width what it is given. A label asks everything round it to be laid out anew each
    time its text changes.
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

    def shown(self) -> str:
        """The text as far as there is room for it; nothing where not even a letter has any."""
        mode = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self._text, mode, self.contentsRect().width())
        return "" if shown == "…" else shown

    def event(self, event: QEvent) -> bool:
        is_asked = event.type() == QEvent.Type.ToolTip and not self.toolTip()
        if is_asked and isinstance(event, QHelpEvent):
            is_whole = self.shown() == self._text
            QToolTip.showText(event.globalPos(), "" if is_whole else self._text, self)
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        height = self.fontMetrics().height() + margins.top() + margins.bottom()
        return QSize(200, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        area = self.contentsRect()
        painter = QPainter(self)
        painter.setPen(self.ink)
        painter.drawText(area, self._side | Qt.AlignmentFlag.AlignVCenter, self.shown())
