"""Bars of a thousand timesteps as pixels: a picture costs a tenth of a polygon. No Qt."""

from __future__ import annotations

import numpy as np

from rnn_debugger.views.colours import Array
from rnn_debugger.views.pooling import starts

CAP = 1.5
"""Pixels of the line on top of a bar."""


def bar_pixels(
    heights: Array, size: tuple[int, int], colours: tuple[int, int], gap: int, cap: float = CAP
) -> Array:
    """Pixels (height, width), uint32 0xAARRGGBB, transparent where there is no bar.

    `heights` (columns,) in pixels from the foot, NaN for no bar; `size` is height and width;
    `colours` are those of the bar and of its cap; `gap` pixels part two bars. Where columns are
    narrower than a pixel, the highest of them is seen.
    """
    height, width = size
    tops = _pixel_columns(heights, width, gap)
    # How far the middle of each row is above the foot.
    above = height - 0.5 - np.arange(height)[:, None]
    bar, line = np.uint32(colours[0]), np.uint32(colours[1])
    with np.errstate(invalid="ignore"):
        pixels: Array = np.where(above < tops, bar, np.uint32(0))
        pixels[(above < tops) & (above >= tops - cap)] = line
        # The lowest bar is still a line.
        pixels[-1, (tops > 0) & (tops < 1)] = line
    return pixels


def _pixel_columns(heights: Array, width: int, gap: int) -> Array:
    """The height at each pixel of the width: (width,)."""
    count = len(heights)
    if count > width:
        return np.fmax.reduceat(heights, starts(count, width))
    columns = np.arange(width) * count // width
    tops: Array = heights[columns].astype(np.float64)
    if gap:
        last = np.append(columns[1:] != columns[:-1], False)
        tops[last] = np.nan
    return tops
