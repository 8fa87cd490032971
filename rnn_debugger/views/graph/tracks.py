"""Figures of whole families of tensors at a moment, for scales and widths. No Qt."""

from __future__ import annotations

import math

import numpy as np

from rnn_debugger.debugger import FamilySheet, Moment, family, split_name
from rnn_debugger.views.colours import Array


class Track:
    """One family: `values` (units, timesteps) of one sequence, its `norms` (timesteps,), and
    which of them are `present` (timesteps,). `timesteps` says what the columns are.
    """

    def __init__(self, sheet: FamilySheet) -> None:
        self._sheet = sheet
        self.base = sheet.family.base
        self.timesteps = sheet.timesteps
        self.level = 0.0
        """The largest finite magnitude among the values."""
        self.largest_norm = 0.0
        """The largest finite norm; 0 where there is none."""
        self.version = 0
        """Another number whenever something has changed."""

    @property
    def values(self) -> Array:
        return self._sheet.values

    @property
    def norms(self) -> Array:
        return self._sheet.norms

    @property
    def present(self) -> Array:
        return self._sheet.present

    @property
    def awaited(self) -> Array:
        """Which columns are still to come: bool (timesteps,)."""
        awaited: Array = self._sheet.exists & ~self._sheet.present
        return awaited

    @property
    def scale(self) -> float:
        """The level rounded up, so that the colours of what is drawn seldom change."""
        return rounded_up(self.level)

    def norm(self, timestep: int) -> float:
        column = self._sheet.column(timestep)
        return math.nan if column is None else float(self.norms[column])

    def read(self, moment: Moment, sequence: int) -> None:
        """Take in what has changed since the moment before."""
        if self._sheet.read(moment, sequence).size:
            self.version += 1
            self.level = float(self._sheet.largest.max(initial=0.0))
            finite = self.norms[np.isfinite(self.norms)]
            self.largest_norm = float(finite.max(initial=0.0))


class Tracks:
    """The tracks of the families asked for, each read once a moment."""

    def __init__(self) -> None:
        self._tracks: dict[str, Track] = {}
        self._read: set[str] = set()
        self._moment: Moment | None = None
        self._sequence = 0

    def follow(self, moment: Moment, sequence: int) -> None:
        """Show another moment from now on."""
        if moment is not self._moment or sequence != self._sequence:
            self._moment, self._sequence = moment, sequence
            self._read.clear()

    def of(self, base: str) -> Track | None:
        """The track of a family by its base name, None where there is no such family."""
        moment = self._moment
        assert moment is not None
        if base not in self._tracks:
            found = family(moment.program, base)
            if found is None:
                return None
            self._tracks[base] = Track(FamilySheet(moment.program, found))
        track = self._tracks[base]
        if base not in self._read:
            track.read(moment, self._sequence)
            self._read.add(base)
        return track

    def norm(self, name: str) -> float:
        """The Euclidean norm of a tensor with a timestep; NaN while it is absent."""
        base, timestep = split_name(name)
        track = self.of(base)
        return math.nan if track is None or timestep is None else track.norm(timestep)

    def scales(self) -> dict[str, tuple[float, float]]:
        """Of every family asked for so far what the colours and the widths of all that has been
        drawn of it hang on.
        """
        tracks = {base: self.of(base) for base in self._tracks}
        return {
            base: (track.scale, rounded_up(track.largest_norm))
            for base, track in tracks.items()
            if track
        }


def rounded_up(value: float) -> float:
    """The next of … 0.1, 0.2, 0.5, 1, 2, 5 … that is not smaller; 0 for 0."""
    if not value > 0 or not math.isfinite(value):
        return 0.0
    power = 10.0 ** math.floor(math.log10(value))
    return next((m * power for m in (1.0, 2.0, 5.0) if m * power >= value), 10.0 * power)
