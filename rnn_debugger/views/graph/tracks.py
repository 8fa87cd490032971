"""Figures of whole families of tensors, kept up to date as the sweeps go by. No Qt."""

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from rnn_debugger.debugger import Family, Moment, family, split_name

Array: TypeAlias = NDArray[Any]


class Track:
    """One family: `values` (units, timesteps) of one sequence, `norms` (timesteps,) over all,
    `present` (timesteps,). What is absent is 0, its norm NaN.
    """

    def __init__(self, of: Family) -> None:
        self.family = of
        count = len(of.timesteps)
        self.columns = {timestep: column for column, timestep in enumerate(of.timesteps)}
        self.values = np.zeros((of.units, count))
        self.norms = np.full(count, np.nan)
        self.present = np.zeros(count, np.bool_)
        self._level = 0.0
        self._largest_norm = 0.0

    @property
    def level(self) -> float:
        """The largest finite magnitude among the values."""
        return self._level

    @property
    def scale(self) -> float:
        """The level rounded up, so that the colours of what is drawn seldom change."""
        return rounded_up(self._level)

    @property
    def largest_norm(self) -> float:
        """The largest finite norm; 0 where there is none."""
        return self._largest_norm

    def norm(self, timestep: int) -> float:
        column = self.columns.get(timestep)
        return float("nan") if column is None else float(self.norms[column])

    def arrive(self, moment: Moment, timestep: int, sequence: int) -> None:
        column = self.columns[timestep]
        value = moment.value(self.family.name(timestep))
        self.values[:, column] = value[:, sequence] if value.ndim == 2 else value
        with np.errstate(over="ignore", invalid="ignore"):
            flat = value.reshape(-1)
            self.norms[column] = np.sqrt(np.dot(flat, flat))
        self.present[column] = True
        largest = float(np.abs(self.values[:, column]).max(initial=0.0))
        if np.isfinite(largest):
            self._level = max(self._level, largest)
        if np.isfinite(self.norms[column]):
            self._largest_norm = max(self._largest_norm, float(self.norms[column]))

    def leave(self, timestep: int) -> None:
        column = self.columns[timestep]
        self.values[:, column] = 0
        self.norms[column] = np.nan
        self.present[column] = False
        self._rescale()

    def _rescale(self) -> None:
        finite = self.values[np.isfinite(self.values)]
        self._level = float(np.abs(finite).max(initial=0.0))
        norms = self.norms[np.isfinite(self.norms)]
        self._largest_norm = float(norms.max(initial=0.0))


class Tracks:
    """The tracks of the families asked for, of the iteration that the moment shows."""

    def __init__(self) -> None:
        self._tracks: dict[str, Track] = {}
        self._key: tuple[object, ...] | None = None
        self._reached = 0
        self._moment: Moment | None = None
        self._sequence = 0

    def follow(self, moment: Moment, sequence: int) -> None:
        """Take in what has arrived since the last moment, and drop what is gone."""
        key = (id(moment.program), moment.position.branch, moment.iteration, sequence)
        if key != self._key or moment.reached < self._reached - 64:
            self._tracks.clear()
        elif moment is not self._moment:
            self._update(moment, sequence)
        self._key, self._reached = key, moment.reached
        self._moment, self._sequence = moment, sequence

    def of(self, base: str) -> Track | None:
        """The track of a family by its base name, None where there is no such family."""
        moment = self._moment
        assert moment is not None
        if base not in self._tracks:
            found = family(moment.program, base)
            if found is None:
                return None
            track = self._tracks[base] = Track(found)
            for timestep in found.timesteps:
                if moment.is_present(found.name(timestep)):
                    track.arrive(moment, timestep, self._sequence)
        return self._tracks[base]

    def norm(self, name: str) -> float:
        """The Euclidean norm of a tensor with a timestep; NaN while it is absent."""
        base, timestep = split_name(name)
        track = self.of(base)
        return float("nan") if track is None or timestep is None else track.norm(timestep)

    def signature(self) -> tuple[float, ...]:
        """Changes when the colours or the widths of what was drawn before change."""
        tracks = self._tracks.values()
        return tuple(v for t in tracks for v in (t.scale, rounded_up(t.largest_norm)))

    def _update(self, moment: Moment, sequence: int) -> None:
        low, high = sorted((self._reached, moment.reached))
        for number in range(low, high):
            base, timestep = split_name(moment.program[number].output)
            track = self._tracks.get(base)
            if track is None or timestep is None:
                continue
            if moment.is_present(track.family.name(timestep)):
                track.arrive(moment, timestep, sequence)
            else:
                track.leave(timestep)


def rounded_up(value: float) -> float:
    """The next of … 0.1, 0.2, 0.5, 1, 2, 5 … that is not smaller; 0 for 0."""
    if not value > 0 or not math.isfinite(value):
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((m * power for m in (1.0, 2.0, 5.0) if m * power >= value), 10.0 * power)
