"""Colours of parameters and of timesteps, apart from those of the phases; the name stands by."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor

_LIGHT = (
    "#4B3A9B", "#1F7A76", "#8F2D56", "#7A7A1F", "#8A5A2B", "#9B4DB0", "#4A5A6A", "#C4547A",
)  # fmt: skip
_DARK = (
    "#A79BEF", "#5CC4BE", "#E58AB0", "#C9C95A", "#D3A271", "#D59BE6", "#A9BBCB", "#F29DB8",
)  # fmt: skip


def parameter_colour(number: int, *, is_dark: bool) -> QColor:
    """The colour of the parameter with that number in the program; they repeat after eight."""
    colours = _DARK if is_dark else _LIGHT
    return QColor(colours[number % len(colours)])


# From dark to light, so that the order is seen without the hues; no colour of a phase.
_LIGHT_TIMES = ("#1D2B64", "#4A3E9C", "#8C4FA8", "#C96AA0", "#EDA0A6")
_DARK_TIMES = ("#F6C6C4", "#E08CB4", "#B076CF", "#7C6BC4", "#545C9E")


def timestep_colours(count: int, *, is_dark: bool) -> list[QColor]:
    """A colour for each of so many timesteps, from the first to the last."""
    named = [QColor(name) for name in (_DARK_TIMES if is_dark else _LIGHT_TIMES)]
    steps = np.array([[colour.red(), colour.green(), colour.blue()] for colour in named])
    places = np.linspace(0, len(steps) - 1, count) if count > 1 else np.zeros(count)
    channels = [np.rint(np.interp(places, range(len(steps)), steps[:, c])) for c in range(3)]
    return [QColor(int(r), int(g), int(b)) for r, g, b in zip(*channels, strict=True)]
