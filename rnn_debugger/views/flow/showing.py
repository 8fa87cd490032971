"""What the pages of the panel are given to draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnn_debugger.debugger import Moment, PartsSheet, Road
from rnn_debugger.views.colours import Array
from rnn_debugger.views.flow.column_plot import ColumnMarks
from rnn_debugger.views.time_axis import TimeMarks

LEFT, RIGHT = 54, 84
"""Pixels of the gutters beside the columns."""


@dataclass(frozen=True)
class Showing:
    """One road in one iteration. `key` says which, and for which sequence: under it figures are
    known. `sheet` is that of the iteration; `flows` is whether the moment stands in its backward
    sweep or behind it, `iteration` None where nothing has flowed yet at all.
    """

    moment: Moment
    road: Road
    sheet: PartsSheet
    iteration: int | None
    flows: bool
    sequence: int
    edits: int
    marks: ColumnMarks

    @property
    def key(self) -> tuple[object, ...]:
        return (self.moment.position.branch, self.edits, self.iteration, self.sequence)

    @property
    def present(self) -> Array:
        """Which gradients have come by: bool (columns,)."""
        if self.iteration is None:
            return np.zeros(len(self.sheet.timesteps), np.bool_)
        return self.sheet.present

    @property
    def time_marks(self) -> TimeMarks:
        """The marks by timestep instead of column."""
        first, marks = self.sheet.timesteps.start, self.marks
        return TimeMarks(
            self.sheet.timesteps,
            None if marks.current is None else marks.current + first,
            marks.phase,
            None if marks.selected is None else marks.selected + first,
        )

    @property
    def teaching(self) -> str:
        """What will be there, and how it comes."""
        return f"{self.road.base}[t] appears in the backward sweep: press Shift+→"
