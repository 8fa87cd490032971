"""The pixels of a heatmap, pooled and coloured; single columns are done again by themselves.
No Qt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnn_debugger.views.colours import Array, Scale, packed_colours
from rnn_debugger.views.pooling import pool_blocks, starts


@dataclass(frozen=True)
class Colouring:
    """How values become colours; see `packed_colours`."""

    level: float
    scale: Scale
    is_dark: bool
    logarithmic: bool


class Raster:
    """`pixels` (rows, columns) uint32 0xffRRGGBB, at most `height` × `width`: a cell where there
    is room for it, otherwise what matters most in a block of cells. Where all columns of a block
    are absent, its pixels are left as they are, since they cannot be seen.
    """

    def __init__(
        self, values: Array, present: Array, colouring: Colouring, height: int, width: int
    ) -> None:
        self.colouring = colouring
        self.shape = values.shape
        self.row_starts = starts(values.shape[0], height)
        self.column_starts = starts(values.shape[1], width)
        self.pixels = np.zeros((len(self.row_starts), len(self.column_starts)), np.uint32)
        self.update(values, present, np.arange(values.shape[1]))

    def update(self, values: Array, present: Array, columns: Array) -> None:
        """Colour again what shows any of these columns of the values."""
        if len(columns) == 0 or values.size == 0:
            return
        blocks = np.searchsorted(self.column_starts, columns, side="right") - 1
        blocks = blocks[np.logical_or.reduceat(present, self.column_starts)[blocks]]
        if len(blocks):
            # Columns change next to each other, in the order of the sweep.
            self._colour(values, int(blocks.min()), int(blocks.max()) + 1)

    def block(self, row: int, column: int) -> tuple[slice, slice]:
        """The rows and columns of the values that a pixel stands for."""
        return (
            _span(self.row_starts, row, self.shape[0]),
            _span(self.column_starts, column, self.shape[1]),
        )

    def scaled(self, height: int, width: int) -> Array:
        """The same colours on exactly so many pixels. Painted at the size of the screen cells
        end where they should; few cells, scaled by Qt, end some pixels too far right.
        """
        rows, columns = self.pixels.shape
        across = np.arange(width) * columns // max(width, 1)
        down = np.arange(height) * rows // max(height, 1)
        scaled: Array = self.pixels.take(across, axis=1).take(down, axis=0)
        return scaled

    def _colour(self, values: Array, first: int, last: int) -> None:
        begin = self.column_starts[first]
        end = self.column_starts[last] if last < len(self.column_starts) else self.shape[1]
        pooled = pool_blocks(
            values[:, begin:end], self.row_starts, self.column_starts[first:last] - begin
        )
        how = self.colouring
        self.pixels[:, first:last] = packed_colours(
            pooled, how.level, how.scale, how.is_dark, logarithmic=how.logarithmic
        )


def _span(begins: Array, place: int, count: int) -> slice:
    end = int(begins[place + 1]) if place + 1 < len(begins) else count
    return slice(int(begins[place]), end)
