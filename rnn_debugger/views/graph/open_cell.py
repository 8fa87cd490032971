"""Where the boxes of an opened cell stand, from the left edge of its column. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from rnn_debugger.views.graph.elements import Box
from rnn_debugger.views.graph.gates import Gate, Gru, Lstm
from rnn_debugger.views.graph.open_rows import OpenRows, Span, gru_rows, lstm_rows

LSTM_X, COUPLED_X = (0.12, 0.295, 0.465, 0.645), (0.105, 0.315, 0.485, 0.65)
GRU_X, H_X = (0.13, 0.335, 0.62), 0.83
"""The middles of gates and state, in widths of the column."""
PLUS_ABOVE = 8.0
"""Pixels between a state's box and the ⊕ over it."""


@dataclass(frozen=True)
class OpenCell:
    """An opened cell in a column `pitch` pixels wide."""

    cell: Lstm | Gru
    rows: OpenRows
    pitch: float

    @classmethod
    def between(cls, cell: Lstm | Gru, top: float, bottom: float, pitch: float) -> OpenCell:
        """The cell in the room between two heights."""
        rows = lstm_rows if isinstance(cell, Lstm) else gru_rows
        return cls(cell, rows(top, bottom), pitch)

    @property
    def width(self) -> float:
        """Pixels of a gate."""
        return min(max(0.125 * self.pitch, 30.0), 40.0)

    def gate_box(self, gate: Gate) -> Box:
        return self._box(self._x(gate), self.rows.gate)

    def before_box(self, gate: Gate) -> Box | None:
        """The box of a gate's pre-activation; None where it is folded into the gate."""
        if gate.before is None or self.rows.before is None:
            return None
        return self._box(self._x(gate), self.rows.before)

    def entry_box(self, gate: Gate) -> Box:
        """The box that lines into a gate end at."""
        return self.before_box(gate) or self.gate_box(gate)

    @property
    def h_box(self) -> Box:
        return self._box(H_X * self.pitch, self.rows.h)

    @property
    def c_box(self) -> Box | None:
        if not isinstance(self.cell, Lstm):
            return None
        x = self._x(self.cell.output)
        return Box(x, self.rows.road, self.width, self.rows.c_height)

    def _x(self, gate: Gate) -> float:
        if isinstance(self.cell, Gru):
            places: tuple[float, ...] = GRU_X
        else:
            # Between the coupled gates there is a joint.
            places = LSTM_X if self.cell.input.opposite is None else COUPLED_X
        return places[self.cell.gates.index(gate)] * self.pitch

    def _box(self, x: float, span: Span) -> Box:
        return Box(x, span.middle, self.width, span.height)
