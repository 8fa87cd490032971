"""The ledger for a table and a curve: any position of a long iteration in well under a
millisecond.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import Literal, TypeAlias, get_args

import numpy as np

from rnn_debugger.debugger.families.tensor_families import split_name
from rnn_debugger.debugger.memory.memory_ledger import ROLES, LiveTensor
from rnn_debugger.engine import Array, Program, kept_with_program, lives

LedgerColumn: TypeAlias = Literal[
    "name", "bytes", "role", "t", "to_come", "needed", "born", "shape"
]
LEDGER_COLUMNS: tuple[LedgerColumn, ...] = get_args(LedgerColumn)


class LedgerTable:
    """All tensors of a program with their lives, and which of them are live where."""

    def __init__(self, program: Program) -> None:
        self.tensors = tuple(
            LiveTensor(program.tensors[name], life.first, life.last)
            for name, life in lives(program).items()
        )
        tensors = [live.tensor for live in self.tensors]
        self.numbers = {tensor.name: number for number, tensor in enumerate(tensors)}
        self._first = np.array([live.first for live in self.tensors])
        self._last = np.array([live.last for live in self.tensors])
        self._persistent = np.array([tensor.persistent for tensor in tensors])
        self._bytes = np.array([tensor.bytes for tensor in tensors])
        self._roles = np.array([ROLES.index(tensor.role) for tensor in tensors])
        times = [-1 if tensor.timestep is None else tensor.timestep for tensor in tensors]
        self._times = np.array(times)
        self._orders: dict[tuple[LedgerColumn, bool], Array] = {}

    def live(self, reached: int) -> Array:
        """Whether each tensor is held when `reached` operations have run: bool, (tensors,)."""
        held: Array = self._persistent | ((self._first < reached) & (reached <= self._last + 1))
        return held

    def rows(self, reached: int, column: LedgerColumn, *, descending: bool = False) -> Array:
        """The numbers of the live tensors, sorted by a column; ties in the program's order."""
        order = self._order(column, descending)
        rows: Array = order[self.live(reached)[order]]
        return rows

    def by_timestep(self, reached: int) -> Array:
        """Bytes held when `reached` operations have run, by role in the order of `ROLES` and by
        timestep: int64, (roles, T + 2). Column 0 is what belongs to no timestep, column t + 1 is t.
        """
        held = self.live(reached)
        found = np.zeros((len(ROLES), int(self._times.max()) + 2), np.int64)
        np.add.at(found, (self._roles[held], self._times[held] + 1), self._bytes[held])
        return found

    @cached_property
    def peaks_by_timestep(self) -> Array:
        """The most that is held of each timestep while any operation runs: int64, (T + 2,), in the
        columns of `by_timestep`.
        """
        peaks = np.zeros(int(self._times.max()) + 2, np.int64)
        order = np.argsort(self._times, kind="stable")
        borders = np.searchsorted(self._times[order], np.arange(-1, len(peaks)))
        for column, (begin, end) in enumerate(pairwise(borders)):
            mine = order[begin:end]
            places = np.concatenate([self._first[mine], self._last[mine] + 1])
            changes = np.concatenate([self._bytes[mine], -self._bytes[mine]])
            # What goes at an operation goes before what comes.
            sequence = np.lexsort((changes, places))
            peaks[column] = np.cumsum(changes[sequence]).max(initial=0)
        return peaks

    def _order(self, column: LedgerColumn, descending: bool) -> Array:
        if (column, descending) not in self._orders:
            keys = self._keys(column)
            ranks = {key: rank for rank, key in enumerate(sorted(set(keys)))}
            codes = np.array([ranks[key] for key in keys])
            order = np.argsort(-codes if descending else codes, kind="stable")
            self._orders[column, descending] = order
        return self._orders[column, descending]

    def _keys(self, column: LedgerColumn) -> list[tuple[object, ...]]:
        tensors = [live.tensor for live in self.tensors]
        if column == "name":
            # h[10] comes after h[9].
            return [
                (base, -1 if t is None else t) for base, t in (split_name(x.name) for x in tensors)
            ]
        if column == "role":
            return [(ROLES.index(tensor.role),) for tensor in tensors]
        if column == "t":
            return [(-1 if x.timestep is None else x.timestep,) for x in tensors]
        if column in ("shape", "bytes"):
            return [(tensor.bytes,) for tensor in tensors]
        # What is still to come depends on the position; its order stays, by the last of it.
        return [(live.first if column == "born" else live.last,) for live in self.tensors]


@kept_with_program
def ledger_table(program: Program) -> LedgerTable:
    """The table of a program, made once."""
    return LedgerTable(program)


@kept_with_program
def bytes_by_role(program: Program) -> Array:
    """Bytes held while each operation runs, by role in the order of `ROLES`: int64, (roles,
    operations + 1), read-only. Column k is the ledger's when k operations have run; column 0
    holds what is there before the iteration.
    """
    change = np.zeros((len(ROLES), len(program) + 2), np.int64)
    for name, life in lives(program).items():
        tensor = program.tensors[name]
        role = ROLES.index(tensor.role)
        change[role, max(life.first + 1, 0)] += tensor.bytes
        change[role, min(life.last + 2, len(program) + 1)] -= tensor.bytes
    result = np.cumsum(change, axis=1)[:, : len(program) + 1]
    result.flags.writeable = False
    return result
