"""Lines of code that are longer than their place is wide. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

HANGING = 4
"""Characters by which a continued line is set in further than its beginning."""


class Stretch(NamedTuple):
    """Characters `start` to `end` of a line stand in a row of their own, at column `column`."""

    start: int
    end: int
    column: int


def wrap(text: str, columns: int) -> tuple[Stretch, ...]:
    """Break a line so that no row is longer than `columns`, where that can be done: after commas
    and before sums rather than elsewhere, and rather at spaces than without one.
    """
    text = text.rstrip()
    indent = len(text) - len(text.lstrip())
    found: list[Stretch] = []
    start, column = 0, 0
    while len(text) - start > columns - column:
        room = max(columns - column, 1)
        end = _break(text, max(start, indent), start + room)
        if end is None:
            break
        found.append(Stretch(start, end, column))
        start = end + (text[end] == " ")
        column = indent + HANGING
    found.append(Stretch(start, len(text), column))
    return tuple(found)


def _break(text: str, start: int, limit: int) -> int | None:
    """Where the row that begins at `start` ends: the best place up to `limit`, or the first one
    beyond it; None where there is none.
    """
    places = list(_places(text, start))
    fitting = [place for place in places if place[0] <= limit]
    if not fitting:
        return places[0][0] if places else None
    # A better place counts only where the row does not become too short by it.
    enough = [place for place in fitting if place[0] - start >= (limit - start) / 2]
    return min(enough or fitting, key=lambda place: (place[1], -place[0]))[0]


def _places(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Places where a row may end, and how bad each one is."""
    for end in range(start + 1, len(text)):
        if text[end] == " ":
            is_good = text[end - 1] == "," or text[end + 1] in "+-"
            yield end, 0 if is_good else 1
        elif text[end - 1] == "(":
            yield end, 2
        elif text[end] == "." and text[end - 1].isidentifier():
            yield end, 3
