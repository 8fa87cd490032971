"""The line that says a value is another one on the branch that is compared with."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Themes

HEIGHT = 20
"""Pixels."""


class DifferenceMark(QWidget):
    """One line, cut at its end where it is too long; its tip has it whole."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self.setObjectName("difference_mark")
        self._themes = themes
        self._text = ""
        self.setFont(text_font(11.5))
        self.setFixedHeight(HEIGHT)
        self.hide()
        themes.changed.connect(self.update)

    @property
    def text(self) -> str:
        return self._text

    def show_text(self, text: str) -> None:
        """Nothing is painted where there is nothing to say."""
        if text != self._text:
            self._text = text
            self.setToolTip(text)
            self.setAccessibleName(text)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._text:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._themes.current
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.edited)
        area = QRectF(self.rect())
        painter.drawRoundedRect(area, 3, 3)
        painter.setPen(theme.surface.ink)
        room = area.adjusted(6, 0, -6, 0)
        text = self.fontMetrics().elidedText(
            self._text, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
