"""A task's batches, drawn from the seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rnn_debugger.data.errors import BadInput
from rnn_debugger.data.tasks import TASKS, SequenceTask, TaskName
from rnn_debugger.engine import Array


@dataclass(frozen=True)
class Generated:
    """A fresh batch of whole sequences in every iteration, T = `timesteps` long.

    The batch is drawn from the seed and the iteration's number, whichever iterations came before.
    Every sequence begins and ends in its window: h[0] is always h_start, never what the window
    before has left, whatever carry_state says. Raises `BadInput` when T is too short.
    """

    name: TaskName
    timesteps: int
    batch_size: int
    seed: int
    characters: str | None = None

    def __post_init__(self) -> None:
        if self.timesteps < self.task.least:
            raise BadInput(
                f"training.timesteps: {self.timesteps} is too short for data.name = "
                f'"{self.name}", which takes {self.task.least} or more'
            )

    @property
    def task(self) -> SequenceTask:
        return TASKS[self.name]

    @property
    def inputs(self) -> int:
        return self.task.inputs

    @property
    def outputs(self) -> int:
        return self.task.outputs

    @property
    def note(self) -> str:
        return ""

    def begins(self, iteration: int) -> bool:
        return True

    def ones(self, iteration: int) -> Mapping[str, Sequence[int]]:
        # Copying is one-hot too, but ten columns wide: a look-up would not pay.
        return {}

    def fill(self, iteration: int, x: Array, target: Array) -> None:
        generator = np.random.default_rng([self.seed, iteration])
        x[...], target[...] = self.task.draw(generator, self.timesteps, self.batch_size)
