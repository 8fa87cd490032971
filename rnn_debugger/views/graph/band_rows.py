"""Heights of the bands, ticks of the time axis, and steps of a curve. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from rnn_debugger.views.colours import Array
from rnn_debugger.views.graph.model import GraphModel
from rnn_debugger.views.graph.zoom import Zoom

NAN_WIDTH = 7.0
"""Pixels; a NaN is never drawn narrower."""
OVERVIEW = 98.0
LEAST_BAND, MANY = 16.0, 6
"""Pixels of a band on the average, below which the overview makes room; and bands that are more
than these stand closer.
"""
TICK_EVERY = 80.0
"""Pixels between ticks at the least."""


@dataclass(frozen=True, slots=True)
class Band:
    """One band: a family's values as a heatmap, or a curve of losses or norms."""

    name: str
    family: str
    kind: Literal["heat", "loss", "norm"]
    colour: Literal["ink", "forward", "backward"]
    top: float
    height: float
    is_magnitude: bool = False

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def teaching(self) -> str:
        """What an empty stretch says."""
        if self.colour == "backward":
            return f"◀  {self.family}[t] appears as the backward sweep comes by"
        return f"{self.family}[t] appears as the forward sweep comes by  ▶"


@dataclass(frozen=True)
class BandRows:
    """All heights, in pixels; lanes are given by their middle."""

    axis: float
    cursor: float
    marks: float
    bands: tuple[Band, ...]
    bottom: float
    overview: float
    height: float
    small: BandRows | None = None


def band_rows(model: GraphModel, zoom: Zoom, height: float) -> BandRows:
    """Share the height between the bands, the widest for states and their gradients; where not
    everything is in sight, an overview strip has its part.
    """
    has_overview = zoom.extent > zoom.view + 1
    below = height - (OVERVIEW + 16 if has_overview else 20)
    y_is_probability = any(
        operation.primitive in ("softmax", "sigmoid") and operation.output.startswith("y[")
        for operation in model.program
    )
    wanted: list[tuple[str, str, Literal["heat", "loss", "norm"], str, float]] = [
        ("loss", "loss", "loss", "ink", 0.8),
        ("y", "y", "heat", "forward", 0.45),
    ]
    states = [base for layer in model.layers for base in (layer.c, layer.h) if base is not None]
    for base in states:
        wanted.append((base, base, "heat", "forward", 2.0 / len(states)))
    for base in states:
        wanted.append((f"d{base}", f"d{base}", "heat", "backward", 2.0 / len(states)))
    top = model.layers[-1]
    # Next to each other it shows along which of the two the gradient lives longer.
    norms = [base for base in (top.c, top.h) if base is not None]
    for base in norms:
        wanted.append((f"‖d{base}‖", f"d{base}", "norm", "backward", 0.9 if top.c is None else 0.6))
    start, gap = 84.0, 9.0 if len(wanted) <= MANY else 5.0
    room = below - start - gap * len(wanted)
    if has_overview and room < LEAST_BAND * len(wanted):
        # What is in sight goes before what is not.
        has_overview, room = False, room + OVERVIEW - 4
    room = max(room, min(120.0, LEAST_BAND * len(wanted)))
    unit = room / sum(share for *_, share in wanted)
    bands, y = [], start
    for name, family, kind, colour, share in wanted:
        y += 8 if kind == "norm" else 0
        tall = unit * share - (8 if kind == "norm" else 0)
        is_magnitude = name == "y" and y_is_probability
        bands.append(Band(name, family, kind, colour, y, tall, is_magnitude))  # type: ignore[arg-type]
        y += tall + gap
    small = _small(bands, height) if has_overview else None
    return BandRows(14.0, 42.0, 70.0, tuple(bands), y, height - OVERVIEW, OVERVIEW, small)


def _small(bands: list[Band], height: float) -> BandRows:
    top = height - OVERVIEW + 16
    chosen = [band for band in bands if band.kind in ("loss", "norm")]
    tall = (OVERVIEW - 26) / len(chosen) - 3
    small = tuple(
        Band(band.name, band.family, band.kind, band.colour, top + n * (tall + 3), tall)
        for n, band in enumerate(chosen)
    )
    return BandRows(0, 0, 0, small, top, top, OVERVIEW - 22)


def ticks(zoom: Zoom) -> list[int]:
    """Round timesteps far enough from each other for their labels."""
    least = TICK_EVERY / zoom.pitch
    step = 1
    while step < least:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    visible = zoom.visible()
    return [t for t in visible if t % step == 0 or (t == 1 and step == 1)]


def stretched(shares: Array, pixels: int) -> Array:
    """One value a pixel: (columns,) → (pixels,); where several share one, the largest shows."""
    count = len(shares)
    if count > pixels:
        edges = np.linspace(0, count, pixels + 1).astype(np.intp)[:-1]
        largest: Array = np.maximum.reduceat(shares, edges)
        return largest
    repeated: Array = shares[np.arange(pixels) * count // pixels]
    return repeated
