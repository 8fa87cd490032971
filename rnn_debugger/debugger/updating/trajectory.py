"""Where updates at every timestep take a weight within one sweep, going back through time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnn_debugger.debugger.inspecting.explain import Evidence
from rnn_debugger.debugger.updating.largest import largest_index
from rnn_debugger.engine import Array, Index, Program


@dataclass(frozen=True, eq=False)
class Trajectory:
    """One element and the norm of a parameter: before the sweep, then after each update.

    `timesteps` (k,) are those of the updates that have run, from the last timestep to the first;
    `norms` and `values` (k + 1,) begin with what was there before the first of them.
    """

    parameter: str
    index: Index
    timesteps: tuple[int, ...]
    norms: Array
    values: Array


class TrajectoryRecord:
    """Fills as the updates of one iteration run; what is known stays."""

    def __init__(self, program: Program, parameter: str, index: Index | None) -> None:
        """Without an `index` it is the element that the first update changes most."""
        self.parameter = parameter
        self.index = index
        self._program = program
        self._writers = program.writers[parameter]
        self._after: dict[int, tuple[float, float]] = {}
        self._before: tuple[float, float] | None = None

    @property
    def timesteps(self) -> tuple[int, ...]:
        """Those that have an update, from the first to the last."""
        times = (self._program[number].timestep for number in self._writers)
        return tuple(sorted(time for time in times if time is not None))

    def missing(self, reached: int) -> tuple[int, ...]:
        """The updates that have run and are not known, by their operations."""
        return tuple(n for n in self._writers if n < reached and n not in self._after)

    def is_begun(self, reached: int) -> bool:
        """Whether the first update has run, so that the parameter is not what it was."""
        return self._writers[0] < reached

    def begin(self, value: Array) -> None:
        """The parameter before the first update; only where the index is known."""
        self._before = self._figures(value)

    def take(self, evidence: Evidence) -> None:
        """Take what one update has made of the parameter."""
        number = evidence.operation.id
        if number == self._writers[0] and evidence.before is not None:
            if self.index is None:
                with np.errstate(all="ignore"):
                    self.index = largest_index(evidence.after - evidence.before)
            self.begin(evidence.before)
        self._after[number] = self._figures(evidence.after)

    def trajectory(self, reached: int) -> Trajectory | None:
        """What is known when so many operations have run; None before anything is."""
        if self._before is None or self.index is None:
            return None
        done = [number for number in self._writers if number < reached and number in self._after]
        figures = np.array([self._before, *(self._after[number] for number in done)])
        timesteps = tuple(self._program[number].timestep or 0 for number in done)
        return Trajectory(self.parameter, self.index, timesteps, figures[:, 0], figures[:, 1])

    def _figures(self, value: Array) -> tuple[float, float]:
        with np.errstate(all="ignore"):
            norm = float(np.linalg.norm(np.asarray(value, np.float64)))
        assert self.index is not None
        return norm, float(value[self.index])
