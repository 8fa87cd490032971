"""Where an axis has its ticks, and what is written there."""

from __future__ import annotations

import math
from typing import NamedTuple

from rnn_debugger.debugger.texts.numbers import power_of_ten, short

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


class Tick(NamedTuple):
    """A place on the axis and its text."""

    place: float
    text: str


def whole_ticks(first: int, last: int, most: int) -> list[Tick]:
    """Ticks at round whole numbers from `first` to `last`, about `most` of them at the most."""
    step = whole_step(last - first + 1, most)
    start = -(-first // step) * step
    places = list(range(start, last + 1, step))
    if first == 1 and step > 1 and (not places or places[0] > 1):
        places.insert(0, 1)
    return [Tick(place, f"{place:,}".replace("-", "−")) for place in places]


def whole_step(count: int, most: int) -> int:
    """1, 2, 5, 10, 20, 50 …: the smallest that puts at most `most` ticks on `count` places."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if count <= step * max(most, 1):
                return step
        power *= 10


def linear_ticks(low: float, high: float, most: int) -> list[Tick]:
    """Round numbers between `low` and `high`, at most `most` + 1."""
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return []
    step = _round_step((high - low) / max(most, 1))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    is_plain = decimals <= 4 and max(abs(low), abs(high)) < 1e6
    highest = max(abs(first), abs(last))
    # As many as tell a tick from the next, and one more, as a step such as 25 needs.
    digits = max(4, len(str(highest)) + 1)
    ticks = []
    for number in range(first, last + 1):
        place = number * step
        if is_plain:
            text = f"{place:,.{decimals}f}".replace("-", "−")
        else:
            text = short(place, digits, trim=True)
        ticks.append(Tick(place, text if number else "0"))
    return ticks


def log_ticks(low: float, high: float, most: int) -> list[Tick]:
    """Powers of ten between two decimal logarithms, at most `most`; places are logarithms.

    Where no two powers lie between them, numbers with few digits stand in for them.
    """
    if not (math.isfinite(low) and math.isfinite(high)) or high <= low:
        return []
    first, last = math.ceil(low - 1e-9), math.floor(high + 1e-9)
    if last <= first:
        found = linear_ticks(10.0**low, 10.0**high, max(most - 1, 1))
        return [Tick(math.log10(tick.place), tick.text) for tick in found if tick.place > 0]
    step = whole_step(last - first + 1, most)
    start = -(-first // step) * step
    return [Tick(power, power_of_ten(power)) for power in range(start, last + 1, step)]


def byte_ticks(highest: int, most: int) -> list[Tick]:
    """Round numbers of bytes from 0 to `highest`, in one unit, at most `most` + 1."""
    unit = 0
    while highest >= 1024 ** (unit + 1) and unit < len(_UNITS) - 1:
        unit += 1
    ticks = linear_ticks(0, highest / 1024**unit, most)
    return [
        Tick(tick.place * 1024**unit, f"{tick.text} {_UNITS[unit]}" if tick.place else "0")
        for tick in ticks
    ]


def _round_step(wanted: float) -> float:
    power = math.floor(math.log10(wanted))
    for digits in (1, 2, 5, 10):
        step = float(f"{digits}e{power}")
        if step >= wanted * (1 - 1e-9):
            return step
    return wanted
