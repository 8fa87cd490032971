"""Painting the lines of a column: what is done, what happens now, what is to come."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from rnn_debugger.debugger import short
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.graph.elements import Column, Sum, Wire
from rnn_debugger.views.graph.nodes import Scene
from rnn_debugger.views.graph.pen import (
    draw_arrow,
    draw_dashed,
    draw_glow,
    draw_pointer,
    draw_ring,
)
from rnn_debugger.views.graph.progress import State
from rnn_debugger.views.graph.tracks import rounded_up
from rnn_debugger.views.graph.zoom import Level

DECADES = {"units": 3.0}
"""Orders of magnitude over which the width of backward lines falls; 2 for tensors."""


class WirePainter:
    """Paints lines and sums on a painter whose origin is the column's."""

    def __init__(self, painter: QPainter, scene: Scene, level: Level) -> None:
        self._painter = painter
        self._scene = scene
        self._level = level

    def paint(self, column: Column) -> None:
        """Everything but what the current operation is about, which comes on top."""
        for wire in column.wires:
            state = self._scene.progress.of_line(wire.outputs)
            if state != "current":
                self._line(wire, state)
        for wire in column.wires:
            self._label(column, wire)
        for point in column.sums:
            self._sum(point)

    def paint_current(self, column: Column) -> None:
        """The line of the operation that ran last, and the pointer of the next one."""
        theme, progress = self._scene.theme, self._scene.progress
        for wire in column.wires:
            if progress.of_line(wire.outputs) == "current":
                phase = theme.phase(progress.phase)
                width = max(self._width(wire), 4.0) if self._level != "compact" else 3.5
                draw_arrow(self._painter, wire.points, phase.line, width, theme.surface.ink)
                self._label(column, wire)
        for point in column.sums:
            if progress.is_result(point.output):
                self._sum(point)
                side = point.radius + 3
                area = QRectF(point.centre.x - side, point.centre.y - side, 2 * side, 2 * side)
                draw_ring(self._painter, area, theme.surface.ink, side + 3)

    def paint_pointer(self, column: Column) -> None:
        """The hollow pointer on the line of the operation that runs next."""
        following, surface = self._scene.progress.next, self._scene.theme.surface
        for wire in column.wires:
            if following is not None and following.output in wire.outputs:
                draw_pointer(self._painter, wire.points, surface.ink, surface.canvas)

    def _line(self, wire: Wire, state: State) -> None:
        theme, progress = self._scene.theme, self._scene.progress
        if state == "to come":
            shown = self._level != "compact" if wire.direction == "forward" else progress.goes_back
            if shown:
                draw_dashed(self._painter, wire.points, theme.surface.to_come_line)
            return
        if wire.direction == "forward":
            colour = QColor(theme.forward.line)
            if progress.goes_back:
                colour.setAlphaF(0.6)
            draw_arrow(self._painter, wire.points, colour, 1.5, None)
        else:
            width = self._width(wire) if self._level != "compact" else 0.6 * self._width(wire)
            draw_arrow(self._painter, wire.points, theme.backward.line, width, None)

    def _width(self, wire: Wire) -> float:
        """The width of a backward line says how large its gradient is."""
        if wire.direction == "forward":
            return 1.5
        name = wire.outputs[-1]
        norm = self._scene.tracks.norm(name)
        base = name.partition("[")[0]
        track = self._scene.tracks.of(base)
        largest = rounded_up(track.largest_norm) if track is not None else 0.0
        if math.isnan(norm):
            return 1.5
        if norm <= 0 or largest <= 0:
            return 1.5
        decades = DECADES.get(self._level, 2.0)
        share = (math.log10(norm) - math.log10(largest) + decades) / decades
        return 1.5 + 4.5 * min(max(share, 0.0), 1.0)

    def _label(self, column: Column, wire: Wire) -> None:
        if wire.label is None:
            return
        if wire.symbol:
            self._badge(wire)
        if wire.weight is None:
            return
        if wire.weight_column is not None:
            self._weight(column, wire)
        else:
            self._name_pill(wire)

    def _badge(self, wire: Wire) -> None:
        """A round badge with the sign of the activation function."""
        assert wire.label is not None
        theme = self._scene.theme
        done = self._scene.progress.of_line(wire.outputs) != "to come"
        if wire.direction == "backward" and not (done or self._scene.progress.goes_back):
            return
        phase = theme.forward if wire.direction == "forward" else theme.backward
        half = 8.0 if len(wire.symbol) < 2 else 5.0 + 3.6 * len(wire.symbol)
        area = QRectF(wire.label.x - half, wire.label.y - 8, 2 * half, 16)
        self._painter.setPen(QPen(phase.line if done else theme.surface.to_come_line, 1.2))
        self._painter.setBrush(theme.surface.card)
        self._painter.drawRoundedRect(area, 8, 8)
        self._painter.setFont(number_font(9.5))
        self._painter.setPen(phase.text if done else theme.surface.to_come_text)
        self._painter.drawText(area, Qt.AlignmentFlag.AlignCenter, wire.symbol)

    def _name_pill(self, wire: Wire) -> None:
        """The name of the parameter that the line uses."""
        assert wire.label is not None
        assert wire.weight is not None
        theme, progress = self._scene.theme, self._scene.progress
        state = progress.of_line(wire.outputs)
        if state == "to come" and wire.direction == "backward":
            return
        text = f"{wire.weight}ᵀ" if wire.transposed else wire.weight
        phase = theme.forward if wire.direction == "forward" else theme.backward
        font = number_font(10.5)
        self._painter.setFont(font)
        width = self._painter.fontMetrics().horizontalAdvance(text) + 14
        area = QRectF(wire.label.x - width / 2, wire.label.y - 9, width, 18)
        if state == "current" or wire.weight == self._scene.lit:
            draw_glow(self._painter, area, phase.glow, 11)
        self._painter.setPen(QPen(phase.line if state != "to come" else theme.surface.line, 1.1))
        self._painter.setBrush(theme.surface.card)
        self._painter.drawRoundedRect(area, 9, 9)
        self._painter.setPen(phase.text if state != "to come" else theme.surface.to_come_text)
        self._painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)

    def _weight(self, column: Column, wire: Wire) -> None:
        """A weight drawn singly: its name and value on the line, its share of dW below."""
        assert wire.label is not None
        assert wire.weight is not None
        scene, theme = self._scene, self._scene.theme
        number = float(scene.moment.value(wire.weight)[0, wire.weight_column or 0])
        is_vector = scene.moment.program.tensors[wire.weight].shape[1] > 1
        name = wire.weight + (chr(0x2081 + (wire.weight_column or 0)) if is_vector else "")
        font = number_font(11)
        self._painter.setFont(font)
        metrics = self._painter.fontMetrics()
        text = short(number)
        name_width, gap = metrics.horizontalAdvance(name), 6
        width = name_width + gap + metrics.horizontalAdvance(text)
        vertical = wire.points[0].x == wire.points[1].x
        left = wire.label.x - width / 2
        if vertical and len(wire.points) == 2:
            left = wire.label.x - width - 8
        area = QRectF(left - 4, wire.label.y - 9, width + 8, 18)
        self._painter.fillRect(area, self.ground(column.timestep))
        if scene.progress.of_line(wire.outputs) == "current" or wire.weight == scene.lit:
            draw_glow(self._painter, area.adjusted(2, 2, -2, -2), theme.forward.glow, 5)
            self._painter.fillRect(area, theme.surface.card)
        baseline = wire.label.y + 4
        self._painter.setPen(theme.parameter.text)
        self._painter.drawText(QPointF(left, baseline), name)
        self._painter.setPen(theme.surface.ink)
        self._painter.drawText(QPointF(left + name_width + gap, baseline), text)
        self._share(column, wire, left, baseline + 15)

    def _share(self, column: Column, wire: Wire, left: float, baseline: float) -> None:
        """What this timestep adds to the gradient of the weight."""
        share = self._scene.shares.get((wire.weight or "", column.timestep))
        if share is None:
            return
        number = float(share[0, wire.weight_column or 0])
        text = short(number) if number < 0 else f"+{short(number)}"
        self._painter.setFont(number_font(10))
        width = self._painter.fontMetrics().horizontalAdvance(text)
        plate = QRectF(left - 2, baseline - 10, width + 4, 13)
        self._painter.fillRect(plate, self.ground(column.timestep))
        self._painter.setPen(self._scene.theme.backward.text)
        self._painter.drawText(QPointF(left, baseline), text)

    def ground(self, timestep: int) -> QColor:
        """What a column is painted on."""
        theme, progress = self._scene.theme, self._scene.progress
        if timestep == 0:
            return theme.surface.canvas
        if timestep == progress.timestep:
            return theme.phase(progress.phase).tint
        return theme.surface.column

    def _sum(self, point: Sum) -> None:
        """⊕: here the gradient from this timestep's output meets the one from t + 1."""
        theme, progress = self._scene.theme, self._scene.progress
        done = progress.has(point.output)
        parts = [
            name
            for name in (
                point.output.replace("[", "_out["),
                point.output.replace("[", "_next["),
            )
            if progress.has(name)
        ]
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
        self._painter.setPen(QPen(colour, 2.4 if r > 8 else 1.4))
        arm = r * 0.45
        x, y = point.centre
        self._painter.drawLine(QPointF(x - arm, y), QPointF(x + arm, y))
        self._painter.drawLine(QPointF(x, y - arm), QPointF(x, y + arm))
