"""One colour for each parameter, apart from those of the phases; its name always stands by."""

from __future__ import annotations

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
