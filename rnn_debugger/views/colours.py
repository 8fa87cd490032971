"""Numbers as colours: signed values purple to green, magnitudes on viridis. No Qt."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Rgb: TypeAlias = tuple[int, int, int]
Scale: TypeAlias = Literal["signed", "magnitude"]

DECADES = 3.0
"""Powers of ten that a logarithmic scale shows below its level."""

# Five points of the PRGn map (Brewer) between its ends, and nine of viridis (van der Walt and
# Smith); what lies between them is interpolated linearly.
_VIRIDIS: tuple[Rgb, ...] = (
    (68, 1, 84),
    (71, 45, 123),
    (59, 82, 139),
    (44, 114, 142),
    (33, 144, 140),
    (39, 173, 129),
    (93, 200, 99),
    (170, 220, 50),
    (253, 231, 37),
)
_LIGHT_STEPS: tuple[Rgb, ...] = (
    (118, 42, 131),
    (175, 141, 195),
    (231, 212, 232),
    (255, 255, 255),
    (217, 240, 211),
    (127, 191, 123),
    (27, 120, 55),
)
_DARK_STEPS: tuple[Rgb, ...] = (
    (196, 147, 214),
    (130, 98, 145),
    (70, 62, 84),
    (35, 39, 45),
    (52, 78, 62),
    (88, 133, 95),
    (134, 201, 138),
)


@cache
def signed_table(is_dark: bool) -> Array:
    """257 colours from −level over 0 to +level: uint8 (257, 3)."""
    return _table(_DARK_STEPS if is_dark else _LIGHT_STEPS)


@cache
def magnitude_table() -> Array:
    """257 colours from 0 to the level: uint8 (257, 3)."""
    return _table(_VIRIDIS)


def signed_rgb(values: Array, level: float, is_dark: bool) -> Array:
    """Colours of signed values, ±level the ends: uint8, the shape of values and (3,). Infinite
    values have the colour of their end; what is NaN the caller hatches.
    """
    scale = 128 / level if level > 0 else 0.0
    with np.errstate(invalid="ignore", over="ignore"):
        places = np.clip(np.nan_to_num(values * scale, nan=0.0), -128, 128) + 128
    colours: Array = signed_table(is_dark)[np.rint(places).astype(np.intp)]
    return colours


def magnitude_rgb(values: Array, level: float) -> Array:
    """Colours of magnitudes between 0 and level: uint8, the shape of values and (3,)."""
    scale = 256 / level if level > 0 else 0.0
    with np.errstate(invalid="ignore", over="ignore"):
        places = np.clip(np.nan_to_num(values * scale, nan=0.0), 0, 256)
    colours: Array = magnitude_table()[np.rint(places).astype(np.intp)]
    return colours


def packed_colours(
    values: Array, level: float, scale: Scale, is_dark: bool, *, logarithmic: bool = False
) -> Array:
    """Colours as 0xffRRGGBB, uint32 of the shape of values. Magnitudes grow from 0 to `level`,
    signed values from −level to level, with `logarithmic` by three decades. NaN has the colour
    of 0 on a signed scale, on both scales, since it is hatched.
    """
    if logarithmic:
        values = symmetric_log(values, level)
    half = 128 if scale == "signed" else 0
    with np.errstate(invalid="ignore", over="ignore"):
        # Divided first: the inverse of a tiny level is infinite.
        shares = values / level if level > 0 else values * 0.0
        places = np.clip(np.rint(shares * (256 - half)), -half, 256 - half) + half
    table = _packed_table(scale, is_dark)
    colours: Array = table[np.where(np.isnan(places), 257, places).astype(np.intp)]
    return colours


@cache
def _packed_table(scale: Scale, is_dark: bool) -> Array:
    """258 colours: those of the scale, and that of NaN."""
    middle = signed_table(is_dark)[128:129]
    map_ = signed_table(is_dark) if scale == "signed" else magnitude_table()
    red, green, blue = np.concatenate([map_, middle]).astype(np.uint32).T
    packed: Array = np.uint32(0xFF000000) | red << 16 | green << 8 | blue
    return packed


def symmetric_level(values: Array) -> float:
    """The largest finite magnitude, the level of a symmetric scale; 0 where there is none."""
    finite = values[np.isfinite(values)]
    return float(np.abs(finite).max()) if finite.size else 0.0


def symmetric_log(values: Array, level: float, decades: float = DECADES) -> Array:
    """Signed logarithm: level → level, level·10^−decades → 0, so that small values show."""
    if level <= 0:
        return values
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        places = np.log10(np.abs(values) / level) / decades + 1
    sizes: Array = np.clip(np.where(values == 0, 0.0, places), 0, None) * level
    return np.copysign(sizes, values)


def _table(steps: tuple[Rgb, ...]) -> Array:
    points = np.linspace(0, 1, len(steps))
    wanted = np.linspace(0, 1, 257)
    channels = [np.interp(wanted, points, [step[c] for step in steps]) for c in range(3)]
    return np.rint(np.stack(channels, axis=1)).astype(np.uint8)
