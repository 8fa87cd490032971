"""Bookmarks: positions with a name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from rnn_debugger.recording import Position


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

    def after(self, position: Position) -> Bookmark | None:
        """The next one on the branch of a position."""
        later = [mark for mark in self if mark.position > position]
        return next((mark for mark in later if mark.position.branch == position.branch), None)

    def before(self, position: Position) -> Bookmark | None:
        """The one before on the branch of a position."""
        earlier = [mark for mark in self if mark.position < position]
        same = [mark for mark in earlier if mark.position.branch == position.branch]
        return same[-1] if same else None
