"""What each gradient ``dh[t]`` is made of: this step's own part, and what t + 1 hands back.

The norm of a sum is not the sum of the norms. What does add up are the parts' components along
the whole: with u = dh / ‖dh‖, u·dh_out + u·dh_next = u·dh = ‖dh‖. A part that points against the
whole has a negative component.
"""

from __future__ import annotations

import numpy as np

from rnn_debugger.debugger.families.sheet import FamilySheet
from rnn_debugger.debugger.families.tensor_families import family
from rnn_debugger.debugger.flow.roads import Road
from rnn_debugger.debugger.moment import Moment
from rnn_debugger.engine import Array, Program


class PartsSheet:
    """The parts of the gradients of one road, for one sequence of the batch, as of the moment
    read last. All arrays are (columns,), a column for each of `timesteps`; what is absent is NaN.
    """

    def __init__(self, program: Program, road: Road) -> None:
        self.program = program
        self.road = road
        self.begin = road.begin(program)
        """The operation before which nothing of it is there."""
        whole = family(program, road.base)
        assert whole is not None
        self._whole = FamilySheet(program, whole)
        self.timesteps = self._whole.timesteps
        self._parts = [self._sheet(program, f"{road.base}_{side}") for side in ("out", "next")]
        pairs = [road.parts(program, t) for t in self.timesteps]
        self.has_part = np.array([[pair[side] is not None for pair in pairs] for side in (0, 1)])
        """Whether there is a part of this step, and one of t + 1: bool (2, columns)."""
        self._is_whole = np.array(
            [
                [pair[side] == road.name(t) for t, pair in zip(self.timesteps, pairs, strict=True)]
                for side in (0, 1)
            ]
        )
        self._key: tuple[int, int, int, int] | None = None
        columns = len(self.timesteps)
        self.norms = np.full((2, columns), np.nan)
        """The Euclidean norms of the two parts: (2, columns)."""
        self.along = np.full((2, columns), np.nan)
        """The components of the two parts along the whole, which add up to its norm; 0 for a
        part that there is not: (2, columns).
        """

    @property
    def exists(self) -> Array:
        """Which columns have a gradient: bool."""
        return self._whole.exists

    @property
    def present(self) -> Array:
        """Which gradients are there: bool."""
        return self._whole.present

    @property
    def total(self) -> Array:
        """‖dh[t]‖."""
        return self._whole.norms

    def shows(self, branch: int, edits: int, iteration: int, sequence: int) -> bool:
        """Whether it holds everything of that iteration, as on a branch after so many edits."""
        return self._key == (branch, edits, iteration, sequence) and bool(
            (self.present >= self.exists).all()
        )

    def column(self, timestep: int | None) -> int | None:
        return self._whole.column(timestep)

    def read(self, moment: Moment, sequence: int = 0) -> bool:
        """Bring the sheet to a moment; returns whether anything changed."""
        self._key = (moment.position.branch, moment.edits, moment.iteration, sequence)
        changed = np.zeros(len(self.timesteps), np.bool_)
        changed[self._whole.read(moment, sequence)] = True
        for sheet in self._parts:
            if sheet is not None:
                changed[self._columns(sheet)[sheet.read(moment, sequence)]] = True
        columns = np.flatnonzero(changed)
        if columns.size:
            self._resolve(columns)
        return bool(columns.size)

    def _resolve(self, columns: Array) -> None:
        whole, total = self._whole.values[:, columns], self._whole.norms[columns]
        is_there = self._whole.present[columns]
        with np.errstate(all="ignore"):
            # A gradient of 0 has no direction; what met in it stands in `norms`.
            direction = np.where(total > 0, whole / np.where(total > 0, total, 1.0), 0.0)
            direction[:, ~np.isfinite(total)] = np.nan
        for side, sheet in enumerate(self._parts):
            values, norms = np.zeros_like(whole), np.full(len(columns), np.nan)
            if sheet is not None:
                at = columns - self._offset(sheet)
                known = (at >= 0) & sheet.present[np.maximum(at, 0)]
                values[:, known] = sheet.values[:, at[known]]
                norms[known] = sheet.norms[at[known]]
            is_whole = self._is_whole[side, columns] & is_there
            norms[is_whole] = total[is_whole]
            with np.errstate(all="ignore"):
                along = np.sum(direction * values, axis=0)
            along[~self.has_part[side, columns]] = 0.0
            along[is_whole] = total[is_whole]
            along[~is_there] = np.nan
            self.norms[side, columns] = norms
            self.along[side, columns] = along

    def _sheet(self, program: Program, base: str) -> FamilySheet | None:
        found = family(program, base)
        return None if found is None else FamilySheet(program, found)

    def _offset(self, sheet: FamilySheet) -> int:
        """How many columns the whole's axis begins before the sheet's."""
        return sheet.timesteps.start - self.timesteps.start

    def _columns(self, sheet: FamilySheet) -> Array:
        """The columns of this sheet that those of a part's sheet are."""
        columns: Array = np.arange(len(sheet.timesteps)) + self._offset(sheet)
        return columns
