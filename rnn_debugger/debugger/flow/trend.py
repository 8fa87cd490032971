"""Whether a gradient vanishes or explodes on its way back, and where that begins, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from rnn_debugger.debugger.texts.numbers import short
from rnn_debugger.engine import Array

VANISHED, EXPLODED = 1e-3, 1e3
"""What is left of ‖dh[T]‖ from which one says so: a weight hardly learns from it then, or jumps."""

Kind: TypeAlias = Literal["vanishes", "explodes", "lasts", "not finite", "zero"]


@dataclass(frozen=True)
class Trend:
    """How the norms of a gradient change from the timestep `last` back to `first`.

    `ratio` is the norm at `first` over that at `last`; `begins` is the timestep from which back it
    is under a thousandth, over a thousand times, or not finite.
    """

    kind: Kind
    first: int
    last: int
    ratio: float
    begins: int | None

    def sentence(self, base: str) -> str:
        """Such as ``dh vanishes: ‖dh[1]‖ is 3.2·10⁻⁹ of ‖dh[40]‖, under a thousandth from t = 31
        back``.
        """
        first, last = f"‖{base}[{self.first}]‖", f"‖{base}[{self.last}]‖"
        if self.kind == "not finite":
            return f"{base} is not a number, or infinite, from t = {self.begins} back"
        if self.kind == "zero":
            return f"{base} is 0 at every timestep"
        if self.kind == "lasts":
            return f"{base} lasts: {first} is {_times(self.ratio)} {last}"
        limit = "under a thousandth" if self.kind == "vanishes" else "over a thousand times that"
        return (
            f"{base} {self.kind}: {first} is {_times(self.ratio)} {last}, "
            f"{limit} from t = {self.begins} back"
        )


def trend(norms: Array, present: Array, timesteps: range) -> Trend | None:
    """The trend of the norms that are present, both (columns,); None for fewer than two.

    A timestep that has no gradient at all, such as those that no loss depends on, does not count
    as the end.
    """
    columns = np.flatnonzero(present)
    if len(columns) < 2:
        return None
    values, times = norms[columns], columns + timesteps.start
    bad, positive = np.flatnonzero(~np.isfinite(values)), np.flatnonzero(values > 0)
    first, last = int(times[0]), int(times[-1])
    if bad.size:
        return Trend("not finite", first, last, float("nan"), int(times[bad[-1]]))
    if not positive.size:
        return Trend("zero", first, last, float("nan"), None)
    end = int(positive[-1])
    return _compared(values[: end + 1], times[: end + 1]) if end else None


def _compared(values: Array, times: Array) -> Trend:
    """The trend of finite norms of which the last is above 0."""
    with np.errstate(over="ignore"):
        ratios = values / values[-1]
    ratio = float(ratios[0])
    kind: Kind = "lasts"
    begins = None
    if ratio < VANISHED:
        kind, begins = "vanishes", int(times[np.flatnonzero(ratios >= VANISHED)[0] - 1])
    elif ratio > EXPLODED:
        kind, begins = "explodes", int(times[np.flatnonzero(ratios > EXPLODED)[-1]])
    return Trend(kind, int(times[0]), int(times[-1]), ratio, begins)


def _times(ratio: float) -> str:
    """``0.42 of`` or ``3.1 times``."""
    return f"{short(ratio, 2, trim=True)} {'of' if ratio < 1 else 'times'}"
