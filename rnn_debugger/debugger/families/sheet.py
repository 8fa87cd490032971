"""A family as one sheet of units × timesteps, filled in as the iteration goes on.

Between two steps little changes, and only that is read again.
"""

from __future__ import annotations

import numpy as np

from rnn_debugger.debugger.families.tensor_families import Family, families
from rnn_debugger.debugger.moment import Moment
from rnn_debugger.engine import Array, Program


class _Content:
    """What has been read of one iteration, for one sequence."""

    def __init__(self, units: int, columns: int) -> None:
        self.key: tuple[int, int, int, int] | None = None
        self.values = np.zeros((units, columns))
        self.present = np.zeros(columns, np.bool_)
        self.gone = np.zeros(columns, np.bool_)
        self.norms = np.full(columns, np.nan)
        self.largest = np.zeros(columns)

    def clear(self, columns: Array) -> None:
        self.values[:, columns] = 0
        self.present[columns] = self.gone[columns] = False
        self.norms[columns] = np.nan
        self.largest[columns] = 0


class FamilySheet:
    """The values of a family for one sequence of the batch, as of the moment read last.

    A column that `exists` has a tensor; it is `present` when it has been read, and `gone` when
    its memory had been used again before it could be read. All bool, (columns,).
    """

    def __init__(self, program: Program, family: Family) -> None:
        self.family = family
        last = max(found.timesteps[-1] for found in families(program))
        # All families share one time axis; only initial states have a column for t = 0.
        self.timesteps = range(min(1, family.timesteps[0]), last + 1)
        columns = len(self.timesteps)
        self._writers = np.full(columns, -1, np.int64)
        for timestep in family.timesteps:
            writers = program.writers[family.name(timestep)]
            self._writers[timestep - self.timesteps.start] = writers[0]
        self.exists = self._writers >= 0
        self._now = _Content(family.units, columns)
        # Of the iteration shown before, so that a step back over the boundary reads nothing.
        self._before = _Content(family.units, columns)

    @property
    def values(self) -> Array:
        """(units, columns) float64, 0 where absent."""
        return self._now.values

    @property
    def present(self) -> Array:
        return self._now.present

    @property
    def gone(self) -> Array:
        return self._now.gone

    @property
    def norms(self) -> Array:
        """The Euclidean norm of each of the sequence's columns, NaN where absent: (columns,)."""
        return self._now.norms

    @property
    def largest(self) -> Array:
        """The largest finite magnitude of each column: (columns,)."""
        return self._now.largest

    def column(self, timestep: int | None) -> int | None:
        """The column of a timestep; None for one that is not on the axis."""
        if timestep is None or timestep not in self.timesteps:
            return None
        return timestep - self.timesteps.start

    def name(self, column: int) -> str:
        """The tensor of a column, whether it exists or not."""
        return self.family.name(self.timesteps[column])

    def read(self, moment: Moment, sequence: int = 0) -> Array:
        """Bring the sheet to a moment; returns the columns that changed, ascending."""
        shown = self.present | self.gone
        key = (moment.position.branch, moment.edits, moment.iteration, sequence)
        is_another = key != self._now.key
        if is_another:
            self._now, self._before = self._before, self._now
            if key != self._now.key:
                self._now.clear(self.present | self.gone)
                self._now.key = key
        seen = self.present | self.gone
        written = self.exists & (self._writers < moment.reached)
        taken_back = seen & ~written
        arrived = written & ~self.present
        if taken_back.any():
            self._now.clear(taken_back)
        if arrived.any():
            self._fill(moment, sequence, np.flatnonzero(arrived))
        return np.flatnonzero(shown | written if is_another else taken_back | arrived)

    def _fill(self, moment: Moment, sequence: int, columns: Array) -> None:
        """Read columns that have been written, as many of them as are still held."""
        now, numbers = self._now, columns.tolist()
        if moment.shares_memory:
            numbers = [column for column in numbers if moment.is_present(self.name(column))]
        now.gone[columns] = True
        now.gone[numbers] = False
        if not numbers:
            return
        values = moment.values(map(self.name, numbers))
        if self.family.shape:
            values = [value[:, sequence : sequence + 1] for value in values]
            block = np.concatenate(values, axis=1).astype(np.float64, copy=False)
        else:
            block = np.array([values], np.float64)
        held: slice | list[int] = numbers
        if numbers[-1] - numbers[0] == len(numbers) - 1:
            # Next to each other, as a sweep writes them: several times faster than a list.
            held = slice(numbers[0], numbers[-1] + 1)
        now.values[:, held] = block
        now.present[held] = True
        now.norms[held] = column_norms(block)
        now.largest[held] = np.where(np.isfinite(block), np.abs(block), 0).max(axis=0)


def column_norms(block: Array) -> Array:
    """The Euclidean norm of each column: (rows, columns) → (columns,).

    Scaled by the largest element, so that tiny gradients do not vanish in their squares and
    huge ones do not overflow. NaN where a column holds NaN, infinite where it holds infinity.
    """
    with np.errstate(all="ignore"):
        largest = np.abs(block).max(axis=0)
        scale = np.where(np.isfinite(largest) & (largest > 0), largest, 1.0)
        norms: Array = scale * np.sqrt(np.square(block / scale).sum(axis=0))
    return norms


def one_hot_labels(sheet: FamilySheet, labels: tuple[str, ...]) -> tuple[str, ...]:
    """What each one-hot column stands for, (columns,); empty where it is absent."""
    rows = np.argmax(sheet.values, axis=0)
    return tuple(
        labels[int(row)] if present else ""
        for row, present in zip(rows, sheet.present, strict=True)
    )
