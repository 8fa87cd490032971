"""A legend: a stroke of the colour and a name for each curve, in one line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Themes

STROKE = 16
"""Pixels."""


class Legend(QWidget):
    """Names with the colours and widths of their curves."""

    def __init__(
        self, themes: Themes, entries: Sequence[tuple[str, Callable[[], QColor], float]]
    ) -> None:
        """`entries` are names, colours and widths of strokes in pixels."""
        super().__init__()
        self._themes = themes
        self._entries = tuple(entries)
        self._font = text_font(11)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._font)
        width = sum(STROKE + 22 + metrics.horizontalAdvance(name) for name, _, _ in self._entries)
        return QSize(int(width), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._font)
        metrics = QFontMetricsF(self._font)
        x, middle = 2.0, self.height() / 2
        for name, colour, width in self._entries:
            painter.setPen(QPen(colour(), width))
            painter.drawLine(QLineF(x, middle, x + STROKE, middle))
            painter.setPen(self._themes.current.surface.second)
            advance = metrics.horizontalAdvance(name)
            area = QRectF(x + STROKE + 6, 0, advance + 4, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, name)
            x += STROKE + 20 + advance
