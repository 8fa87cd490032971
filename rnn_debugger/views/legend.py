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
        """`entries` are names, colours and widths of strokes in pixels; without a width there is
        no stroke.
        """
        super().__init__()
        self._themes = themes
        self.entries = tuple(entries)
        self._font = text_font(11)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    def show_entries(self, entries: Sequence[tuple[str, Callable[[], QColor], float]]) -> None:
        """Show others in their place."""
        before, self.entries = self._look(), tuple(entries)
        # At every step they are shown again, and laying out takes as long as painting a panel.
        if self._look() != before:
            self.updateGeometry()
            self.update()

    def _look(self) -> list[tuple[str, int, float]]:
        return [(name, colour().rgba(), width) for name, colour, width in self.entries]

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(self._font)
        width = sum(
            (STROKE if width else 0) + 22 + metrics.horizontalAdvance(name)
            for name, _, width in self.entries
        )
        return QSize(int(width), 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._font)
        metrics = QFontMetricsF(self._font)
        x, middle = 2.0, self.height() / 2
        for name, colour, width in self.entries:
            if width:
                painter.setPen(QPen(colour(), width))
                painter.drawLine(QLineF(x, middle, x + STROKE, middle))
            painter.setPen(self._themes.current.surface.second)
            advance = metrics.horizontalAdvance(name)
            stroke = STROKE if width else 0
            area = QRectF(x + stroke + 6, 0, advance + 4, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, name)
            x += stroke + 20 + advance
