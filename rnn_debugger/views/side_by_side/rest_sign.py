"""What lies over the second graph while the first does something that the second has not."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from rnn_debugger.views.panel import Themes

PALE = 0.55
"""The opacity of the veil: what is under it can still be read."""
SIZE = 26.0
"""Pixels of the sign."""


class RestSign(QWidget):
    """A veil with the sign of a pause in its corner; the mouse goes through it."""

    def __init__(self, over: QWidget, themes: Themes) -> None:
        super().__init__(over)
        self.setObjectName("rest_sign")
        self._themes = themes
        self.sentence = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        over.installEventFilter(self)
        self.hide()

    def show_sentence(self, sentence: str) -> None:
        """Lie over the graph for that reason; without one, go away."""
        self.sentence = sentence
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.resize(watched.size())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        surface = self._themes.current.surface
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(surface.canvas)
        veil.setAlphaF(PALE)
        painter.fillRect(self.rect(), veil)
        badge = QRectF(self.width() - SIZE - 12, 12, SIZE, SIZE)
        painter.setPen(QPen(surface.second, 1.5))
        painter.setBrush(surface.card)
        painter.drawEllipse(badge)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(surface.ink)
        for x in (-5.5, 1.5):
            painter.drawRect(QRectF(badge.center().x() + x, badge.center().y() - 6, 4, 12))
