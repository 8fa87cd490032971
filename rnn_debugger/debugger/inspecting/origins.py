"""Where a number came from: the operation that wrote it last, or that last changed it; and where
the first NaN or infinity was born.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from rnn_debugger.engine import Index, Program
from rnn_debugger.recording import RunState


@dataclass(eq=False)
class Written:
    """True right after an operation that wrote the tensor."""

    tensor: str
    persists: ClassVar[bool] = False

    def positions(self, program: Program) -> Sequence[int]:
        return sorted((n + 1) % len(program) for n in program.writers.get(self.tensor, ()))

    def noted(self, program: Program) -> Sequence[int]:
        return ()

    def note(self, state: RunState) -> None:
        """Nothing has to be noted."""

    def holds(self, state: RunState) -> bool:
        return _written_last(state) == self.tensor


@dataclass(eq=False)
class Changed(Written):
    """True right after an operation that gave the tensor, or its element at `index`, other bits;
    the first value in an iteration of what had none before counts as well.
    """

    index: Index | None = None
    _before: bytes | None = field(default=None, init=False)

    def noted(self, program: Program) -> Sequence[int]:
        return program.writers.get(self.tensor, ())

    def note(self, state: RunState) -> None:
        is_present = state.program.is_present(self.tensor, state.operation)
        self._before = self._bytes(state) if is_present else None

    def holds(self, state: RunState) -> bool:
        return super().holds(state) and self._bytes(state) != self._before

    def _bytes(self, state: RunState) -> bytes:
        value = state.value(self.tensor)
        return np.asarray(value if self.index is None else value[self.index]).tobytes()


@dataclass(eq=False)
class Nonfinite:
    """True right after an operation whose result has a NaN or an infinity in it."""

    persists: ClassVar[bool] = False

    def positions(self, program: Program) -> Sequence[int]:
        return range(len(program))

    def noted(self, program: Program) -> Sequence[int]:
        return ()

    def note(self, state: RunState) -> None:
        """Nothing has to be noted."""

    def holds(self, state: RunState) -> bool:
        name = _written_last(state)
        return name is not None and not bool(np.isfinite(state.value(name)).all())


@dataclass(eq=False)
class NonfiniteIteration(Nonfinite):
    """True at the end of an iteration in which anything became NaN or infinite."""

    def positions(self, program: Program) -> Sequence[int]:
        return (0,)

    def holds(self, state: RunState) -> bool:
        return state.operation == 0 and not state.is_finite()


def _written_last(state: RunState) -> str | None:
    """The tensor that the operation right before this position wrote."""
    if state.operation == 0 and state.iteration == 0:
        return None
    return state.program[state.operation - 1].output
