"""Lines, arrowheads, pills and rings: the strokes that the graph is drawn with."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.graph.dashes import draw_dashed_line
from rnn_debugger.views.graph.elements import Box, Chevron, Point
from rnn_debugger.views.graph.rounded_path import rounded_path
from rnn_debugger.views.theme import PhaseColours, Surface

MITER = Qt.PenJoinStyle.MiterJoin


def rect_of(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)


def draw_arrow(
    painter: QPainter,
    points: Sequence[Point],
    colour: QColor,
    width: float,
    casing: QColor | None,
    *,
    has_head: bool = True,
) -> None:
    """A line with a head at its end; `casing`, if given, is drawn as an outline around both."""
    if not has_head:
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(rounded_path(points))
        return
    head = 5.0 + 2.2 * width
    path = rounded_path(points, shorten=head * 0.8)
    triangle = _head(points[-2], points[-1], head, 3.0 + 1.35 * width)
    if casing is not None:
        painter.setPen(QPen(casing, width + 5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        painter.setPen(
            QPen(
                casing,
                5,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.SquareCap,
                Qt.PenJoinStyle.MiterJoin,
            )
        )
        painter.setBrush(casing)
        painter.drawPolygon(triangle)
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(triangle)


def draw_gap(painter: QPainter, points: Sequence[Point], ground: QColor, width: float) -> None:
    """Cut what crosses a line that is to be drawn next."""
    painter.setPen(QPen(ground, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(rounded_path(points, shorten=8.0))


def draw_dashed(
    painter: QPainter, points: Sequence[Point], colour: QColor, *, has_head: bool = True
) -> None:
    """A line that is to come."""
    draw_dashed_line(painter, points, colour, 4.0 if has_head else 0.0)
    if not has_head:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(_head(points[-2], points[-1], 6.0, 3.2))


def draw_plus(painter: QPainter, centre: Point, arm: float) -> None:
    """The sign of a sum, with the pen in force."""
    x, y = centre
    painter.drawLine(QPointF(x - arm, y), QPointF(x + arm, y))
    painter.drawLine(QPointF(x, y - arm), QPointF(x, y + arm))


def draw_pointer(painter: QPainter, points: Sequence[Point], ink: QColor, fill: QColor) -> None:
    """The hollow pointer of the operation that runs next, at the beginning of its line."""
    start, towards = points[0], points[1]
    length = math.hypot(towards.x - start.x, towards.y - start.y) or 1.0
    reach = min(11.0, length)
    tip = Point(
        start.x + (towards.x - start.x) / length * reach,
        start.y + (towards.y - start.y) / length * reach,
    )
    painter.setPen(QPen(ink, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.setBrush(fill)
    painter.drawPolygon(_head(start, tip, reach, 6.0))


def pill_size(text: str, pixels: float = 11.5) -> tuple[float, float]:
    """Width and height of the pill around a formula, its rings included."""
    metrics = QFontMetricsF(number_font(pixels, bold=True))
    return metrics.horizontalAdvance(text) + 36, metrics.height() + 22


def draw_pill(painter: QPainter, centre: Point, text: str, fill: QColor, ink: QColor) -> QRectF:
    """The formula of the current operation, in the colour of its phase, with an ink ring."""
    width, height = pill_size(text)
    outer = QRectF(centre.x - width / 2, centre.y - height / 2, width, height)
    gap = QColor("#FFFFFF") if ink.lightness() < 128 else QColor("#14161A")
    painter.setPen(Qt.PenStyle.NoPen)
    for inset, colour in ((0.0, ink), (3.0, gap), (6.0, fill)):
        area = outer.adjusted(inset, inset, -inset, -inset)
        painter.setBrush(colour)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
    painter.setFont(number_font(11.5, bold=True))
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(outer, Qt.AlignmentFlag.AlignCenter, text)
    return outer


def draw_result(
    painter: QPainter,
    pill: QRectF,
    text: str,
    phase: PhaseColours,
    limit: float,
    *,
    below: bool,
) -> None:
    """The number that came out, beside the formula or below it; `limit` is the view's width."""
    painter.setFont(number_font(13, bold=True))
    width = painter.fontMetrics().horizontalAdvance(text) + 8
    area = QRectF(pill.right() + 3, pill.center().y() - 10, width, 20)
    if below:
        area.moveTo(pill.center().x() - width / 2, pill.bottom() + 1)
    elif area.right() > limit - 4:
        area.moveRight(pill.left() - 3)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(phase.tint)
    painter.drawRoundedRect(area, 4, 4)
    painter.setPen(phase.text)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def draw_glow(painter: QPainter, area: QRectF, colour: QColor, radius: float = 7) -> None:
    """The soft ring of an operand."""
    painter.setPen(QPen(colour, 5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(-3, -3, 3, 3), radius, radius)


def draw_ring(painter: QPainter, area: QRectF, ink: QColor, radius: float = 8) -> None:
    """The ink ring of a box that the current operation wrote."""
    painter.setPen(QPen(ink, 2.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(-3, -3, 3, 3), radius, radius)


def draw_frame(painter: QPainter, area: QRectF, colour: QColor) -> None:
    """The dotted frame of what is selected, or pointed at."""
    painter.setPen(QPen(colour, 1.5, Qt.PenStyle.DotLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(-3.5, -3.5, 3.5, 3.5), 7, 7)


def draw_chevron(painter: QPainter, chevron: Chevron, surface: Surface, *, several: bool) -> None:
    """Pointing down at an open cell, to the right at a folded one; beside it the layer's number
    where there are several.
    """
    area = rect_of(chevron.box)
    painter.setPen(QPen(surface.line, 1.2))
    painter.setBrush(surface.card)
    painter.drawRoundedRect(area, 3, 3)
    x, y = chevron.box.x, chevron.box.y
    arms = [QPointF(x - 3.5, y - 1.8), QPointF(x, y + 1.8), QPointF(x + 3.5, y - 1.8)]
    if not chevron.is_open:
        arms = [QPointF(x - 1.8, y - 3.5), QPointF(x + 1.8, y), QPointF(x - 1.8, y + 3.5)]
    painter.setPen(QPen(surface.second, 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(arms))
    if several:
        painter.setFont(text_font(10.5))
        painter.drawText(QPointF(area.right() + 6, y + 4), f"layer {chevron.layer}")


def _head(start: Point, tip: Point, length: float, half_width: float) -> QPolygonF:
    angle = math.atan2(tip.y - start.y, tip.x - start.x)
    back = QPointF(tip.x - length * math.cos(angle), tip.y - length * math.sin(angle))
    across = QPointF(-math.sin(angle) * half_width, math.cos(angle) * half_width)
    return QPolygonF([QPointF(*tip), back + across, back - across])
