"""The heatmap of the triangle: a row for each loss, a column for each state that it reaches."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF

from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.heatmap import Heatmap
from rnn_debugger.views.panel import Themes

NOTE = "A loss reaches only the states before it"
NOTE_ROOM = (250.0, 60.0)
"""Pixels of the empty half from which it says why it is empty."""


class TriangleMap(Heatmap):
    """A heatmap of which each row has cells up to some column; beyond it there are none."""

    def __init__(self, themes: Themes, tell: Callable[[int, int], str]) -> None:
        super().__init__(themes, tell)
        self._ends: tuple[int, ...] = ()

    def set_ends(self, ends: tuple[int, ...]) -> None:
        """How many columns each row has, ascending."""
        if ends != self._ends:
            self._ends = ends
            self.update()

    def cell_at(self, place: QPoint) -> tuple[int, int] | None:
        cell = super().cell_at(place)
        if cell is None or cell[0] >= len(self._ends) or cell[1] >= self._ends[cell[0]]:
            return None
        return cell

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        picture = self.picture
        if picture is None or picture.values.shape[0] != len(self._ends):
            return
        painter = QPainter(self)
        surface = self._themes.current.surface
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(surface.canvas)
        stairs = self._stairs(picture.values.shape)
        corner = QPointF(self.width(), 0)
        painter.drawPolygon(QPolygonF([*stairs, QPointF(self.width(), self.height()), corner]))
        painter.setPen(QPen(surface.line, 1))
        painter.drawPolyline(QPolygonF(stairs))
        room = QRectF(self.width() / 2, 6, self.width() / 2 - 10, self.height() / 2 - 6)
        if len(self._ends) > 1 and room.width() > NOTE_ROOM[0] and room.height() > NOTE_ROOM[1]:
            painter.setFont(text_font(11))
            painter.setPen(surface.second)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
            painter.drawText(room, flags, NOTE)

    def _stairs(self, shape: tuple[int, int]) -> list[QPointF]:
        """The right edge of the cells, from the top to the foot."""
        rows, columns = shape
        height, width = self.height() / rows, self.width() / columns
        points = []
        for row, end in enumerate(self._ends):
            points += [QPointF(end * width, row * height), QPointF(end * width, (row + 1) * height)]
        return points
