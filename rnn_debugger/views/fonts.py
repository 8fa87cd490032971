"""The fonts of the window; sizes are in pixels, so that drawn text keeps its size."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase


@cache
def text_font(pixels: float, *, bold: bool = False) -> QFont:
    """The proportional font of titles and sentences."""
    return _sized(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont), pixels, bold)


@cache
def number_font(pixels: float, *, bold: bool = False) -> QFont:
    """The fixed-width font of numbers, names of tensors and formulas."""
    return _sized(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont), pixels, bold)


def _sized(font: QFont, pixels: float, bold: bool) -> QFont:
    font = QFont(font)
    # Pixel sizes are whole numbers in Qt; point sizes are not, at 72 points to 96 pixels.
    font.setPointSizeF(pixels * 0.75)
    font.setBold(bold)
    return font
