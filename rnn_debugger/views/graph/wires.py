"""Painting the lines of a column: what is done, what happens now, what is to come."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from rnn_debugger.debugger import short
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.graph.elements import Column, Wire
from rnn_debugger.views.graph.junctions import JunctionPainter
from rnn_debugger.views.graph.pen import (
    draw_arrow,
    draw_dashed,
    draw_gap,
    draw_glow,
    draw_pointer,
)
from rnn_debugger.views.graph.progress import State
from rnn_debugger.views.graph.scene import Scene
from rnn_debugger.views.graph.tracks import rounded_up
from rnn_debugger.views.graph.updated_painter import UpdatedPainter
from rnn_debugger.views.graph.zoom import Level
from rnn_debugger.views.theme import mixed

DECADES = {"units": 3.0}
"""Orders of magnitude over which the width of backward lines falls; 2 for tensors."""
INNER = 0.65
"""Of the width of backward lines is that of those inside a cell."""
ROAD = 4.6
"""Pixels of the line that a cell state goes along."""


class WirePainter:
    """Paints lines, sums and joints on a painter whose origin is the column's."""

    def __init__(self, painter: QPainter, scene: Scene, level: Level) -> None:
        self._painter = painter
        self._scene = scene
        self._level = level
        self._junctions = JunctionPainter(painter, scene)
        self._updated = UpdatedPainter(painter, scene)

    def paint(self, column: Column) -> None:
        """Everything but what the current operation is about, which comes on top."""
        for wire in column.wires:
            if wire.part == "way":
                self._light(wire)
                continue
            state = self._scene.progress.of_line(wire.outputs)
            if state != "current" or wire.part == "shared":
                self._line(wire, state, column.timestep)
        for wire in column.wires:
            self._label(column, wire)
            if wire.part != "way":
                self._updated.paint(wire, self.ground(column.timestep))
        self._junctions.paint(column)

    def paint_signs(self, column: Column) -> None:
        """What lies on nodes."""
        self._updated.paint_nodes(column, self.ground(column.timestep))

    def paint_current(self, column: Column) -> None:
        """The line of the operation that ran last, and the pointer of the next one."""
        theme, progress = self._scene.theme, self._scene.progress
        for wire in column.wires:
            if wire.part != "shared" and progress.of_line(wire.outputs) == "current":
                phase = theme.phase(progress.phase)
                least = 3.0 if wire.is_inner else 4.0
                width = max(self._width(wire), least) if self._level != "compact" else 3.5
                draw_arrow(self._painter, wire.points, phase.line, width, theme.surface.ink)
                self._label(column, wire)
                self._updated.paint(wire, self.ground(column.timestep))
        self._junctions.paint_current(column)

    def paint_pointer(self, column: Column) -> None:
        """The hollow pointer on the line of the operation that runs next."""
        following, surface = self._scene.progress.next, self._scene.theme.surface
        if following is None:
            return
        for wire in column.wires:
            if wire.part != "shared" and following.output in wire.outputs:
                draw_pointer(self._painter, wire.points, surface.ink, surface.canvas)
                if column.joints:
                    # Of the lines that end at a joint, one is enough.
                    return

    def _line(self, wire: Wire, state: State, timestep: int) -> None:
        theme, progress = self._scene.theme, self._scene.progress
        if state == "to come":
            shown = self._level != "compact" if wire.direction == "forward" else progress.goes_back
            if shown:
                colour, head = theme.surface.to_come_line, wire.has_head
                draw_dashed(self._painter, wire.points, colour, has_head=head)
                self._dot(wire, theme.surface.to_come_line)
            return
        if wire.is_road:
            # What runs across it is cut.
            draw_gap(self._painter, wire.points, self.ground(timestep), ROAD + 6)
        if wire.direction == "forward":
            colour = theme.forward.line
            if progress.goes_back:
                # Opaque, so that nothing is seen where lines overlap; and Qt hands translucent
                # pixels to other threads, which takes far longer than painting them.
                colour = mixed(colour, self.ground(timestep), 0.4)
            width, head = self._width(wire), wire.has_head
            draw_arrow(self._painter, wire.points, colour, width, None, has_head=head)
            self._dot(wire, theme.forward.line)
        else:
            width = self._width(wire) if self._level != "compact" else 0.6 * self._width(wire)
            head = wire.has_head
            draw_arrow(self._painter, wire.points, theme.backward.line, width, None, has_head=head)

    def _dot(self, wire: Wire, colour: QColor) -> None:
        """Where a line branches off another."""
        if wire.has_dot:
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(colour)
            self._painter.drawEllipse(QPointF(*wire.points[0]), 2.4, 2.4)

    def _light(self, wire: Wire) -> None:
        """A line over its whole length, where its parameter is under the mouse."""
        if wire.weight is not None and wire.weight == self._scene.lit:
            draw_gap(self._painter, wire.points, self._scene.theme.forward.glow, 5.0)

    def _width(self, wire: Wire) -> float:
        """The width of a backward line says how large its gradient is."""
        if wire.direction == "forward":
            road = ROAD if self._level != "compact" else 0.6 * ROAD
            return road if wire.is_road else 1.5
        name = wire.carries or wire.outputs[-1]
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
        width = 1.5 + 4.5 * min(max(share, 0.0), 1.0)
        return INNER * width if wire.is_inner else width

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
