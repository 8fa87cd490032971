"""A long series drawn with few points: the lowest and highest value of every pixel."""

from __future__ import annotations

import numpy as np

from rnn_debugger.engine import Array

_BLOCK = 64


class Peaks:
    """Summaries of a series that grows at its end, so that a million points cost no more to
    look at than a thousand. What is not finite counts as missing.
    """

    def __init__(self) -> None:
        self._series: Array = np.empty(0)
        self._low = np.empty(256)
        self._high = np.empty(256)
        self._blocks = 0

    def __len__(self) -> int:
        return len(self._series)

    def extend(self, series: Array) -> None:
        """The whole series (n,), of which the first `len(self)` values are what they were."""
        self._series = series
        blocks = len(series) // _BLOCK
        if blocks <= self._blocks:
            return
        while blocks > len(self._low):
            self._low = np.concatenate([self._low, np.empty_like(self._low)])
            self._high = np.concatenate([self._high, np.empty_like(self._high)])
        new = slice(self._blocks, blocks)
        fresh = _finite(series[new.start * _BLOCK : new.stop * _BLOCK]).reshape(-1, _BLOCK)
        self._low[new] = np.fmin.reduce(fresh, axis=1)
        self._high[new] = np.fmax.reduce(fresh, axis=1)
        self._blocks = blocks

    def line(self, first: int, last: int, most: int) -> tuple[Array, Array]:
        """Points x, y (m,), (m,) of a line through the values `first` to `last` − 1.

        Where there are more than 2 · `most`, each of at most `most` + 1 stretches gives its
        lowest and its highest value. y is NaN where nothing is finite.
        """
        first, last = max(first, 0), min(last, len(self._series))
        count = last - first
        if count <= 2 * most:
            return np.arange(first, max(last, first), dtype=float), _finite(
                self._series[first:last]
            )
        if count < most * _BLOCK:
            edges = first + np.arange(most) * count // most
            values = _finite(self._series[first:last])
            low = np.fmin.reduceat(values, edges - first)
            high = np.fmax.reduceat(values, edges - first)
        else:
            begin, end = first // _BLOCK, min(-(-last // _BLOCK), self._blocks)
            places = begin + np.arange(most) * (end - begin) // most
            low = np.fmin.reduceat(self._low[begin:end], places - begin)
            high = np.fmax.reduceat(self._high[begin:end], places - begin)
            edges = places * _BLOCK
            if last > end * _BLOCK:
                # What has not filled a block yet is a stretch of its own.
                tail = _finite(self._series[end * _BLOCK : last])
                edges = np.append(edges, end * _BLOCK)
                low = np.append(low, np.fmin.reduce(tail))
                high = np.append(high, np.fmax.reduce(tail))
        x = np.repeat(edges.astype(float), 2)
        return x, np.stack([low, high], axis=1).reshape(-1)

    def course(self, first: int, last: int, most: int) -> tuple[Array, Array]:
        """The same for a smooth series: in place of the lowest and the highest the middle between
        them, at most 2 · `most` points.
        """
        x, y = self.line(first, last, most)
        if last - first <= 2 * most or len(x) == 0:
            return x, y
        return x[::2], (y[::2] + y[1::2]) / 2


def _finite(values: Array) -> Array:
    kept: Array = np.where(np.isfinite(values), values, np.nan)
    return kept
