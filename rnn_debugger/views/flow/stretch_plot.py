"""How far each timestep may stretch a gradient: the largest singular value of its Jacobian."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen

from rnn_debugger.views.colours import Array
from rnn_debugger.views.flow.column_plot import ColumnMarks, ColumnPlot
from rnn_debugger.views.flow.parts_bars import BARS_FROM
from rnn_debugger.views.fonts import number_font, text_font

LEAST_STRETCH = 0.02
"""Powers of ten that the scale of the Jacobians reaches above and below 1 at least."""


@dataclass(frozen=True, eq=False)
class Stretches:
    """The largest singular value of each Jacobian (columns,), NaN where it is not known, and that
    of the road's own block; `bad` are columns whose Jacobian is not finite.
    """

    largest: Array
    own: Array
    own_name: str
    has_own: bool
    bad: Array
    marks: ColumnMarks = field(default_factory=ColumnMarks)
    message: str = ""


class StretchPlot(ColumnPlot):
    """Bars from 1 up where a timestep may stretch a gradient, from 1 down where it shrinks all."""

    _stretches: Stretches | None = None
    _reach = (-1.0, 1.0)

    @property
    def stretches(self) -> Stretches | None:
        return self._stretches

    def show_stretches(self, stretches: Stretches) -> None:
        self._stretches = stretches
        with np.errstate(divide="ignore", invalid="ignore"):
            powers = np.log10(np.concatenate([stretches.largest, stretches.own]))
        known = powers[np.isfinite(powers)]
        low = min(float(known.min(initial=0.0)), -LEAST_STRETCH)
        high = max(float(known.max(initial=0.0)), LEAST_STRETCH)
        self._reach = low * 1.1, high * 1.1
        self.show_columns(len(stretches.largest), stretches.marks)

    def height_of(self, value: float) -> float:
        """Where a singular value is drawn, in pixels from the top; 0 at the floor."""
        low, high = self._reach
        with np.errstate(divide="ignore"):
            share = (np.log10(value) - low) / (high - low)
        return float(self.area.bottom() - np.clip(share, 0, 1) * self.area.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        stretches = self._stretches
        painter = QPainter(self)
        surface, backward = self.themes.current.surface, self.themes.current.backward
        painter.fillRect(self.area, surface.canvas)
        if stretches is None:
            return
        painter.setFont(text_font(11))
        known = np.isfinite(stretches.largest)
        if not known.any() and stretches.message:
            painter.setPen(surface.second)
            area = self.area.adjusted(14, 0, -14, 0)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, stretches.message)
        one = self.height_of(1.0)
        painter.setPen(Qt.PenStyle.NoPen)
        gap = 1.0 if self.area.width() / len(known) >= BARS_FROM else 0.0
        for column in np.flatnonzero(known).tolist():
            value = float(stretches.largest[column])
            area = self.columns_rect(column, column).adjusted(0, 0, -gap, 0)
            end = self.height_of(value)
            area.setTop(min(one, end))
            area.setBottom(max(one, end))
            painter.fillRect(area, backward.line if value > 1 else backward.glow)
            if stretches.has_own:
                height = self.height_of(float(stretches.own[column]))
                painter.fillRect(QRectF(area.left(), height - 1, area.width(), 2), surface.ink)
        if known.any():
            self._paint_scale(painter, one)
        self.paint_not_finite(painter, stretches.bad)
        self.paint_marks(painter)
        painter.setFont(number_font(10.5, bold=True))
        painter.setPen(backward.text)
        place = QRectF(self.area.right() + 8, one - 8, 90, 16)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, "σ₁(J[t])")
        if stretches.has_own and known.any():
            self._paint_own_name(painter, stretches.own_name, one)

    def _paint_own_name(self, painter: QPainter, name: str, one: float) -> None:
        """What the lines across the bars are: under the other name, or where it is low over it."""
        surface, left = self.themes.current.surface, self.area.right() + 8
        middle = one + 15 if one + 23 <= self.height() else one - 15
        painter.setPen(QPen(surface.ink, 2))
        painter.drawLine(QLineF(left, middle, left + 12, middle))
        painter.setFont(text_font(10.5))
        painter.setPen(surface.second)
        area = QRectF(left + 15, middle - 8, 80, 16)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_scale(self, painter: QPainter, one: float) -> None:
        painter.setFont(number_font(10.5))
        for power in self._reach:
            value = 10 ** (power / 1.1)
            height = self.height_of(value)
            if abs(height - one) > 15:
                self.write_tick(painter, height, f"{value:.2g}")
        self.write_tick(painter, one, "1")
        painter.setPen(QPen(self.themes.current.surface.ink, 1))
        painter.drawLine(QLineF(self.area.left(), one, self.area.right(), one))
