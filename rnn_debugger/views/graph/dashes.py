"""Dashed lines as short lines: Qt's dashing of a path with corners takes ten times as long."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from rnn_debugger.views.graph.elements import Point
from rnn_debugger.views.graph.rounded_path import rounded_path

WIDTH = 1.1
DASH, GAP = 5.5, 2.2
"""Pixels."""


def draw_dashed_line(
    painter: QPainter, points: Sequence[Point], colour: QColor, shorten: float
) -> None:
    """A dashed line through the points with rounded corners; its end is `shorten` pixels short."""
    _draw(painter, _along_points(tuple(points), shorten), colour)


def draw_dashed_box(painter: QPainter, area: QRectF, colour: QColor, radius: float) -> None:
    """The dashed frame of what is to come."""
    painter.save()
    painter.translate(area.topLeft())
    _draw(painter, _around_box(area.width(), area.height(), radius), colour)
    painter.restore()


def _draw(painter: QPainter, dashes: list[QLineF], colour: QColor) -> None:
    painter.setPen(QPen(colour, WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLines(dashes)


@lru_cache(maxsize=1024)
def _along_points(points: tuple[Point, ...], shorten: float) -> list[QLineF]:
    return list(dashes(rounded_path(points, shorten)))


@lru_cache(maxsize=256)
def _around_box(width: float, height: float, radius: float) -> list[QLineF]:
    path = QPainterPath()
    path.addRoundedRect(QRectF(0, 0, width, height), radius, radius)
    return list(dashes(path))


def dashes(path: QPainterPath) -> Iterator[QLineF]:
    """A path cut into dashes; one that runs round a corner is several lines."""
    left, is_drawn = DASH, True
    for outline in path.toSubpathPolygons():
        for start, end in pairwise(outline.toList()):
            length = math.hypot(end.x() - start.x(), end.y() - start.y())
            done = 0.0
            while done < length:
                reach = min(left, length - done)
                if is_drawn:
                    yield QLineF(
                        _between(start, end, done / length),
                        _between(start, end, (done + reach) / length),
                    )
                done += reach
                left -= reach
                if left <= 0:
                    is_drawn = not is_drawn
                    left = DASH if is_drawn else GAP


def _between(start: QPointF, end: QPointF, share: float) -> QPointF:
    return start + (end - start) * share
