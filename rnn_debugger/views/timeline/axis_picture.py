"""The axis of the timeline: ticks and their numbers, painted once for a stretch."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPixmap

from rnn_debugger.debugger import AxisTick, Stretch, axis_ticks
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.theme import Theme
from rnn_debugger.views.timeline.rows import Row
from rnn_debugger.views.timeline.run_scene import RunScene

APART = 3
"""Pixels between a number and the handle of the cursor."""


@dataclass(frozen=True)
class _Placed:
    """A tick, its x, and where its number stands."""

    tick: AxisTick
    x: float
    room: QRectF


class AxisPicture:
    """Kept until the stretch is another one, or the cursor's handle covers other numbers."""

    def __init__(self) -> None:
        self._key: Hashable = None
        self._placed: list[_Placed] = []
        self._covered: list[int] = []
        self._picture = QPixmap()

    def follow(self, key: Hashable, scene: RunScene, stretch: Stretch, row: Row) -> None:
        """Show a stretch; `key` is all that its ticks and their look hang on."""
        if key != self._key:
            self._key, self._picture = key, QPixmap()
            self._placed = _placed(scene, stretch, row)

    def draw(
        self, painter: QPainter, theme: Theme, stretch: Stretch, row: Row, handle: QRectF | None
    ) -> None:
        """Draw all numbers but those that the handle covers."""
        covered = [n for n, each in enumerate(self._placed) if _is_covered(each.room, handle)]
        if self._picture.isNull() or covered != self._covered:
            self._covered = covered
            ratio = painter.device().devicePixelRatioF()
            self._picture = self._painted(theme, stretch, row, ratio)
        painter.drawPixmap(QPointF(0, row.top - 1), self._picture)

    def _painted(self, theme: Theme, stretch: Stretch, row: Row, ratio: float) -> QPixmap:
        picture = QPixmap(int(stretch.width * ratio), int((row.height + 1) * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, 1 - row.top)
        surface = theme.surface
        painter.setFont(number_font(10.5))
        painter.setPen(QPen(surface.line, 1))
        painter.drawLine(QLineF(0, row.top - 0.5, stretch.width, row.top - 0.5))
        for number, each in enumerate(self._placed):
            painter.setPen(QPen(surface.to_come_line, 1))
            painter.drawLine(QLineF(each.x, row.top, each.x, row.top + 3))
            if number not in self._covered:
                painter.setPen(surface.ink if each.tick.is_head else surface.second)
                painter.drawText(each.room, Qt.AlignmentFlag.AlignVCenter, each.tick.text)
        painter.end()
        return picture


def _placed(scene: RunScene, stretch: Stretch, row: Row) -> list[_Placed]:
    metrics, found = QFontMetricsF(number_font(10.5)), []
    for tick in axis_ticks(stretch, scene.programs):
        x, width = stretch.x(tick.place), metrics.horizontalAdvance(tick.text)
        left = min(x + 3 if tick.is_head else x - width / 2, stretch.width - width)
        found.append(_Placed(tick, x, QRectF(left, row.top + 1, width + 2, row.height - 2)))
    return found


def _is_covered(room: QRectF, handle: QRectF | None) -> bool:
    return handle is not None and handle.adjusted(-APART, 0, APART, 0).intersects(room)
