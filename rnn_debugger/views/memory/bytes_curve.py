"""Live bytes over the operations of the iteration, stacked by role."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnn_debugger.debugger import byte_ticks, bytes_text, whole_ticks
from rnn_debugger.views.colours import Array
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.pooling import starts
from rnn_debugger.views.roles import role_colour

LEFT, RIGHT, TOP, BOTTOM = 62, 14, 20, 22
"""Pixels around the curve."""


class BytesCurve(QWidget):
    """The areas are painted once for an iteration's program; a step moves the cursor alone."""

    double_clicked = Signal(int)
    """How many operations have run at a place."""

    def __init__(self, themes: Themes, roles: Sequence[str], by_role: Array) -> None:
        """As for `show_bytes`."""
        super().__init__()
        self._themes = themes
        self._reached = 0
        self._ground: QPixmap | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(120, 80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self._forget)
        self.show_bytes(roles, by_role)

    def show_bytes(self, roles: Sequence[str], by_role: Array) -> None:
        """`by_role` (roles, operations + 1): bytes held when so many operations have run, in the
        order in which they are stacked.
        """
        self._roles = tuple(roles)
        self._stack = np.cumsum(by_role, axis=0)
        self._total = self._stack[-1]
        self._forget()

    @property
    def peak(self) -> tuple[int, int]:
        """Where the most is held, and how many bytes that is."""
        place = int(self._total.argmax())
        return place, int(self._total[place])

    def show_cursor(self, reached: int) -> None:
        """So many operations have run."""
        if reached != self._reached:
            self._reached = reached
            self.update()

    def place_at(self, x: float) -> int | None:
        """How many operations have run at a pixel; None beside the curve."""
        area = self._area
        if not area.left() <= x <= area.right():
            return None
        return round((x - area.left()) / area.width() * (len(self._total) - 1))

    @property
    def _area(self) -> QRectF:
        return QRectF(
            LEFT, TOP, max(self.width() - LEFT - RIGHT, 1), max(self.height() - TOP - BOTTOM, 1)
        )

    def _x(self, reached: float) -> float:
        return self._area.left() + reached / (len(self._total) - 1) * self._area.width()

    def _y(self, count: float) -> float:
        return self._area.bottom() - count / max(self.peak[1], 1) * self._area.height()

    def _forget(self) -> None:
        self._ground = None
        self.update()

    def _painted_ground(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        ground = QPixmap(self.size() * ratio)
        ground.setDevicePixelRatio(ratio)
        ground.fill(self._themes.current.surface.canvas)
        painter = QPainter(ground)
        self._paint_axes(painter)
        self._paint_areas(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_peak(painter)
        painter.end()
        return ground

    def _paint_axes(self, painter: QPainter) -> None:
        surface, area = self._themes.current.surface, self._area
        painter.setFont(number_font(10.5))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for tick in byte_ticks(self.peak[1], max(int(area.height() / 26), 1)):
            height = self._y(tick.place)
            painter.setPen(QPen(surface.line, 1))
            painter.drawLine(QLineF(area.left() - 3, height, area.right(), height))
            painter.setPen(surface.second)
            painter.drawText(QRectF(0, height - 8, LEFT - 6, 16), right, tick.text)
        for tick in whole_ticks(0, len(self._total) - 1, int(area.width() / 64) + 1):
            place = self._x(int(tick.place))
            painter.setPen(QPen(surface.line, 1))
            painter.drawLine(QLineF(place, area.bottom(), place, area.bottom() + 3))
            painter.setPen(surface.second)
            room = QRectF(place - 40, area.bottom() + 4, 80, 16)
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, tick.text)
        painter.setFont(text_font(10.5))
        painter.drawText(QRectF(2, area.bottom() + 4, LEFT, 16), 0, "operation")

    def _paint_areas(self, painter: QPainter) -> None:
        """Each role between the one below and its own height; of a pixel the most is drawn."""
        begins = starts(len(self._total), int(self._area.width()))
        heights = np.maximum.reduceat(self._stack, begins, axis=1)
        # As steps: what is held stays while an operation runs.
        edges = np.repeat(np.append(begins, len(self._total)) - 0.5, 2)[1:-1]
        places = [self._x(edge) for edge in edges]
        below = [self._y(0)] * len(places)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setClipRect(self._area.adjusted(0, -1, 0, 0))
        for role, height in zip(self._roles, heights, strict=True):
            above = [self._y(count) for count in np.repeat(height, 2)]
            upper = [QPointF(x, y) for x, y in zip(places, above, strict=True)]
            lower = [QPointF(x, y) for x, y in zip(places, below, strict=True)]
            painter.setBrush(role_colour(self._themes.current, role))
            painter.drawPolygon(QPolygonF(upper + lower[::-1]))
            below = above
        painter.setClipping(False)

    def _paint_peak(self, painter: QPainter) -> None:
        surface = self._themes.current.surface
        place, count = self.peak
        x, y = self._x(place), self._y(count)
        painter.setBrush(surface.ink)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawPolygon(
            QPolygonF([QPointF(x - 5, y - 8), QPointF(x + 5, y - 8), QPointF(x, y - 1)])
        )
        painter.setPen(surface.ink)
        painter.setFont(number_font(10.5))
        is_right = x < self._area.center().x()
        room = QRectF(x + 9 if is_right else x - 309, y - 14, 300, 14)
        text = f"peak {bytes_text(count)} at operation {place - 1:,}"
        beside = self.width() - x - 10 if is_right else x - 10
        if painter.fontMetrics().horizontalAdvance(text) > beside:
            text = f"peak {bytes_text(count)}"
        flag = Qt.AlignmentFlag.AlignLeft if is_right else Qt.AlignmentFlag.AlignRight
        painter.drawText(room, flag, text)

    def sizeHint(self) -> QSize:
        return QSize(320, 140)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._ground is None:
            self._ground = self._painted_ground()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground)
        surface, area = self._themes.current.surface, self._area
        x = self._x(self._reached)
        painter.setPen(QPen(surface.canvas, 4))
        painter.drawLine(QLineF(x, area.top() - 4, x, area.bottom() + 4))
        painter.setPen(QPen(surface.ink, 2))
        painter.drawLine(QLineF(x, area.top() - 4, x, area.bottom() + 4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._ground = None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place, text = self.place_at(event.position().x()), ""
        if place is not None:
            when = "before the iteration" if place == 0 else f"while operation {place - 1:,} runs"
            text = f"{int(self._total[place]):,} bytes {when}"
        QToolTip.showText(event.globalPosition().toPoint() + QPoint(0, 6), text, self)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        place = self.place_at(event.position().x())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit(place)
