"""Keyframes: what survives an iteration, copied at iteration boundaries within a byte budget."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from rnn_debugger.engine import Array

SLAB_BYTES = 8 * 2**20
"""Memory is taken this much at a time: large blocks are much cheaper to touch first."""


class Keyframes:
    """Copies of a machine's persistent bytes by iteration, at least that of iteration 0.

    When the budget is full, every other one goes and the spacing doubles; so any iteration is
    at most `spacing` iterations behind a keyframe.
    """

    def __init__(self, budget: int, spacing: int = 1) -> None:
        """`budget` in bytes, the first `spacing` in iterations."""
        self._budget = budget
        self._frames: dict[int, Array] = {}
        self._iterations: list[int] = []
        self._spare: list[Array] = []
        self.spacing = spacing
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._iterations)

    def wants(self, iteration: int) -> bool:
        return iteration % self.spacing == 0 and iteration not in self._frames

    def add(self, iteration: int, content: Array) -> None:
        """Copy `content`, the persistent bytes at the beginning of that iteration, if it is
        still wanted once there is room for it. Iteration 0 is kept whatever the budget.
        """
        while iteration and self.wants(iteration) and self.bytes + len(content) > self._budget:
            self._thin()
        if not self.wants(iteration):
            return
        if not self._spare:
            count = min(SLAB_BYTES, self._budget - self.bytes) // len(content)
            self._spare.extend(np.empty((max(1, count), len(content)), np.uint8))
        frame = self._spare.pop()
        frame[:] = content
        self._frames[iteration] = frame
        self._iterations.insert(bisect_right(self._iterations, iteration), iteration)
        self.bytes += len(frame)

    def nearest(self, iteration: int) -> tuple[int, Array]:
        """The last keyframe at or before the iteration: its iteration and content."""
        found = self._iterations[bisect_right(self._iterations, iteration) - 1]
        return found, self._frames[found]

    def _thin(self) -> None:
        self.spacing *= 2
        for iteration in [i for i in self._iterations if i % self.spacing]:
            frame = self._frames.pop(iteration)
            self.bytes -= len(frame)
            self._spare.append(frame)
        self._iterations = sorted(self._frames)
