"""The likeliest next characters, as bars."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from rnn_debugger.debugger import Guess
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes

ROW_HEIGHT: Final = 24
_LABEL = 30
_NUMBER = 54


class Guesses(QWidget):
    """Character, probability as a bar, percentage. The target has a frame and the word."""

    clicked = Signal(int)
    """The row of a character's element."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self.themes = themes
        self.guesses: tuple[Guess, ...] = ()
        self.setMinimumWidth(150)
        self.setMinimumHeight(ROW_HEIGHT)
        themes.changed.connect(self.update)

    def show_guesses(self, guesses: tuple[Guess, ...]) -> None:
        self.guesses = guesses
        self.update()

    def _area(self, number: int) -> QRect:
        return QRect(8, 20 + number * ROW_HEIGHT, self.width() - 8, ROW_HEIGHT - 2)

    def _paint_guess(self, painter: QPainter, guess: Guess, area: QRect) -> None:
        theme = self.themes.current
        surface = theme.surface
        painter.setFont(number_font(13, bold=True))
        painter.setPen(surface.ink)
        label = QRect(area.left(), area.top(), _LABEL - 6, area.height())
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, guess.label)
        room = max(area.width() - _LABEL - _NUMBER, 10)
        length = guess.probability * room if guess.probability > 0 else 0.0
        bar = QRectF(area.left() + _LABEL, area.top() + 6, max(length, 1), area.height() - 12)
        painter.fillRect(QRectF(bar.left(), bar.top(), room, bar.height()), surface.column)
        painter.fillRect(bar, theme.forward.line)
        painter.setFont(number_font(11.5))
        text = f"{100 * guess.probability:.1f} %"
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        if guess.is_target:
            painter.setPen(QPen(surface.ink, 1.5))
            painter.drawRoundedRect(QRectF(label).adjusted(1, 1, -1, -1), 3, 3)
            painter.setFont(text_font(10))
            painter.setPen(surface.second)
            words = "target" if guess.rank <= 5 else f"target, no. {guess.rank}"
            beside = area.adjusted(_LABEL + round(length) + 5, 0, -_NUMBER, 0)
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, words)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place: QPoint = event.position().toPoint()
        for number, guess in enumerate(self.guesses):
            if self._area(number).contains(place):
                self.clicked.emit(guess.row)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(text_font(11))
        painter.setPen(self.themes.current.surface.second)
        head = QRect(8, 0, self.width() - 8, 18)
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, "likeliest next")
        for number, guess in enumerate(self.guesses):
            self._paint_guess(painter, guess, self._area(number))
