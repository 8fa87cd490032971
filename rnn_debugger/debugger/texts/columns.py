"""Numbers that stand one under the other: aligned at the decimal point, in a fixed-width font."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnn_debugger.debugger.texts.numbers import exact, short
from rnn_debugger.engine import Array

# Not a plain space: text layout takes those at a line's edge away.
_SPACE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Alignment:
    """Characters before the decimal point, and from it on."""

    before: int
    after: int

    @property
    def width(self) -> int:
        return self.before + self.after

    def place(self, text: str) -> str:
        """The text of a number, its point where all others have theirs."""
        head = _head(text)
        padding = max(self.before - len(head), 0)
        return _SPACE * padding + text + _SPACE * max(self.width - padding - len(text), 0)

    def text(self, value: float) -> str:
        """Four significant digits in place."""
        return self.place(short(value))


def alignment(values: Array) -> Alignment:
    """The narrowest alignment that all elements fit into."""
    flat = np.asarray(values, np.float64).reshape(-1)
    is_finite = np.isfinite(flat)
    shown = [0.0, *np.unique(flat[~is_finite])] if not is_finite.all() else [0.0]
    finite = flat[is_finite]
    for side in (finite[finite > 0], finite[finite < 0]):
        sizes = np.abs(side)
        # The extremes on both sides of where powers of ten begin have the longest texts.
        for group in (side, side[(sizes >= 1e-4) & (sizes < 1e6)]):
            if group.size:
                shown += [group.min(), group.max()]
    texts = [short(float(value)) for value in shown]
    before = max(len(_head(text)) for text in texts)
    return Alignment(before, max(len(text) - len(_head(text)) for text in texts))


def copied_text(values: Array) -> str:
    """All digits of (rows, columns), tab-separated, a line a row, as spreadsheets take it."""
    return "\n".join("\t".join(exact(float(value)) for value in row) for row in values)


def _head(text: str) -> str:
    """What stands before the point."""
    for place, character in enumerate(text):
        if character in ".·":
            return text[:place]
    return text
