"""A sampled text: every character on the colour of its probability."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache

from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QToolTip

from rnn_debugger.debugger import DrawnCharacter, Sampling, character_label, short
from rnn_debugger.views.colours import magnitude_table
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.panel import Themes

MARGIN = 12
"""Pixels round the text."""


class SampleView(QTextEdit):
    """The prime in plain ink, then what was drawn. What is copied is the text itself, without
    the signs for characters that cannot be seen.
    """

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self.setObjectName("sample_view")
        self.setReadOnly(True)
        self.setFont(number_font(13))
        self.document().setDocumentMargin(MARGIN)
        self.viewport().setMouseTracking(True)
        self._themes = themes
        self._sampling: Sampling | None = None
        self._places: list[int] = []
        """Where in the document each character begins, those of the prime included."""
        self._shown = 0
        themes.changed.connect(self._restyle)
        self._restyle()

    def begin(self, sampling: Sampling) -> None:
        """Show another text from its beginning."""
        self.clear()
        self._sampling, self._places, self._shown = sampling, [], 0
        cursor = self._end()
        cursor.beginEditBlock()
        for character in sampling.prime:
            self._insert(cursor, character, QTextCharFormat())
        cursor.endEditBlock()
        self.grow()

    def grow(self) -> None:
        """Show what has been drawn since."""
        assert self._sampling is not None
        cursor = self._end()
        cursor.beginEditBlock()
        drawn = self._sampling.drawn
        for character in drawn[self._shown :]:
            self._insert(cursor, character.character, _format(_level(character.probability)))
        cursor.endEditBlock()
        self._shown = len(drawn)

    def character_at(self, place: QPointF) -> int | None:
        """The number of the character at a point of the view, the prime's first being 0."""
        offset = QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        layout = self.document().documentLayout()
        caret = layout.hitTest(place + offset, Qt.HitTestAccuracy.ExactHit)
        if caret < 0:
            return None
        number = bisect_right(self._places, caret) - 1
        return number if number >= 0 else None

    def explanation(self, number: int) -> str:
        """What there is to say of a character: its probability, and which others were likely."""
        assert self._sampling is not None
        prime = self._sampling.prime
        if number < len(prime):
            return f"{_quoted(prime[number])}: given, not drawn"
        drawn = self._sampling.drawn[number - len(prime)]
        return _told(drawn)

    def createMimeDataFromSelection(self) -> QMimeData:
        cursor, data = self.textCursor(), QMimeData()
        text = self._sampling.text if self._sampling is not None else ""
        first = bisect_right(self._places, cursor.selectionStart() - 1)
        last = bisect_right(self._places, cursor.selectionEnd() - 1)
        data.setText(text[first:last])
        return data

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        number = self.character_at(event.position())
        if number is None:
            QToolTip.hideText()
        else:
            place = event.globalPosition().toPoint()
            QToolTip.showText(place, self.explanation(number), self.viewport())

    def _insert(self, cursor: QTextCursor, character: str, style: QTextCharFormat) -> None:
        self._places.append(cursor.position())
        cursor.insertText(character if character == " " else character_label(character), style)
        if character == "\n":
            cursor.insertText("\n", QTextCharFormat())

    def _end(self) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        return cursor

    def _restyle(self) -> None:
        surface = self._themes.current.surface
        self.setStyleSheet(f"background: {surface.canvas.name()}; color: {surface.ink.name()};")


def _told(drawn: DrawnCharacter) -> str:
    chance = "" if drawn.chance == drawn.probability else f", drawn with {_share(drawn.chance)}"
    lines = [f"{_quoted(drawn.character)}: probability {_share(drawn.probability)}{chance}"]
    if drawn.others:
        lines.append("The likeliest others:")
        lines += [f"{_quoted(other)}  {_share(share)}" for other, share in drawn.others]
    return "\n".join(lines)


def _quoted(character: str) -> str:
    return f"“{character_label(character)}”"


def _share(value: float) -> str:
    return short(value, trim=True)


def _level(probability: float) -> int:
    """The place of a probability in the table of 257 colours."""
    return round(256 * min(max(probability, 0.0), 1.0))


@cache
def _format(level: int) -> QTextCharFormat:
    """The ground of a probability, and ink that stands out from it: black or white, of which
    one always has a contrast of 4.5 or more.
    """
    ground = QColor(*magnitude_table()[level].tolist())
    style = QTextCharFormat()
    style.setBackground(ground)
    style.setForeground(QColor("#000000" if _luminance(ground) > 0.179 else "#FFFFFF"))
    return style


def _luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2 defines it, from 0 to 1."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
