"""What of the layout is in sight at a zoom, and what lies under a point of the widget."""

from __future__ import annotations

from dataclasses import dataclass

from rnn_debugger.debugger import Moment
from rnn_debugger.views.graph.columns import ColumnMaker
from rnn_debugger.views.graph.elements import Chevron, Column
from rnn_debugger.views.graph.hits import chevron_in_column, tensor_in_column
from rnn_debugger.views.graph.rail import Rail
from rnn_debugger.views.graph.zoom import Zoom


@dataclass(frozen=True)
class Sight:
    """Columns and rail, laid out for that zoom."""

    maker: ColumnMaker
    rail: Rail
    zoom: Zoom

    def columns(self) -> list[Column]:
        """The columns in sight, and the next, whose lines reach into them."""
        visible = self.zoom.visible()
        end = min(visible.stop + 1, self.zoom.timesteps + 1)
        return [self.maker.column(timestep) for timestep in range(max(visible.start - 1, 0), end)]

    def x_of(self, column: Column) -> float:
        """The left edge of a column."""
        # On whole pixels a kept picture is to the dot what would be painted.
        return float(round(self.zoom.column_x(max(column.timestep, 1))))

    def tensor_at(self, x: float, y: float, moment: Moment) -> str | None:
        if x < self.rail.width:
            return self.rail.slot_at(x, y)
        for column in self.columns():
            name = tensor_in_column(column, x - self.x_of(column), y, moment)
            if name is not None:
                return name
        return None

    def chevron_at(self, x: float, y: float) -> Chevron | None:
        if x < self.rail.width:
            return None
        for column in self.columns():
            found = chevron_in_column(column, x - self.x_of(column), y)
            if found is not None:
                return found
        return None

    def others_at(self, name: str, timestep: int) -> tuple[str, ...]:
        """Partial sums and their like that are seen at the node of a tensor."""
        nodes = self.maker.column(timestep).nodes
        return next((node.others for node in nodes if name in (node.value, node.gradient)), ())
