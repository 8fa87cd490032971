"""The marks on the map of the run: what happened where, and which of them there is room for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import numpy as np

from rnn_debugger.debugger.bookmarks import Bookmark
from rnn_debugger.debugger.branch_names import SETTING_NAMES, branch_name
from rnn_debugger.debugger.run_map.branches import BranchMap
from rnn_debugger.debugger.run_map.positions import Programs, Stretch, map_place
from rnn_debugger.debugger.texts.numbers import short
from rnn_debugger.recording import Branch, Position

MarkKind: TypeAlias = Literal["nan", "bookmark", "breakpoint", "edit", "fork"]
KINDS: tuple[MarkKind, ...] = get_args(MarkKind)
"""Where there is no room for all, the first of them is shown."""
APART = 20.0
"""Pixels between two marks."""


@dataclass(frozen=True)
class Mark:
    """Something that happened at a position; `is_elsewhere` when not on the current branch."""

    kind: MarkKind
    position: Position
    text: str
    is_elsewhere: bool = False


@dataclass(frozen=True)
class ShownMark:
    """A mark at a pixel, and how many more it stands for."""

    mark: Mark
    x: float
    hidden: int = 0

    @property
    def text(self) -> str:
        if not self.hidden:
            return self.mark.text
        are = "is 1 more" if self.hidden == 1 else f"are {self.hidden:,} more"
        return f"{self.mark.text}\nthere {are} close by: zoom in"


class MarkSet:
    """Marks in the order of their importance, ready to be looked up for any stretch."""

    def __init__(self, marks: Iterable[Mark], programs: Programs) -> None:
        self._marks = sorted(marks, key=lambda mark: (KINDS.index(mark.kind), mark.position[1:]))
        self._places = np.array(
            [map_place(*mark.position[1:], programs(mark.position.iteration))
             for mark in self._marks]
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self._marks)

    def shown(self, stretch: Stretch) -> list[ShownMark]:
        """The marks in view from left to right, at least `APART` from each other."""
        if not self._marks:
            return []
        inside = np.flatnonzero((self._places >= stretch.first) & (self._places <= stretch.last))
        x = (self._places[inside] - stretch.first) * stretch.scale
        # In a cell of that width at most one is shown, the most important, which comes first.
        cells, begins, counts = np.unique(x // APART, return_index=True, return_counts=True)
        taken: dict[int, tuple[int, float]] = {}
        hidden: dict[int, int] = {}
        for order in np.argsort(begins):
            cell, number = int(cells[order]), int(inside[begins[order]])
            place, count = float(x[begins[order]]), int(counts[order])
            near = [n for n in (cell - 1, cell + 1)
                    if n in taken and abs(taken[n][1] - place) < APART]  # fmt: skip
            if near:
                hidden[near[0]] += count
            else:
                taken[cell], hidden[cell] = (number, place), count - 1
        return [
            ShownMark(self._marks[number], place, hidden[cell])
            for cell, (number, place) in sorted(taken.items())
        ]


def run_marks(
    way: BranchMap,
    branches: Sequence[Branch],
    bookmarks: Iterable[Bookmark],
    hits: Iterable[Position],
    bad_iteration: int | None,
) -> list[Mark]:
    """Everything that is marked on the way of the current branch. Bookmarks of other branches are
    there too; `bad_iteration` is the first whose loss is not finite.
    """
    marks = [_bookmark_mark(way, mark) for mark in bookmarks]
    for branch in branches:
        if branch.parent is None or not way.is_on_way(Position(branch.parent, *branch.fork)):
            continue
        position = Position(way.current, *branch.fork)
        marks.append(Mark("edit" if branch.edits else "fork", position, branch_text(branch)))
    marks += [
        Mark("breakpoint", hit, "a breakpoint was met here") for hit in hits if way.is_on_way(hit)
    ]
    if bad_iteration is not None:
        text = f"iteration {bad_iteration:,} is the first whose loss is not finite"
        marks.append(Mark("nan", Position(way.current, bad_iteration, 0), text))
    return marks


def branch_text(branch: Branch) -> str:
    """Such as ``branch 2 begins here: Whh[0, 0] = 0.5``."""
    changes = [
        f"{edit.tensor}[{', '.join(map(str, edit.index))}] = {short(edit.value, trim=True)}"
        for edit in branch.edits[:3]
    ]
    changes += ["…"] * (len(branch.edits) > 3)
    changes += [
        f"{SETTING_NAMES.get(key, key)} = {'off' if value is None else short(value, trim=True)}"
        for key, value in branch.settings.items()
    ]
    return f"{branch_name(branch)} begins here" + (f": {', '.join(changes)}" if changes else "")


def _bookmark_mark(way: BranchMap, bookmark: Bookmark) -> Mark:
    elsewhere = not way.is_on_way(bookmark.position)
    text = f"{bookmark.name}, on another branch" if elsewhere else bookmark.name
    return Mark("bookmark", bookmark.position, text, elsewhere)
