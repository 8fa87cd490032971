"""The lives of all tensors over the operations: rows in the order of their first write."""

from __future__ import annotations

import numpy as np

from rnn_debugger.debugger.memory.memory_ledger import ROLES
from rnn_debugger.engine import Array, Program, kept_with_program, lives

NO_ROLE = -1


class LivesMap:
    """A row for every tensor; what lasts from iteration to iteration is on top.

    `first` and `last`: operations between which each is live, inclusive, −1 and the number of
    operations for what lasts; `roles`: places in `ROLES`; all int64, (tensors,).
    """

    def __init__(self, program: Program) -> None:
        found = lives(program)
        # Sorting is stable: what lasts stays in the program's order.
        self.names = tuple(sorted(found, key=lambda name: found[name].first))
        self.operations = len(program)
        self.rows = {name: row for row, name in enumerate(self.names)}
        self.first = np.array([found[name].first for name in self.names])
        self.last = np.array([found[name].last for name in self.names])
        tensors = [program.tensors[name] for name in self.names]
        self.roles = np.array([ROLES.index(tensor.role) for tensor in tensors])
        self._bytes = np.array([tensor.bytes for tensor in tensors])

    def __len__(self) -> int:
        return len(self.names)

    def pooled(
        self, rows: tuple[float, float], operations: tuple[float, float], height: int, width: int
    ) -> Array:
        """A picture of a part: for each pixel the role, as in `roles`, that has the most bytes
        among the lives that touch it, or `NO_ROLE`: int8, (height, width).

        A life has at least one pixel in every direction, so that none is lost.
        """
        low, high = max(int(rows[0]), 0), min(int(np.ceil(rows[1])), len(self))
        row_scale, scale = height / (rows[1] - rows[0]), width / (operations[1] - operations[0])
        places = ((np.arange(low, high) - rows[0]) * row_scale).astype(np.int64)
        places = places.clip(0, height - 1)
        begin = np.floor((self.first[low:high].clip(0) - operations[0]) * scale).astype(np.int64)
        ends = (self.last[low:high] + 1).clip(0, self.operations)
        end = np.ceil((ends - operations[0]) * scale).astype(np.int64)
        seen = (begin < width) & (end > 0)
        begin, end = begin.clip(0, width - 1), end.clip(1, width)
        change = np.zeros((len(ROLES), height, width + 1), np.int64)
        roles, sizes = self.roles[low:high], self._bytes[low:high]
        np.add.at(change, (roles[seen], places[seen], begin[seen]), sizes[seen])
        np.add.at(change, (roles[seen], places[seen], end[seen]), -sizes[seen])
        held = np.cumsum(change, axis=2)[:, :, :width]
        picture: Array = held.argmax(axis=0).astype(np.int8)
        picture[held.max(axis=0) == 0] = NO_ROLE
        return picture


@kept_with_program
def lives_map(program: Program) -> LivesMap:
    """The map of a program, made once."""
    return LivesMap(program)
