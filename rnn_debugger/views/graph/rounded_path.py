"""Lines with rounded corners as paths."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from rnn_debugger.views.graph.elements import Point

CORNER = 14.0
"""Pixels of a corner's radius, where there is room for it."""


def rounded_path(points: Sequence[Point], shorten: float = 0.0) -> QPainterPath:
    """A path through the points with rounded corners; its end is `shorten` pixels short."""
    places = list(points)
    if shorten:
        (x0, y0), (x1, y1) = places[-2], places[-1]
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        part = max(length - shorten, 0.0) / length
        places[-1] = Point(x0 + (x1 - x0) * part, y0 + (y1 - y0) * part)
    path = QPainterPath(QPointF(*places[0]))
    for before, corner, after in zip(places, places[1:], places[2:], strict=False):
        arriving, leaving = _towards(corner, before), _towards(corner, after)
        path.lineTo(arriving)
        path.quadTo(QPointF(*corner), leaving)
    path.lineTo(QPointF(*places[-1]))
    return path


def _towards(corner: Point, other: Point) -> QPointF:
    length = math.hypot(other.x - corner.x, other.y - corner.y) or 1.0
    reach = min(CORNER, length / 2) / length
    return QPointF(corner.x + (other.x - corner.x) * reach, corner.y + (other.y - corner.y) * reach)
