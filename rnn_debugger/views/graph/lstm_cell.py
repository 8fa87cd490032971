"""An LSTM opened into its gates: the cell state is the straight road along the top. No Qt."""

from __future__ import annotations

from rnn_debugger.views.graph.elements import Column, Point, Sum
from rnn_debugger.views.graph.feeding import add_buses, add_buses_back, add_carry, add_gate
from rnn_debugger.views.graph.frame import Frame
from rnn_debugger.views.graph.gates import SIGNS, Gate, Lstm
from rnn_debugger.views.graph.model import Layer
from rnn_debugger.views.graph.open_cell import OpenCell
from rnn_debugger.views.graph.open_rows import LANE
from rnn_debugger.views.graph.opened import Opened

FLIP = 8.0
"""The radius of the joint that makes 1 − f."""
SMALL_SUM = 8.0
"""The radius of the ⊕ beside c[t]."""


def add_lstm(column: Column, frame: Frame, layer: Layer, cell: OpenCell, parts: Lstm) -> None:
    """Everything of one LSTM at one timestep, but the lines to the output."""
    _Lstm(column, frame, layer, cell, parts).draw()


def sum_beside(box_right: float) -> float:
    """The middle of the ⊕ in which the gradients of c meet, right of its box."""
    return box_right + 6 + SMALL_SUM


class _Lstm(Opened):
    def __init__(
        self, column: Column, frame: Frame, layer: Layer, cell: OpenCell, parts: Lstm
    ) -> None:
        super().__init__(column, frame, layer, cell)
        self.lstm = parts
        box = cell.c_box
        assert box is not None
        assert layer.c is not None
        self.base = layer.c
        self.c, self.c_before = f"{layer.c}[{self.t}]", f"{layer.c}[{self.t - 1}]"
        self.c_box, self.c_box_before = box, frame.before(box, self.t)
        f, i, g, o = (cell.gate_box(gate) for gate in parts.gates)
        self.f, self.i, self.g, self.o = f, i, g, o
        self.keep_x, self.meet_x = f.forward_x, (i.forward_x + g.forward_x) / 2
        self.road_forward, self.road_backward = self.rows.road - LANE, self.rows.road + LANE

    def draw(self) -> None:
        lstm, cell = self.lstm, self.cell
        for gate in lstm.gates:
            terms = self.terms(self.at(gate.before)) if gate.before else ()
            add_gate(self, gate, terms)
            if gate.opposite is None:
                self._peephole(gate, terms)
            else:
                self._couple(gate)
        entries = [cell.entry_box(gate) for gate in lstm.gates if gate.before]
        add_buses(self, entries[0].forward_x, entries[-1].forward_x)
        sources = [self.gradient(gate.before) for gate in lstm.gates if gate.before]
        add_buses_back(self, sources, entries[0].backward_x, entries[-1].backward_x)
        add_carry(self)
        self._forward()
        self._backward()
        self._joints()
        self.add_state(self.base, self.c_box)
        self.add_state(self.layer.h, self.state)
        self.leave_nothing_out()

    def _forward(self) -> None:
        lstm, rows, r = self.lstm, self.rows, self.radius
        y, low = self.road_forward, rows.joints
        kept, written = self.at(lstm.kept), self.at(lstm.written)
        squashed = self.at(lstm.squashed)
        i, g, o, c = self.i, self.g, self.o, self.c_box
        self.forward(((self.keep_x, self.f.top), (self.keep_x, rows.road + r)), kept)
        for x, side in ((i.forward_x, -r), (g.forward_x, r)):
            gate = self.cell.gate_box(lstm.input).top
            self.forward(((x, gate), (x, low + 4), (self.meet_x + side, low + 4)), written)
        self.forward(((self.meet_x - 5, low - r), (self.meet_x - 5, rows.road + r)), self.c)
        self.wire(
            "forward",
            ((o.forward_x, c.bottom), (o.forward_x, low - r)),
            (squashed,),
            symbol=SIGNS[self.model.writer(squashed).primitive],
            label=Point(o.x, (c.bottom + low - r) / 2 - 1),
        )
        self.forward(((o.forward_x, o.top), (o.forward_x, low + r)), self.h)
        self.forward(((o.forward_x + r, low + 5), (self.state.left, low + 5)), self.h)
        self.road(((self.c_box_before.right, y), (self.keep_x - r + 2, y)), kept)
        self.road(((self.keep_x + r - 2, y), (self.meet_x - r + 2, y)), self.c)
        self.road(((self.meet_x + r - 2, y), (c.left, y)), self.c)

    def _backward(self) -> None:
        lstm, rows, r = self.lstm, self.rows, self.radius
        y, low, meet, keep = self.road_backward, rows.joints, self.meet_x, self.keep_x
        dh, dc = f"d{self.h}", f"d{self.c}"
        do = self.parts(self.at(lstm.output.value), dh)
        squash = self.parts(self.at(lstm.squashed), dh)
        from_h = self.parts(self.c, self.gradient(lstm.squashed))
        o = self.o
        self.shared_back(
            ((self.state.left, low - LANE), (o.forward_x + r - 2, low - LANE)), dh, *do, *squash
        )
        x = o.backward_x
        self.backward(((o.forward_x + 7, low + 7), (x, low + r + 6), (x, o.top)), *do)
        self._to_cell_state(((o.forward_x + 5, low - r + 1), (x, low - r - 7)), squash, from_h)
        di, dg, df = (
            self.parts(self.at(gate.value), dc)
            for gate in (lstm.input, lstm.candidate, lstm.forget)
        )
        back = self.parts(self.c_before, dc)
        total = self.model.carried(self.base, self.t - 1)
        all_four = (*di, *dg, *df, *back)
        self.shared_back(((self.c_box.left, y), (meet + r - 2, y)), dc, *all_four, is_inner=False)
        self.shared_back(((meet - r + 2, y), (keep + r - 2, y)), dc, *df, *back, is_inner=False)
        self.shared_back(((meet + 5, rows.road + r), (meet + 5, low - r)), dc, *di, *dg)
        x = self.i.backward_x
        self.backward(((meet - 7, low + 7), (x, low + r + 6), (x, self.i.top)), *di)
        x = self.g.backward_x
        self.backward(((meet + r, low - LANE), (x, low - LANE), (x, self.g.top)), *dg)
        x = self.f.backward_x
        self.backward(((keep + 6, rows.road + 8), (x, rows.road + 20), (x, self.f.top)), *df)
        end = self.c_box_before.right
        if self.model.adds_gradients(self.base, self.t - 1):
            end = sum_beside(end) + SMALL_SUM
        self.road_back(((keep - r + 2, y), (end, y)), *dict.fromkeys((*back, *total[-1:])))

    def _to_cell_state(
        self, start: tuple[tuple[float, float], ...], squash: tuple[str, ...],
        from_h: tuple[str, ...],
    ) -> None:  # fmt: skip
        """From h up into c[t], where it meets what comes from t + 1."""
        c, dc = self.c_box, f"d{self.c}"
        x = self.o.backward_x
        if not self.model.adds_gradients(self.base, self.t):
            self.backward((*start, (x, c.bottom)), *squash, *from_h)
            return
        names = dict.fromkeys((*squash, *from_h, *self.model.from_above(self.base, self.t)))
        centre = Point(sum_beside(c.right), self.road_backward)
        middle = c.bottom + 7
        below = (centre.x, centre.y + SMALL_SUM)
        self.backward((*start, (x, middle), (centre.x, middle), below), *names)
        both = (f"d{self.base}_out[{self.t}]", f"d{self.base}_next[{self.t}]")
        self.column.sums.append(Sum(centre, SMALL_SUM, dc, both))
        self.road_back(((centre.x - SMALL_SUM, centre.y), (c.right, centre.y)), dc)

    def _joints(self) -> None:
        lstm, rows = self.lstm, self.rows
        self.joint(self.keep_x, rows.road, "∘", lstm.kept)
        self.joint(self.meet_x, rows.joints, "∘", lstm.written)
        self.joint(self.meet_x, rows.road, "+", self.base)
        self.joint(self.o.forward_x, rows.joints, "∘", self.layer.h)

    def _couple(self, gate: Gate) -> None:
        """i = 1 − f: from gate to gate, and the gradient back."""
        f, i, y = self.f, self.i, self.i.y
        middle = (f.right + i.left) / 2
        self.forward(((f.right, y + 4), (middle - FLIP, y + 4)), self.at(gate.value))
        self.forward(((middle + FLIP, y + 4), (i.left, y + 4)), self.at(gate.value))
        self.joint(middle, y, "1−", gate.value, FLIP)
        opposite = self.at(gate.opposite or "")
        names = self.parts(opposite, self.gradient(gate.value))
        lane = y - FLIP - 5
        self.backward(((i.left, lane), (f.right, lane)), *dict.fromkeys((*names, f"d{opposite}")))

    def _peephole(self, gate: Gate, terms: tuple[str, ...]) -> None:
        """What a gate sees of the cell state: i and f of the one before, o of the new one."""
        entry, lane = self.cell.entry_box(gate), self.rows.joints + self.radius + 4
        side = entry.left - 8
        begin = self.f.left - 8
        end = ((side, entry.y), (entry.left, entry.y))
        old = self.reading(terms, self.c_before)
        new = self.reading(terms, self.c)
        from_old: tuple[tuple[float, float], ...] = ((begin, self.rows.road), *end)
        if side > begin + 1:
            from_old = ((begin, self.rows.road), (begin, lane), (side, lane), *end)
        c = self.c_box
        below = c.bottom + 7
        from_new = ((c.left + 5, c.bottom), (c.left + 5, below), (side, below), *end)
        da = self.gradient(gate.before or "")
        for names, points, of in (
            (old, from_old, self.c_before),
            (new, from_new, self.c),
        ):
            if names:
                self.wire("forward", points, names, has_dot=points is from_old)
                self.way("backward", tuple(reversed(points)), *self.parts(of, da))
