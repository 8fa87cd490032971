"""The figures of two runs in a few columns, a row each, and what the difference costs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnn_debugger.debugger import SideFigure, exact, short
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes

ROW, MARGIN, GAP = 18.0, 12.0, 18.0
"""Pixels of a row, at the left, and between columns."""
ALWAYS = ("loss", "peak memory", "operations")
"""What is shown first where there is no room for everything."""


class FiguresStrip(QWidget):
    """`show_figures` says what there is to show; what does not fit is counted."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self.setObjectName("side_figures")
        self._themes = themes
        self._titles = ("", "")
        self._figures: tuple[SideFigure, ...] = ()
        self._sentence = ""
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(int(4 * ROW + 12))
        themes.changed.connect(self.update)

    @property
    def figures(self) -> tuple[SideFigure, ...]:
        return self._figures

    @property
    def sentence(self) -> str:
        return self._sentence

    def show_figures(
        self, titles: tuple[str, str], figures: Sequence[SideFigure], sentence: str
    ) -> None:
        """Show the figures of two runs with these titles, and a sentence under them."""
        shown = titles, tuple(figures), sentence
        if shown != (self._titles, self._figures, self._sentence):
            self._titles, self._figures, self._sentence = shown
            self.update()

    def shown(self) -> tuple[SideFigure, ...]:
        """The figures that there is room for."""
        room = self.width() - self._title_width() - MARGIN
        if sum(map(self._width, self._figures)) <= room:
            return self._figures
        chosen = [figure for figure in self._figures if figure.name in ALWAYS]
        room -= sum(map(self._width, chosen)) + self._more_width()
        for figure in self._figures:
            if figure.name in ALWAYS:
                continue
            room -= self._width(figure)
            if room < 0:
                break
            chosen.append(figure)
        return tuple(figure for figure in self._figures if figure in chosen)

    def figure_at(self, x: float) -> SideFigure | None:
        """The figure whose column lies at a place."""
        shown = self.shown()
        for (left, right), figure in zip(pairwise(self._edges(shown)), shown, strict=True):
            if left <= x < right:
                return figure
        return None

    def _edges(self, shown: Sequence[SideFigure]) -> list[float]:
        edges = [self._title_width()]
        for figure in shown:
            edges.append(edges[-1] + self._width(figure))
        return edges

    def _title_width(self) -> float:
        metrics = QFontMetricsF(text_font(11.5, bold=True))
        return MARGIN + max(map(metrics.horizontalAdvance, self._titles)) + GAP

    def _more_width(self) -> float:
        return QFontMetricsF(text_font(11)).horizontalAdvance("+ 00 more") + 8

    def _width(self, figure: SideFigure) -> float:
        numbers, names = QFontMetricsF(number_font(12)), QFontMetricsF(number_font(10.5))
        # As wide as any number: columns stay where they are while one steps.
        least = short(-1.234e-10) if figure.measured == "number" else ""
        widths = [numbers.horizontalAdvance(text) for text in (*figure.texts, least)]
        return max(*widths, names.horizontalAdvance(figure.name)) + GAP

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        figure = self.figure_at(event.position().x())
        text = ""
        if figure is not None:
            numbers = (figure.first, figure.second)
            lines = (
                f"{title}: {'to come' if number is None else exact(number)}"
                for title, number in zip(self._titles, numbers, strict=True)
            )
            text = "\n".join((figure.name, *lines))
        if event.position().y() > 6 + 3 * ROW:
            # It may be elided.
            text = self._sentence
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def paintEvent(self, event: QPaintEvent) -> None:
        surface = self._themes.current.surface
        painter = QPainter(self)
        painter.fillRect(self.rect(), surface.canvas)
        painter.setPen(QPen(surface.line, 1))
        painter.drawLine(QPointF(0, 0.5), QPointF(self.width(), 0.5))
        shown = self.shown()
        for row, title in enumerate(self._titles, 1):
            self._text(painter, 0, row, title, surface.ink, is_title=True)
        edges = self._edges(shown)
        for left, figure in zip(edges, shown, strict=False):
            painter.setFont(number_font(10.5))
            self._text(painter, left, 0, figure.name, surface.second)
            painter.setFont(number_font(12))
            for row, text in enumerate(figure.texts, 1):
                is_there = (figure.first, figure.second)[row - 1] is not None
                colour = surface.ink if is_there else surface.to_come_text
                self._text(painter, left, row, text, colour)
        painter.setFont(text_font(11))
        missing = len(self._figures) - len(shown)
        if missing:
            self._text(painter, edges[-1], 0, f"+ {missing} more", surface.second)
        area = QRectF(MARGIN, 6 + 3 * ROW, self.width() - 2 * MARGIN, ROW)
        painter.setPen(surface.second)
        elided = painter.fontMetrics().elidedText(
            self._sentence, Qt.TextElideMode.ElideRight, int(area.width())
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, elided)

    def _text(
        self, painter: QPainter, left: float, row: int, text: str, colour: QColor,
        *, is_title: bool = False,
    ) -> None:  # fmt: skip
        if is_title:
            painter.setFont(text_font(11.5, bold=True))
            left = MARGIN
        painter.setPen(colour)
        area = QRectF(left, 6 + row * ROW, self.width(), ROW)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)

    def sizeHint(self) -> QSize:
        return QSize(400, self.height())
