"""The axis of units beside a heatmap: numbers, or the characters that the rows stand for."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from rnn_debugger.debugger import whole_step, whole_ticks
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes

EVERY_FROM = 13
"""Pixels of a row from which every row is named."""
TITLE_FROM = 64
"""Pixels of height from which there is a title."""


class RowAxis(QWidget):
    """Stands at the left of a heatmap, as high as it; its rows are the heatmap's."""

    def __init__(self, themes: Themes, width: int) -> None:
        super().__init__()
        self._themes = themes
        self._count = 1
        self._title = "unit"
        self._labels: tuple[str, ...] | None = None
        self._chosen: int | None = None
        self.setFixedWidth(width)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        themes.changed.connect(self.update)

    def show_rows(
        self, count: int, title: str, labels: tuple[str, ...] | None, chosen: int | None
    ) -> None:
        """`labels` (count,) name the rows; `chosen` is written in ink. Without a title and
        labels there is nothing to name.
        """
        shown = (count, title, labels, chosen)
        if shown != (self._count, self._title, self._labels, self._chosen):
            self._count, self._title, self._labels, self._chosen = shown
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.width(), 60)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        surface = self._themes.current.surface
        if not self._title and self._labels is None:
            return
        if self._title and self.height() >= TITLE_FROM:
            painter.setFont(text_font(10.5))
            painter.setPen(surface.second)
            painter.save()
            painter.translate(0, self.height())
            painter.rotate(-90)
            area = QRectF(0, 3, self.height(), 15)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._title)
            painter.restore()
        painter.setFont(number_font(10.5))
        chosen = None if self._chosen is None else self._middle(self._chosen)
        for row in self._ticked():
            if chosen is None or abs(self._middle(row) - chosen) >= EVERY_FROM:
                painter.setPen(surface.second)
                self._write(painter, row)
        if self._chosen is not None:
            painter.setFont(number_font(10.5, bold=True))
            painter.setPen(surface.ink)
            self._write(painter, self._chosen)

    def _middle(self, row: int) -> float:
        return (row + 0.5) * self.height() / self._count

    def _ticked(self) -> list[int]:
        """The rows that are named."""
        if self.height() / self._count >= EVERY_FROM:
            return list(range(self._count))
        if self._labels is not None:
            step = whole_step(self._count, self.height() // EVERY_FROM)
            return list(range(0, self._count, step))
        ticks = whole_ticks(0, self._count - 1, self.height() // 24)
        return [int(tick.place) for tick in ticks]

    def _write(self, painter: QPainter, row: int) -> None:
        # At the ends the text stays inside.
        top = min(max(self._middle(row) - 8, -1), self.height() - 15)
        area = QRectF(0, top, self.width() - 5, 16)
        text = str(row) if self._labels is None else self._labels[row]
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(area, flags, text)
