"""A GRU opened into its gates: the state itself is the straight road along the top. No Qt."""

from __future__ import annotations

from rnn_debugger.views.graph.elements import Column
from rnn_debugger.views.graph.feeding import (
    RISE,
    SMALL,
    add_buses,
    add_buses_back,
    add_carry,
    add_gate,
    feed,
    way_to_meeting,
)
from rnn_debugger.views.graph.frame import Frame
from rnn_debugger.views.graph.gates import Gru
from rnn_debugger.views.graph.model import Layer
from rnn_debugger.views.graph.open_cell import OpenCell
from rnn_debugger.views.graph.open_rows import LANE
from rnn_debugger.views.graph.opened import Opened

FLIP = 9.0
"""The radius of the joint that makes 1 − z."""


def add_gru(column: Column, frame: Frame, layer: Layer, cell: OpenCell, parts: Gru) -> None:
    """Everything of one GRU at one timestep, but the lines to the output."""
    _Gru(column, frame, layer, cell, parts).draw()


class _Gru(Opened):
    def __init__(
        self, column: Column, frame: Frame, layer: Layer, cell: OpenCell, parts: Gru
    ) -> None:
        super().__init__(column, frame, layer, cell)
        self.gru = parts
        self.meet_y = self.rows.road - LANE
        self.z, self.r, self.n = (cell.gate_box(gate) for gate in parts.gates)
        self.into_n = cell.entry_box(parts.candidate)
        self.reset_x = (self.r.right + self.into_n.left) / 2
        self.flip_x = (self.z.forward_x + self.n.forward_x) / 2
        self.product = self.at(parts.reset_product)
        # Before the product r∘h goes into Whn, after it what Whn gives goes into r∘: what comes
        # before the joint runs up to it, what comes after it runs on to n.
        self.to_joint = tuple(n for n in self.terms(self.product) if n != self.product)
        terms = self.terms(self.at(parts.candidate.before or ""))
        self.from_joint = tuple(
            name
            for name in self.reading(terms, self.product)
            if self.model.writer(name).primitive == "matmul"
        )
        apart = {*self.to_joint, self.product, *self.from_joint}
        self.terms_of_n = tuple(name for name in terms if name not in apart)

    def draw(self) -> None:
        gru, cell = self.gru, self.cell
        for gate in (gru.update, gru.reset):
            add_gate(self, gate, self.terms(self.at(gate.before or "")))
        add_gate(self, gru.candidate, self.terms_of_n)
        first, last = cell.entry_box(gru.update), self.into_n
        add_buses(self, first.forward_x, last.forward_x)
        sources = [self.gradient(gate.before or "") for gate in gru.gates]
        inside = [f"d{name}" for name in (*self.to_joint, self.product)]
        add_buses_back(self, [*sources, *inside], first.backward_x, last.backward_x)
        add_carry(self)
        self._reset()
        self._forward()
        self._backward()
        self._joints()
        self.add_state(self.layer.h, self.state)
        self.leave_nothing_out()

    def _reset(self) -> None:
        """What the reset gate lets through of the state before, from below into n."""
        r, n, x, radius = self.r, self.into_n, self.reset_x, self.radius
        y, bus, back = n.y, self.rows.forward_bus, self.rows.backward_bus
        up = ((x - 4, bus), (x - 4, y + radius - 1))
        if self.to_joint:
            feed(self, up, self.to_joint)
        else:
            self.wire("forward", up, (self.product,), has_dot=True)
        top = y - radius + 1
        falls = r.y < top - 4
        into, out = r.y + 5, r.y - LANE
        to_joint = ((x - 4, into), (x - 4, top)) if falls else ((x - radius, into),)
        self.forward(((r.right, into), *to_joint), self.product)
        self.forward(
            ((x + radius - 1, y + 5), (n.left, y + 5)), *(self.from_joint or (self.product,))
        )
        da = self.gradient(self.gru.candidate.before or "")
        dr = self.parts(self.at(self.gru.reset.value), f"d{self.product}", da)
        inner = self.model.existing(f"d{self.product}")
        back_in = self.model.existing(*(f"d{name}" for name in self.to_joint))
        before = self.parts(self.h_before, *inner, *(f"d{name}" for name in self.to_joint))
        points = ((n.left, y - LANE), (x + radius - 2, y - LANE))
        if inner:
            self.backward(points, *inner)
        else:
            self.shared_back(points, da, *dr, *back_in)
        from_joint = ((x + 4, top), (x + 4, out)) if falls else ((x - radius + 2, out),)
        self.backward((*from_joint, (r.right, out)), *dr)
        down = ((x + 5, y + radius - 2), (x + 5, back))
        self.wire("backward", down, (*back_in, *before), part="shared", has_head=False)
        self.way("backward", down, *back_in)
        self.way("backward", (*down, *way_to_meeting(self)), *before)

    def _forward(self) -> None:
        gru, rows, r = self.gru, self.rows, self.radius
        z, n, low, y = self.z, self.n, rows.joints, rows.road + LANE
        kept, flipped, written = (self.at(x) for x in (gru.kept, gru.opposite, gru.written))
        self.forward(((z.forward_x, z.top), (z.forward_x, rows.road + r)), kept)
        flat = low + 4
        self.wire(
            "forward",
            ((z.forward_x, flat), (self.flip_x - FLIP, flat)),
            (flipped,),
            has_dot=True,
        )
        self.forward(((self.flip_x + FLIP, flat), (n.forward_x - r, flat)), written)
        self.forward(((n.forward_x, n.top), (n.forward_x, low + r)), written)
        self.forward(((n.forward_x - 5, low - r), (n.forward_x - 5, rows.road + r)), self.h)
        self.road(((self.before.right, y), (z.forward_x - r + 2, y)), kept)
        self.road(((z.forward_x + r - 2, y), (n.forward_x - r + 2, y)), self.h)
        self.road(((n.forward_x + r - 2, y), (self.state.left, y)), self.h)

    def _backward(self) -> None:
        gru, rows, r = self.gru, self.rows, self.radius
        z, n, low, y = self.z, self.n, rows.joints, rows.road - LANE
        dh, flat = f"d{self.h}", low - LANE
        value = self.at(gru.update.value)
        flipped = self.parts(self.at(gru.opposite), dh)
        kept, dn = self.parts(value, dh), self.parts(self.at(gru.candidate.value), dh)
        back = self.parts(self.h_before, dh)
        all_four = (*kept, *back, *flipped, *dn)
        self.shared_back(
            ((self.state.left, y), (n.forward_x + r - 2, y)), dh, *all_four, is_inner=False
        )
        self.shared_back(
            ((n.forward_x - r + 2, y), (z.forward_x + r - 2, y)),
            dh,
            *kept,
            *back,
            is_inner=False,
        )
        x = n.forward_x + 5
        self.shared_back(((x, rows.road + r), (x, low - r)), dh, *flipped, *dn)
        x = n.backward_x
        self.backward(((n.forward_x + 7, low + 7), (x, low + r + 6), (x, n.top)), *dn)
        self.backward(((n.forward_x - r + 2, flat), (self.flip_x + FLIP - 2, flat)), *flipped)
        x = z.backward_x
        names = self.parts(value, self.gradient(gru.opposite))
        total = self.model.existing(f"d{value}") if len(names) and names[0] != f"d{value}" else ()
        self.backward(((self.flip_x - FLIP + 2, flat), (x + 2, flat)), *names, *total)
        self.backward(((z.forward_x + 6, rows.road + 8), (x, rows.road + 20), (x, z.top)), *kept)
        self.road_back(((z.forward_x - r + 2, y), (RISE + SMALL, y)), *back)

    def _joints(self) -> None:
        gru, rows = self.gru, self.rows
        self.joint(self.z.forward_x, rows.road, "∘", gru.kept)
        self.joint(self.flip_x, rows.joints, "1−", gru.opposite, FLIP)
        self.joint(self.n.forward_x, rows.joints, "∘", gru.written)
        self.joint(self.n.forward_x, rows.road, "+", self.layer.h)
        self.joint(self.reset_x, self.into_n.y, "∘", gru.reset_product)
