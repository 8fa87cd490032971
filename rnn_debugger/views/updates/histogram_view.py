"""A histogram, symmetric about 0; exact zeros are told apart from small numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnn_debugger.debugger import Histogram, Tick, log_ticks, short, whole_ticks
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes

LEFT, RIGHT, TOP, BOTTOM = 46, 14, 16, 20
"""Pixels around the bars."""
LOG_FROM = 200
"""Values from which counts are drawn by their logarithms."""


class HistogramView(QWidget):
    """Bars of the counts; what cannot be a bar is said above them."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self._histogram: Histogram | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(120, 60)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self.update)

    def show_histogram(self, histogram: Histogram | None) -> None:
        self._histogram = histogram
        self.update()

    @property
    def _area(self) -> QRectF:
        return QRectF(
            LEFT, TOP, max(self.width() - LEFT - RIGHT, 1), max(self.height() - TOP - BOTTOM, 1)
        )

    def _bar(self, histogram: Histogram, number: int) -> QRectF:
        area = self._area
        width = area.width() / len(histogram.bars)
        height = area.height() * self._share(histogram, int(histogram.bars[number]))
        return QRectF(area.left() + number * width, area.bottom() - height, width, height)

    def _share(self, histogram: Histogram, count: float) -> float:
        """The share of the height that a count has; of many by its logarithm, or a few weights
        that change much could not be seen beside the many that hardly do.
        """
        most = max(int(histogram.bars.max()), 1)
        if self._is_log(histogram):
            return math.log1p(count) / math.log1p(most)
        return count / most

    def _is_log(self, histogram: Histogram) -> bool:
        # By how many there are and not by how they lie, so that it stays while stepping.
        return int(histogram.counts.sum()) >= LOG_FROM

    def _ticks(self, histogram: Histogram, most: int) -> Sequence[Tick]:
        highest = int(histogram.bars.max())
        if not highest:
            return []
        if not self._is_log(histogram):
            return whole_ticks(0, highest, most)
        powers = log_ticks(0, max(math.log10(highest), 1e-3), most)
        counts = [Tick(round(10.0**tick.place), "") for tick in powers]
        return [Tick(0, "0"), *(Tick(tick.place, f"{tick.place:,}") for tick in counts)]

    def _paint_axes(self, painter: QPainter, histogram: Histogram) -> None:
        surface, area = self._themes.current.surface, self._area
        painter.setFont(number_font(10.5))
        for tick in self._ticks(histogram, int(area.height() / 28) + 1):
            height = area.bottom() - area.height() * self._share(histogram, tick.place)
            painter.setPen(QPen(surface.line, 1))
            painter.drawLine(QLineF(area.left(), height, area.right(), height))
            painter.setPen(surface.second)
            room = QRectF(0, height - 8, LEFT - 6, 16)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(room, flags, tick.text)
        middle = area.center().x()
        painter.setPen(QPen(surface.to_come_line, 1))
        painter.drawLine(QLineF(middle, area.top(), middle, area.bottom() + 3))
        painter.setPen(surface.second)
        left, centre, right = (
            Qt.AlignmentFlag.AlignLeft,
            Qt.AlignmentFlag.AlignHCenter,
            Qt.AlignmentFlag.AlignRight,
        )
        foot = QRectF(area.left(), area.bottom() + 3, area.width(), 16)
        painter.drawText(foot, centre, "0")
        if histogram.level:
            painter.drawText(foot, left, short(-histogram.level, trim=True))
            painter.drawText(foot, right, short(histogram.level, trim=True))

    def _paint_remarks(self, painter: QPainter, histogram: Histogram) -> None:
        remarks = [
            f"{count:,} {text}"
            for count, text in (
                (histogram.zeros, "exactly 0"),
                (histogram.nan, "NaN"),
                (histogram.infinite, "infinite"),
            )
            if count
        ]
        painter.setFont(text_font(10.5))
        painter.setPen(self._themes.current.surface.second)
        room = QRectF(LEFT, 0, self._area.width(), TOP - 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight, " · ".join(remarks))

    def sizeHint(self) -> QSize:
        return QSize(240, 110)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self._themes.current
        painter.fillRect(self.rect(), theme.surface.canvas)
        histogram = self._histogram
        if histogram is None:
            return
        self._paint_axes(painter, histogram)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.update.line)
        for number in range(len(histogram.bars)):
            if histogram.bars[number]:
                bar = self._bar(histogram, number)
                # A single value is still to be seen beside thousands.
                bar.setTop(min(bar.top(), bar.bottom() - 2))
                painter.drawRect(bar.adjusted(0.5, 0, -0.5, 0))
        self._paint_remarks(painter, histogram)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        text, histogram, area = "", self._histogram, self._area
        x = event.position().x()
        if histogram is not None and histogram.level and area.left() <= x < area.right():
            number = int((x - area.left()) * len(histogram.bars) / area.width())
            low, high = histogram.edges[number : number + 2]
            text = f"{int(histogram.bars[number]):,} from {short(low)} to {short(high)}"
        QToolTip.showText(event.globalPosition().toPoint() + QPoint(0, 6), text, self)
