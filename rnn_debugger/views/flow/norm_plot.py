"""The norms of a gradient on a logarithmic scale, and the products of Jacobians over them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPolygonF

from rnn_debugger.debugger import log_range, log_ticks
from rnn_debugger.views.colours import Array
from rnn_debugger.views.flow.column_plot import ColumnMarks, ColumnPlot
from rnn_debugger.views.flow.parts_bars import BARS_FROM
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.gradients.bars import CAP, bar_pixels
from rnn_debugger.views.paths import segments

MOST_DECADES = 24
"""Powers of ten that are shown at most: what is smaller lies on the floor."""
PRODUCT_DECADES = 8
"""So far below its largest the product is shown, which goes on to nothing."""


@dataclass(frozen=True, eq=False)
class Norms:
    """‖dh[t]‖ (columns,), and as powers of ten what may be left of the last gradient: `product`
    by the norm of the product of Jacobians, `bound` by the product of their norms; NaN where
    nothing is known. `begins` is the column from which back it vanishes or explodes.
    """

    base: str
    norms: Array
    present: Array
    exists: Array
    product: Array
    bound: Array
    begins: int | None = None
    word: str = ""
    marks: ColumnMarks = field(default_factory=ColumnMarks)
    message: str = ""


class NormPlot(ColumnPlot):
    """Bars of the norms, the products of Jacobians as lines over them."""

    _norms: Norms | None = None
    _range = (-1.0, 0.0)

    @property
    def norms(self) -> Norms | None:
        return self._norms

    @property
    def range(self) -> tuple[float, float]:
        """The powers of ten at the floor and at the head."""
        return self._range

    def show_norms(self, norms: Norms) -> None:
        self._norms = norms
        # The bound may leave the plot: it would flatten all else.
        known = norms.product[np.isfinite(norms.product)]
        powers = 10.0 ** np.clip(known, known.max(initial=-300) - PRODUCT_DECADES, 300)
        low, high = log_range(np.concatenate([norms.norms, powers]))
        self._range = float(max(low, high - MOST_DECADES)), float(high)
        self.show_columns(len(norms.norms), norms.marks)

    def height_of(self, power: float) -> float:
        """Where a power of ten is drawn, in pixels from the top."""
        return float(self._heights(np.array([power]))[0])

    def _heights(self, powers: Array) -> Array:
        (low, high), area = self._range, self.area
        with np.errstate(invalid="ignore"):
            shares = np.clip((powers - low) / (high - low), 0, 2)
        heights: Array = area.bottom() - shares * area.height()
        return heights

    def paintEvent(self, event: QPaintEvent) -> None:
        norms = self._norms
        painter = QPainter(self)
        painter.fillRect(self.area, self.themes.current.surface.canvas)
        if norms is None:
            return
        painter.setFont(number_font(10.5))
        if norms.present.any():
            for tick in log_ticks(*self._range, int(self.area.height() / 15) + 1):
                self.write_tick(painter, self.height_of(tick.place), tick.text)
        painter.setFont(text_font(11))
        self.paint_awaited(painter, norms.exists & ~norms.present, norms.message)
        self._paint_bars(painter, norms)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self.area)
        self._paint_lines(painter, norms)
        painter.setClipping(False)
        self.paint_not_finite(painter, norms.present & ~np.isfinite(norms.norms))
        self._paint_beginning(painter, norms)
        self.paint_marks(painter)
        self._paint_names(painter, norms)

    def _paint_bars(self, painter: QPainter, norms: Norms) -> None:
        backward, area, ratio = self.themes.current.backward, self.area, self.devicePixelRatioF()
        is_drawn = norms.present & np.isfinite(norms.norms) & (norms.norms > 0)
        heights = np.full(len(is_drawn), np.nan)
        heights[is_drawn] = area.bottom() - self._heights(np.log10(norms.norms[is_drawn]))
        pixels = bar_pixels(
            heights * ratio,
            (round(area.height() * ratio), round(area.width() * ratio)),
            (backward.glow.rgba(), backward.line.rgba()),
            gap=1 if area.width() / len(heights) >= BARS_FROM else 0,
            cap=CAP * ratio,
        )
        height, width = pixels.shape
        image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32)
        painter.drawImage(area, image)

    def _paint_lines(self, painter: QPainter, norms: Norms) -> None:
        ink = self.themes.current.surface.ink
        middles = self.area.left() + (np.arange(len(norms.norms)) + 0.5) * (
            self.area.width() / len(norms.norms)
        )
        for powers, style, width in (
            (norms.bound, Qt.PenStyle.DotLine, 1.2),
            (norms.product, Qt.PenStyle.SolidLine, 1.6),
        ):
            # Below all numbers is the floor, too.
            shown = np.where(np.isneginf(powers), self._range[0], powers)
            painter.setPen(QPen(ink, width, style))
            painter.drawLines(segments(middles, self._heights(shown)))

    def _paint_beginning(self, painter: QPainter, norms: Norms) -> None:
        """A triangle where it begins to vanish or to explode, and the word."""
        if norms.begins is None:
            return
        backward, area = self.themes.current.backward, self.area
        x = self.columns_rect(norms.begins, norms.begins).right()
        painter.setPen(QPen(backward.text, 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(x, area.top(), x, area.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(backward.line)
        y = area.top() + 7
        painter.drawPolygon(QPolygonF([QPointF(x, y - 5), QPointF(x - 7, y), QPointF(x, y + 5)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setFont(text_font(11, bold=True))
        painter.setPen(backward.text)
        width = painter.fontMetrics().horizontalAdvance(norms.word)
        is_left = x - 12 - width > area.left()
        place = QRectF(x - 11 - width if is_left else x + 6, y - 8, width + 2, 16)
        painter.fillRect(place, self.themes.current.surface.canvas)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, norms.word)

    def _paint_names(self, painter: QPainter, norms: Norms) -> None:
        """What bars and lines are, at the right: a name beside a stroke like it."""
        theme, left, top = self.themes.current, self.area.right() + 8, self.area.top()
        names: list[tuple[str, QColor, Qt.PenStyle | None]] = [
            (f"‖{norms.base}[t]‖", theme.backward.text, None)
        ]
        if np.isfinite(norms.product).any():
            names.append(("‖J⋯J‖", theme.surface.ink, Qt.PenStyle.SolidLine))
            names.append(("‖J‖⋯‖J‖", theme.surface.second, Qt.PenStyle.DotLine))
        for number, (name, colour, style) in enumerate(names):
            middle = top + 8 + 15 * number
            if middle + 8 > self.height():
                break
            painter.setFont(number_font(10.5, bold=style is None))
            indent = 0.0
            if style is not None:
                painter.setPen(QPen(theme.surface.ink, 1.4, style))
                painter.drawLine(QLineF(left, middle, left + 12, middle))
                indent = 15.0
            painter.setPen(colour)
            area = QRectF(left + indent, middle - 8, 90, 16)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, name)
