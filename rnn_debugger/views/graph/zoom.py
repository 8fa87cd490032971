"""Zoom and scroll of the graph along time, and the level of detail that goes with it. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["units", "tensors", "folded", "compact", "bands"]

WIDEST, NARROWEST = 560.0, 0.25
"""Pixels a timestep."""
STANDARD = 272.0
"""Pixels a timestep at which tensors show with their pre-activations."""
OPENED = 306.0
"""Pixels a timestep at which a cell shows its gates comfortably."""
UNITS_FROM, TENSORS_FROM, FOLDED_FROM, COMPACT_FROM = 420.0, 260.0, 64.0, 24.0
AIR = 76.0
STUB = {"units": 0.33, "tensors": 0.30, "folded": 0.55, "compact": 0.0, "bands": 0.0}
"""Room for h[0] left of the first timestep, in columns."""


@dataclass(frozen=True)
class Zoom:
    """`pitch` is the width of a timestep in pixels, `offset` how far the view is scrolled;
    `width` is that of the view, `left` the part of it that does not scroll.
    """

    timesteps: int
    pitch: float
    offset: float
    width: float
    left: float
    singly: bool
    """Whether the network is small enough for every unit to be drawn singly."""

    @property
    def level(self) -> Level:
        if self.pitch < COMPACT_FROM:
            return "bands"
        if self.pitch < FOLDED_FROM:
            return "compact"
        if self.pitch < TENSORS_FROM:
            return "folded"
        return "units" if self.singly and self.pitch >= UNITS_FROM else "tensors"

    @property
    def stub(self) -> float:
        """Pixels before the first column, for h[0]."""
        return STUB[self.level] * self.pitch

    @property
    def extent(self) -> float:
        """Pixels of all columns, with the stub and some air at the end for formulas."""
        tail = AIR if self.pitch >= TENSORS_FROM else 0.0
        return self.stub + self.timesteps * self.pitch + tail

    @property
    def view(self) -> float:
        """Pixels that scroll."""
        return max(self.width - self.left, 1.0)

    def column_x(self, timestep: float) -> float:
        """The left edge of a column in the widget."""
        return self.left + self.stub + (timestep - 1) * self.pitch - self.offset

    def timestep_at(self, x: float) -> int:
        """The timestep at a place of the widget; 0 is the stub."""
        return int((x - self.left - self.stub + self.offset) // self.pitch) + 1

    def visible(self) -> range:
        """The timesteps in sight."""
        first = max(1, self.timestep_at(self.left))
        last = min(self.timesteps, self.timestep_at(self.width))
        return range(first, last + 1)

    def clamped(self) -> Zoom:
        """Not scrolled beyond the ends."""
        furthest = max(self.extent - self.view, 0.0)
        return replace(self, offset=min(max(self.offset, 0.0), furthest))

    def scrolled(self, pixels: float) -> Zoom:
        return replace(self, offset=self.offset + pixels).clamped()

    def zoomed(self, factor: float, x: float) -> Zoom:
        """Zoom so that what lies at `x` of the widget stays there."""
        time = (x - self.left - self.stub + self.offset) / self.pitch
        pitch = min(max(self.pitch * factor, self.least_pitch), WIDEST)
        zoom = replace(self, pitch=pitch)
        return replace(zoom, offset=time * pitch + zoom.stub - (x - self.left)).clamped()

    @property
    def least_pitch(self) -> float:
        """All timesteps in sight; no use to go beyond."""
        return max(min(self.view / self.timesteps, STANDARD), NARROWEST)

    def fitted(self) -> Zoom:
        """Everything in sight, as large as it goes."""
        pitch = min(self.view / self.timesteps, WIDEST)
        for level, low, high in (
            ("units", UNITS_FROM, WIDEST),
            ("tensors", TENSORS_FROM, WIDEST),
            ("folded", FOLDED_FROM, TENSORS_FROM),
        ):
            if level == "units" and not self.singly:
                continue
            air = AIR if low >= TENSORS_FROM else 0.0
            wanted = (self.view - air) / (self.timesteps + STUB[level])
            if wanted >= low:
                pitch = min(wanted, high - 1e-6)
                break
        return replace(self, pitch=max(pitch, NARROWEST), offset=0.0).clamped()

    def showing(self, timestep: int) -> Zoom:
        """Scrolled as little as needed for the timestep, and a neighbour, to be in sight."""
        x = self.column_x(max(timestep, 0))
        room = self.pitch if self.view > 3.2 * self.pitch else 0.0
        if timestep == 0:
            return replace(self, offset=0.0)
        if timestep == self.timesteps and self.view > 2 * self.pitch:
            return replace(self, offset=self.extent).clamped()
        if x - room < self.left:
            return self.scrolled(x - room - self.left)
        if x + self.pitch + room > self.width:
            return self.scrolled(x + self.pitch + room - self.width)
        return self

    def resized(self, width: float, left: float) -> Zoom:
        return replace(self, width=width, left=left).clamped()
