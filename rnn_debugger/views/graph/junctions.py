"""Painting the circles in which values are joined and gradients added up."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.graph.elements import Column, Joint, Sum
from rnn_debugger.views.graph.pen import draw_glow, draw_plus, draw_ring
from rnn_debugger.views.graph.scene import Scene


class JunctionPainter:
    """Paints sums and joints on a painter whose origin is the column's."""

    def __init__(self, painter: QPainter, scene: Scene) -> None:
        self._painter = painter
        self._scene = scene

    def paint(self, column: Column) -> None:
        for joint in column.joints:
            self._joint(joint)
        for point in column.sums:
            self._sum(point)

    def paint_current(self, column: Column) -> None:
        """Joints once more, over the lines that lead to them, and rings round what was written."""
        progress, ink = self._scene.progress, self._scene.theme.surface.ink
        for joint in column.joints:
            self._joint(joint)
            if progress.is_result(joint.output):
                draw_ring(self._painter, _around(joint), ink, joint.radius + 6)
        for point in column.sums:
            if progress.is_result(point.output):
                self._sum(point)
                draw_ring(self._painter, _around(point), ink, point.radius + 6)

    def _joint(self, joint: Joint) -> None:
        """∘ or + in a circle: here two values become one."""
        theme, progress = self._scene.theme, self._scene.progress
        done = progress.has(joint.output)
        pen = QPen(theme.forward.line if done else theme.surface.to_come_line, 1.6 if done else 1.1)
        if not done:
            pen.setDashPattern([3, 3])
        self._painter.setPen(pen)
        self._painter.setBrush(theme.surface.card)
        centre, r = QPointF(*joint.centre), joint.radius
        self._painter.drawEllipse(centre, r, r)
        if joint.output in self._scene.selected and not progress.is_result(joint.output):
            self._painter.setPen(QPen(theme.surface.second, 1.5, Qt.PenStyle.DotLine))
            self._painter.drawEllipse(centre, r + 4, r + 4)
        colour = theme.forward.line if done else theme.surface.to_come_line
        self._painter.setPen(QPen(colour, 2.0 if done else 1.4))
        if joint.sign == "+":
            draw_plus(self._painter, joint.centre, r * 0.5)
        elif joint.sign == "∘":
            self._painter.drawEllipse(centre, r * 0.26, r * 0.26)
        else:
            self._painter.setPen(theme.forward.text if done else theme.surface.to_come_text)
            self._painter.setFont(number_font(9.5, bold=done))
            side = QRectF(centre.x() - r - 3, centre.y() - r, 2 * r + 6, 2 * r)
            self._painter.drawText(side, Qt.AlignmentFlag.AlignCenter, joint.sign)

    def _sum(self, point: Sum) -> None:
        """⊕: here the gradient from this timestep's output meets the one from t + 1."""
        theme, progress = self._scene.theme, self._scene.progress
        done = progress.has(point.output)
        parts = [name for name in point.parts if progress.has(name)]
        if not (done or parts or progress.goes_back):
            return
        colour = theme.backward.line if done or parts else theme.surface.to_come_line
        r = point.radius
        self._painter.setPen(QPen(colour, 2.2 if done else 1.4))
        self._painter.setBrush(theme.backward.pale if done else theme.surface.card)
        self._painter.drawEllipse(QPointF(*point.centre), r, r)
        if any(progress.is_operand(name) for name in parts) and not done:
            side = QRectF(point.centre.x - r, point.centre.y - r, 2 * r, 2 * r)
            draw_glow(self._painter, side, theme.backward.glow, r + 3)
        elif point.output in self._scene.path:
            side = QRectF(point.centre.x - r, point.centre.y - r, 2 * r, 2 * r)
            draw_glow(self._painter, side, theme.backward.line, r + 3)
        self._painter.setPen(QPen(colour, 2.4 if r > 8 else 1.4))
        draw_plus(self._painter, point.centre, r * 0.45)


def _around(circle: Joint | Sum) -> QRectF:
    side = circle.radius + 3
    return QRectF(circle.centre.x - side, circle.centre.y - side, 2 * side, 2 * side)
