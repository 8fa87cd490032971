"""Sequences given as arrays of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rnn_debugger.data.errors import BadInput
from rnn_debugger.engine import Array


@dataclass(frozen=True)
class Sequences:
    """N sequences of L timesteps: `x` (N, L, inputs), `target` (N, L, outputs).

    `batch_size` of them run side by side, window after window while one still fits into the
    length; then come the next ones, and after the last the first again. A last window that would
    be shorter is left out. `origin` is what a sentence about the targets begins with.
    """

    x: Array
    target: Array
    timesteps: int
    batch_size: int
    origin: str = "data.targets"
    characters: str | None = None

    def __post_init__(self) -> None:
        count, length = self.x.shape[:2]
        if count != self.target.shape[0] or length != self.target.shape[1]:
            raise BadInput(
                f"{self.origin}: {_extent(self.target)} do not fit inputs of {_extent(self.x)}"
            )
        if count % self.batch_size:
            sequences = "one sequence" if count == 1 else f"{count} sequences"
            raise BadInput(
                f"training.batch_size: {self.batch_size} does not divide the {sequences}"
            )
        if length < self.timesteps:
            raise BadInput(
                f"training.timesteps: a window of {self.timesteps} timesteps does not fit into "
                f"sequences of {length}"
            )

    @property
    def inputs(self) -> int:
        return int(self.x.shape[2])

    @property
    def outputs(self) -> int:
        return int(self.target.shape[2])

    @property
    def note(self) -> str:
        left = int(self.x.shape[1]) % self.timesteps
        if not left:
            return ""
        last = "the last timestep" if left == 1 else f"the last {left} timesteps"
        whose = "every sequence" if self.x.shape[0] > 1 else "the sequence"
        return f"{last} of {whose} fit{'s' * (left == 1)} into no window"

    def begins(self, iteration: int) -> bool:
        return iteration % self._windows == 0

    def ones(self, iteration: int) -> Mapping[str, Sequence[int]]:
        return {}

    def fill(self, iteration: int, x: Array, target: Array) -> None:
        groups = self.x.shape[0] // self.batch_size
        group = iteration // self._windows % groups
        start = iteration % self._windows * self.timesteps
        chosen = slice(group * self.batch_size, (group + 1) * self.batch_size)
        times = slice(start, start + self.timesteps)
        x[...] = np.moveaxis(self.x[chosen, times], 0, 2)
        target[...] = np.moveaxis(self.target[chosen, times], 0, 2)

    @property
    def _windows(self) -> int:
        return int(self.x.shape[1]) // self.timesteps


def _extent(array: Array) -> str:
    return f"{array.shape[0]} sequences × {array.shape[1]} timesteps"
