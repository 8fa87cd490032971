"""The tools that opened cells are drawn with: their tensors, lines, joints and nodes. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

from rnn_debugger.views.graph.elements import (
    Box,
    Caption,
    Column,
    Direction,
    Joint,
    Node,
    Part,
    Pill,
    Point,
    Wire,
)
from rnn_debugger.views.graph.frame import Frame
from rnn_debugger.views.graph.model import Layer
from rnn_debugger.views.graph.open_cell import OpenCell

Path: TypeAlias = Iterable[tuple[float, float]]

INPUT_X = 23.0
"""Pixels from the left edge of a column to the middle of its input."""


class Opened:
    """One layer's cell at one timestep, and the column that it is drawn into."""

    def __init__(self, column: Column, frame: Frame, layer: Layer, cell: OpenCell) -> None:
        self.column, self.frame, self.layer, self.cell = column, frame, layer, cell
        self.t, self.model, self.rows = column.timestep, frame.model, cell.rows
        self.radius = cell.rows.radius
        self.h, self.h_before = f"{layer.h}[{self.t}]", f"{layer.h}[{self.t - 1}]"
        self.below = self.model.below(layer, self.t)
        self.state = cell.h_box
        self.before = frame.before(cell.h_box, self.t)
        self.meet_y = cell.rows.backward_bus
        """Where the parts of the gradient of h[t − 1] meet."""

    def at(self, base: str) -> str:
        """The tensor of a family at this timestep."""
        return f"{base}[{self.t}]"

    def gradient(self, base: str) -> str:
        return f"d{base}[{self.t}]"

    def terms(self, target: str) -> tuple[str, ...]:
        """What is computed in this cell on the way to a tensor, from gates and states on."""
        bases = [self.layer.h, self.layer.c, *(gate.value for gate in self.cell.cell.gates)]
        inside = set(self.model.written(self.layer, self.t)) - {self.at(b) for b in bases if b}
        found: set[str] = set()
        waiting = [target]
        while waiting:
            name = waiting.pop()
            if name in inside and name not in found:
                found.add(name)
                waiting += self.model.writer(name).inputs
        return tuple(name for name in self.model.written(self.layer, self.t) if name in found)

    def reading(self, names: Iterable[str], operand: str) -> tuple[str, ...]:
        """Those of the names that are made directly from an operand."""
        return tuple(name for name in names if operand in self.model.writer(name).inputs)

    def parts(self, of: str, *reading: str) -> tuple[str, ...]:
        """The parts of a gradient that are made directly from others."""
        return tuple(name for other in reading for name in self.model.gradients(of, other))

    @property
    def under(self) -> Box:
        """The box of what comes from below."""
        if self.layer.number > 1:
            return self.frame.state_box(self.model.layers[self.layer.number - 2])
        style = self.frame.style
        return self.frame.box(INPUT_X, style.rows.at(style.rows.x), style.x)

    def wire(
        self,
        direction: Direction,
        points: Path,
        outputs: Iterable[str],
        *,
        part: Part = "whole",
        symbol: str = "",
        label: Point | None = None,
        weight: str | None = None,
        is_road: bool = False,
        has_head: bool = True,
        has_dot: bool = False,
        carries: str | None = None,
        is_inner: bool = True,
    ) -> None:
        """A line, if there is anything to go along it."""
        places, names = tuple(Point(*point) for point in points), tuple(outputs)
        if not names:
            return
        own_end = places[-1] if direction == "forward" else places[0]
        self.column.wires.append(
            Wire(
                direction,
                places,
                names,
                weight,
                label=label,
                symbol=symbol,
                pill=None if part == "shared" else self.pill(own_end.x),
                is_road=is_road,
                part=part,
                has_head=has_head,
                has_dot=has_dot,
                is_inner=is_inner,
                carries=carries,
            )
        )

    def forward(self, points: Path, *outputs: str) -> None:
        self.wire("forward", points, outputs)

    def backward(self, points: Path, *outputs: str) -> None:
        self.wire("backward", points, outputs)

    def road(self, points: Path, *outputs: str) -> None:
        """A stretch of the straight upper line."""
        self.wire("forward", points, outputs, is_road=True)

    def road_back(self, points: Path, *outputs: str) -> None:
        """A gradient that leaves or enters the cell."""
        self.wire("backward", points, outputs, is_inner=False)

    def shared_back(self, points: Path, carries: str, *outputs: str, is_inner: bool = True) -> None:
        """A stretch along which one gradient goes to several places."""
        self.wire("backward", points, outputs, part="shared", carries=carries, is_inner=is_inner)

    def way(self, direction: Direction, points: Path, *outputs: str) -> None:
        """A line over its whole length, drawn while it is current."""
        weight = None
        if direction == "forward" and outputs:
            operand = self.model.writer(outputs[0]).inputs[0]
            weight = operand if operand in self.layer.parameters else None
        self.wire(direction, points, outputs, part="way", weight=weight)

    def pill(self, x: float) -> Pill:
        """Over the road, where nothing else stands."""
        return Pill(Point(x, self.rows.road - self.rows.c_height / 2 - 36))

    def joint(self, x: float, y: float, sign: str, base: str, radius: float | None = None) -> None:
        centre = Point(x, y)
        self.column.joints.append(Joint(centre, radius or self.radius, sign, self.at(base)))

    def add_state(self, base: str, box: Box) -> None:
        """The node of h[t] or c[t]."""
        name, is_c, pill = self.at(base), base == self.layer.c, self.pill(box.x)
        caption: Caption = "short" if is_c else "split"
        self.column.nodes.append(
            Node("strip", box, name, f"d{name}", None, (), caption, is_c, pill)
        )

    def leave_nothing_out(self) -> None:
        """Whatever has no place of its own is seen at h."""
        placed: set[str | None] = set()
        for wire in self.column.wires:
            placed.update(wire.outputs)
        for node in self.column.nodes:
            placed.update((node.value, node.gradient, *node.others))
        placed.update(joint.output for joint in self.column.joints)
        placed.update(point.output for point in self.column.sums)
        left = [
            name
            for name in self.model.written(self.layer, self.t)
            if name not in placed
            and self.model.writer(name).timestep == self.t
            and self.model.writer(name).layer == self.layer.number
        ]
        if left:
            place = next(n for n, node in enumerate(self.column.nodes) if node.value == self.h)
            node = self.column.nodes[place]
            self.column.nodes[place] = replace(node, others=(*node.others, *left))
