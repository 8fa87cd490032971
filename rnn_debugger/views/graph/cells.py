"""Numbers as coloured cells, blitted at the size of the screen: scaling an image costs more."""

from __future__ import annotations

from functools import cache

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from rnn_debugger.views.colours import Array, Scale, magnitude_table, signed_table
from rnn_debugger.views.heatmap_marks import HATCH, hatch
from rnn_debugger.views.pooling import pool


def draw_cells(
    painter: QPainter,
    area: QRectF,
    values: Array,
    level: float,
    scale: Scale = "signed",
    *,
    is_dark: bool,
) -> None:
    """Values (rows, columns) filling the area: signed with ±level as the ends, or magnitudes."""
    place = on_pixels(area)
    if place.isEmpty():
        return
    size = (place.width(), place.height())
    if scale == "magnitude":
        image = magnitude_image(values, *size, level)
    else:
        image = signed_image(values, *size, level, is_dark=is_dark)
    painter.drawImage(place.topLeft(), image)


def on_pixels(area: QRectF) -> QRect:
    """The whole pixels that an area comes closest to."""
    left, top = round(area.left()), round(area.top())
    return QRect(left, top, round(area.right()) - left, round(area.bottom()) - top)


def hatch_not_finite(painter: QPainter, area: QRectF, values: Array, ink: QColor) -> None:
    """Mark NaN and infinity among the values (rows, columns) drawn in an area."""
    if np.isfinite(values).all():
        return
    coarse = pool(
        np.where(np.isfinite(values), 0.0, np.nan),
        max(int(area.height()) // HATCH, 1),
        max(int(area.width()) // HATCH, 1),
    )
    width, height = area.width() / coarse.shape[1], area.height() / coarse.shape[0]
    for row, column in np.argwhere(np.isnan(coarse)):
        left, top = area.left() + column * width, area.top() + row * height
        hatch(painter, QRectF(left, top, width, height), ink)


def signed_image(values: Array, width: int, height: int, level: float, *, is_dark: bool) -> QImage:
    """The same as a picture of exactly that size."""
    scale = 128 / level if level > 0 else 0.0
    return _image(values, width, height, scale, 128.0, _packed_signed(is_dark))


def magnitude_image(values: Array, width: int, height: int, level: float) -> QImage:
    """Magnitudes (rows, columns) from 0 to level as a picture of exactly that size."""
    scale = 256 / level if level > 0 else 0.0
    return _image(values, width, height, scale, 0.0, _packed_magnitude())


def curve_image(shares: Array, height: int, fill: QColor, line: QColor) -> QImage:
    """A step curve over `shares` (width,) of the height, filled below, clear above."""
    tops = np.rint((1 - np.clip(shares, 0, 1)) * (height - 1)).astype(np.intp)
    # Where the curve jumps its edge is drawn from step to step.
    before = np.concatenate([tops[:1], tops[:-1]])
    upper, lower = np.minimum(tops, before), np.maximum(tops, before)
    y = np.arange(height)[:, None]
    pixels = np.zeros((height, len(tops)), np.uint32)
    pixels[y >= tops] = fill.rgba()
    pixels[(y >= upper) & (y <= lower)] = line.rgba()
    return QImage(pixels.data, len(tops), height, 4 * len(tops), QImage.Format.Format_ARGB32).copy()


def _image(  # noqa: PLR0917
    values: Array, width: int, height: int, scale: float, shift: float, table: Array
) -> QImage:
    """An image of exactly that size; it owns its memory."""
    cells = pool(values, height, width)
    with np.errstate(invalid="ignore", over="ignore"):
        places = cells * scale + shift
    # NaN goes to the middle; it is hatched by whoever knows where it is.
    places = np.where(np.isnan(places), shift, places)
    colours = table[np.clip(places, 0, 256).astype(np.intp)]
    rows, columns = cells.shape
    down = np.arange(height) * rows // height
    across = np.arange(width) * columns // width
    pixels = np.ascontiguousarray(colours[down[:, None], across[None, :]])
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


@cache
def _packed_signed(is_dark: bool) -> Array:
    return _packed(signed_table(is_dark))


@cache
def _packed_magnitude() -> Array:
    return _packed(magnitude_table())


def _packed(table: Array) -> Array:
    """uint32 (257,): 0xffRRGGBB."""
    red, green, blue = table.astype(np.uint32).T
    packed: Array = np.uint32(0xFF000000) | (red << 16) | (green << 8) | blue
    return packed
