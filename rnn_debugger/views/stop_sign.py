"""The sign of a breakpoint: an octagon in ink; a diamond where only a line is written; hollow
where it is disabled.
"""

from __future__ import annotations

from math import cos, pi, sin
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from rnn_debugger.debugger import StopMark
from rnn_debugger.views.theme import Theme

_CORNERS: Final = {"stop": 8, "log": 4, "disabled": 8}


def stop_shape(middle: QPointF, radius: float, mark: StopMark) -> QPolygonF:
    """The outline round a middle."""
    corners = _CORNERS[mark]
    first = pi / corners if corners == 8 else 0.0
    turns = [first + 2 * pi * corner / corners for corner in range(corners)]
    return QPolygonF([middle + QPointF(cos(turn), sin(turn)) * radius for turn in turns])


def paint_stop(
    painter: QPainter, middle: QPointF, radius: float, mark: StopMark, theme: Theme
) -> None:
    """Paint the sign round a middle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    is_hollow = mark == "disabled"
    painter.setPen(QPen(theme.surface.second if is_hollow else theme.surface.ink, 1.4))
    painter.setBrush(Qt.BrushStyle.NoBrush if is_hollow else theme.surface.ink)
    painter.drawPolygon(stop_shape(middle, radius - 0.7, mark))
    painter.restore()
