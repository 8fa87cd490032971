"""For every timestep a bar of two parts: this step's own, and what t + 1 hands back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen

from rnn_debugger.debugger import linear_ticks, round_up
from rnn_debugger.views.colours import Array
from rnn_debugger.views.flow.column_plot import ColumnMarks, ColumnPlot
from rnn_debugger.views.flow.stacks import stack_extent, stacks
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.theme import mixed

BARS_FROM = 5
"""Pixels of a column from which a gap parts it from the next."""
CAP = 1.5
"""Pixels of the line at the end of a part."""
MOST_OF_WHOLE = 2.0
"""Wholes at which shares are cut off: beside parts that cancel each other nothing would be seen."""


@dataclass(frozen=True, eq=False)
class Bars:
    """What is shown, as in `PartsSheet`; `is_share` divides each bar by its whole."""

    along: Array
    norms: Array
    total: Array
    present: Array
    exists: Array
    meets_loss: bool
    is_share: bool = False
    marks: ColumnMarks = field(default_factory=ColumnMarks)
    message: str = ""

    def looks_like(self, other: Bars) -> bool:
        """Whether the other is painted the same."""
        arrays = zip(self._arrays, other._arrays, strict=True)
        return self._rest == other._rest and all(
            np.array_equal(one, two, equal_nan=True) for one, two in arrays
        )

    @property
    def _arrays(self) -> tuple[Array, ...]:
        return self.along, self.norms, self.total, self.present, self.exists

    @property
    def _rest(self) -> tuple[object, ...]:
        return self.meets_loss, self.is_share, self.marks, self.message

    @property
    def parts(self) -> Array:
        """The components that are drawn: (2, columns), at the base what t + 1 hands back."""
        parts = self.along[::-1]
        if not self.is_share:
            return parts
        with np.errstate(all="ignore"):
            shares: Array = np.where(self.total > 0, parts / self.total, 0.0)
        return np.clip(np.where(np.isnan(parts), np.nan, shares), -MOST_OF_WHOLE, MOST_OF_WHOLE)


class PartsBars(ColumnPlot):
    """The bars, on a linear scale whose ends are round."""

    def __init__(
        self, themes: Themes, gutters: tuple[int, int], tell: Callable[[int], str]
    ) -> None:
        super().__init__(themes, gutters, tell)
        self._bars: Bars | None = None
        self.range = (0.0, 1.0)
        """The numbers at the foot and at the head."""

    @property
    def bars(self) -> Bars | None:
        return self._bars

    def show_bars(self, bars: Bars) -> None:
        if self._bars is not None and bars.looks_like(self._bars):
            return
        self._bars = bars
        low, high = stack_extent(bars.parts)
        waiting = np.where(np.isfinite(bars.norms) & ~bars.present, bars.norms, 0.0).sum(axis=0)
        if not bars.is_share:
            high = max(high, float(waiting.max(initial=0.0)))
        self.range = -round_up(-low), round_up(high) or 1.0
        self.show_columns(len(bars.total), bars.marks)

    def height_of(self, value: float) -> float:
        """Where a number is drawn, in pixels from the top."""
        return float(self._heights(np.array(value)))

    def colours(self) -> tuple[tuple[QColor, QColor], tuple[QColor, QColor]]:
        """Fill and line of this step's part, and of the one of t + 1."""
        theme = self.themes.current
        meets_loss = self._bars is None or self._bars.meets_loss
        own = (
            (theme.loss.fill, theme.loss.line)
            if meets_loss
            else (theme.backward.line, theme.backward.text)
        )
        return own, (theme.backward.glow, theme.backward.line)

    def paintEvent(self, event: QPaintEvent) -> None:
        bars = self._bars
        painter = QPainter(self)
        painter.fillRect(self.area, self.themes.current.surface.canvas)
        if bars is None:
            return
        self._paint_scale(painter, bars)
        painter.setFont(text_font(11))
        self.paint_awaited(painter, bars.exists & ~bars.present, bars.message)
        self._paint_bars(painter, bars)
        self._paint_waiting(painter, bars)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.paint_not_finite(painter, bars.present & ~np.isfinite(bars.total))
        self.paint_marks(painter)

    def _paint_scale(self, painter: QPainter, bars: Bars) -> None:
        painter.setFont(number_font(10.5))
        if not bars.present.any():
            return
        most = max(int(self.area.height() / 26), 1)
        for tick in linear_ticks(*self.range, most):
            text = f"{100 * tick.place:.0f} %" if bars.is_share else tick.text
            self.write_tick(painter, self.height_of(tick.place), text.replace("-", "−"))

    def _paint_bars(self, painter: QPainter, bars: Bars) -> None:
        area, theme = self.area, self.themes.current
        (own, own_line), (handed, handed_line) = self.colours()
        found = stacks(bars.parts, int(area.width()))
        pitch = area.width() / len(bars.total)
        wide = max(pitch - (1 if pitch >= BARS_FROM else 0), 1.0)
        lefts = (area.left() + found.columns * pitch).tolist()
        painter.setPen(Qt.PenStyle.NoPen)
        for ends, fill, line in (
            (found.base, handed, handed_line),
            (found.other, own, own_line),
        ):
            begin, end = self._heights(ends)
            tops, bottoms = np.minimum(begin, end), np.maximum(begin, end)
            painter.setBrush(fill)
            painter.drawRects(_rects(lefts, wide, tops, bottoms))
            # A line at the far end, as high as the part where that is lower.
            far = np.where(end <= begin, tops, np.maximum(bottoms - CAP, tops))
            painter.setBrush(line)
            painter.drawRects(_rects(lefts, wide, far, np.minimum(far + CAP, bottoms)))
        whole = self._heights(found.whole)
        painter.setBrush(theme.surface.ink)
        painter.drawRects(_rects(lefts, wide, whole - 1, whole + 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _heights(self, values: Array) -> Array:
        low, high = self.range
        heights: Array = self.area.bottom() - (values - low) / (high - low) * self.area.height()
        return heights

    def _paint_waiting(self, painter: QPainter, bars: Bars) -> None:
        """A part that has arrived and waits for the other one: its norm, dashed and pale."""
        waiting = bars.exists & ~bars.present & np.isfinite(bars.norms).any(axis=0)
        for column in np.flatnonzero(waiting):
            (own, own_line), (handed, handed_line) = self.colours()
            base = 0.0
            for side, fill, line in ((1, handed, handed_line), (0, own, own_line)):
                norm = float(bars.norms[side, column])
                if not np.isfinite(norm) or bars.is_share:
                    continue
                area = self.columns_rect(int(column), int(column)).adjusted(1, 0, -1, 0)
                area.setTop(self.height_of(base + norm))
                area.setBottom(self.height_of(base))
                painter.setBrush(mixed(fill, self.themes.current.surface.canvas, 0.5))
                painter.setPen(QPen(line, 1, Qt.PenStyle.DashLine))
                painter.drawRect(area)
                base += norm
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _rects(lefts: list[float], width: float, tops: Array, bottoms: Array) -> list[QRectF]:
    return [
        QRectF(left, top, width, bottom - top)
        for left, top, bottom in zip(lefts, tops.tolist(), bottoms.tolist(), strict=True)
        if bottom > top
    ]
