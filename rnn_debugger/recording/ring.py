"""The undo ring: what the last operations overwrote, so that going back one is one copy."""

from __future__ import annotations

from collections import deque

import numpy as np

from rnn_debugger.engine import Array


class UndoRing:
    """Old contents of outputs, newest last, in one buffer of `capacity` bytes.

    When the buffer is full the oldest go. Entries follow each other without a gap: whoever
    changes the machine otherwise calls `clear`.
    """

    def __init__(self, capacity: int) -> None:
        self._buffer = np.empty(capacity, np.uint8)
        self._entries: deque[tuple[Array, int, int]] = deque()  # place, from, to
        self._end = 0

    def __len__(self) -> int:
        """How many operations can be undone."""
        return len(self._entries)

    @property
    def capacity(self) -> int:
        return len(self._buffer)

    def save(self, place: Array) -> None:
        """Remember the bytes of `place`, a view that the next operation writes."""
        start = self._end
        end = start + len(place)
        if end > len(self._buffer):
            start, end = 0, len(place)
            if end > len(self._buffer):
                self.clear()
                return
            self._drop_beyond(self._end)
        self._drop_overlapping(start, end)
        self._buffer[start:end] = place
        self._entries.append((place, start, end))
        self._end = end

    def restore(self) -> bool:
        """Put back what the last operation overwrote; False when nothing is left."""
        if not self._entries:
            return False
        place, start, end = self._entries.pop()
        place[:] = self._buffer[start:end]
        self._end = start
        return True

    def newest(self) -> Array | None:
        """The bytes that the last operation overwrote, a copy; None when they are not kept."""
        if not self._entries:
            return None
        _, start, end = self._entries[-1]
        return self._buffer[start:end].copy()

    def clear(self) -> None:
        self._entries.clear()
        self._end = 0

    def _drop_overlapping(self, start: int, end: int) -> None:
        entries = self._entries
        while entries and entries[0][1] < end and start < entries[0][2]:
            entries.popleft()

    def _drop_beyond(self, start: int) -> None:
        """The writer wraps round: what lies behind it at the buffer's end is the oldest."""
        while self._entries and self._entries[0][1] >= start:
            self._entries.popleft()
