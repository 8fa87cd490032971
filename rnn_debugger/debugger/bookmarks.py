"""Bookmarks: positions with a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import TypeAlias

from rnn_debugger.recording import Branch, Position

OnWay: TypeAlias = Callable[[Position], bool]
"""Whether a position is one that the current branch has come through, or goes to."""


@dataclass(frozen=True)
class Bookmark:
    """A position that somebody wants to find again."""

    name: str
    position: Position


class Bookmarks:
    """The bookmarks of a session, in the order of their positions; one a position."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        """`changed` is called after every change, so that whoever shows them can do so anew."""
        self._marks: dict[Position, Bookmark] = {}
        self._changed = changed

    def __iter__(self) -> Iterator[Bookmark]:
        return iter(sorted(self._marks.values(), key=lambda mark: mark.position))

    def __len__(self) -> int:
        return len(self._marks)

    def at(self, position: Position) -> Bookmark | None:
        return self._marks.get(position)

    def add(self, name: str, position: Position) -> Bookmark:
        """Set one; what was at the position is replaced."""
        self._marks[position] = Bookmark(name, position)
        self._changed()
        return self._marks[position]

    def rename(self, position: Position, name: str) -> None:
        self._marks[position] = replace(self._marks[position], name=name)
        self._changed()

    def remove(self, position: Position) -> None:
        del self._marks[position]
        self._changed()

    def free_name(self) -> str:
        """``bookmark 1``, or the first such number that no bookmark has."""
        taken = {mark.name for mark in self._marks.values()}
        return next(name for n in count(1) if (name := f"bookmark {n}") not in taken)

    def listed(self, branches: Iterable[Branch]) -> list[Bookmark]:
        """Those on these branches. Those of deleted ones are kept: a branch can come back."""
        known = {branch.id for branch in branches}
        return [mark for mark in self if mark.position.branch in known]

    def after(self, position: Position, is_on_way: OnWay) -> Bookmark | None:
        """The next one on the way, which is that of a branch through its ancestors."""
        later = [mark for mark in self._along(is_on_way) if _place(mark) > position[1:]]
        return later[0] if later else None

    def before(self, position: Position, is_on_way: OnWay) -> Bookmark | None:
        """The one before on the way."""
        earlier = [mark for mark in self._along(is_on_way) if _place(mark) < position[1:]]
        return earlier[-1] if earlier else None

    def _along(self, is_on_way: OnWay) -> list[Bookmark]:
        return sorted((mark for mark in self if is_on_way(mark.position)), key=_place)


def _place(mark: Bookmark) -> tuple[int, int]:
    return mark.position.iteration, mark.position.operation
