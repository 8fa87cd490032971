"""A window of data for every iteration, a pure function of the iteration's number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from rnn_debugger.engine import Array


class Dataset(Protocol):
    """Sequences cut into windows of T timesteps, `batch_size` of them side by side."""

    @property
    def inputs(self) -> int:
        """Features of one timestep."""

    @property
    def outputs(self) -> int:
        """Numbers of one target."""

    @property
    def characters(self) -> str | None:
        """The character that each one-hot position stands for, if that is what the data are."""

    @property
    def note(self) -> str:
        """What of the data is not used: a sentence, or nothing."""

    def begins(self, iteration: int) -> bool:
        """Whether the sequences of that iteration's window begin with it."""

    def ones(self, iteration: int) -> Mapping[str, Sequence[int]]:
        """For "x" and "target", where they are one-hot: the row of the 1 by timestep, in the
        first sequence.
        """

    def fill(self, iteration: int, x: Array, target: Array) -> None:
        """Write the window into `x` (T, inputs, B) and `target` (T, outputs, B)."""


class WindowFeed:
    """The buffers that the machine's reading operations copy from."""

    def __init__(
        self,
        dataset: Dataset,
        timesteps: int,
        batch_size: int,
        dtype: str,
        starts: Mapping[str, Array],
    ) -> None:
        """`starts` holds the state at the start of every sequence by name, each (H, B)."""
        self._dataset = dataset
        self._x = np.zeros((timesteps, dataset.inputs, batch_size), dtype)
        self._target = np.zeros((timesteps, dataset.outputs, batch_size), dtype)
        self._begins = np.zeros(1, np.bool_)
        # A batch has no such short cut: its products are worth their time.
        ones = dataset.ones(0) if batch_size == 1 else {}
        self._ones = {stream: list(places) for stream, places in ones.items()}
        self._streams: dict[str, Array] = {
            "x": self._x,
            "target": self._target,
            "begins": self._begins,
            **{name: np.array(start, dtype) for name, start in starts.items()},
        }

    @property
    def streams(self) -> Mapping[str, Array]:
        return self._streams

    @property
    def ones(self) -> Mapping[str, list[int]]:
        return self._ones

    def load(self, iteration: int) -> None:
        self._begins[0] = self._dataset.begins(iteration)
        self._dataset.fill(iteration, self._x, self._target)
        if self._ones:
            for stream, places in self._dataset.ones(iteration).items():
                self._ones[stream][:] = places
