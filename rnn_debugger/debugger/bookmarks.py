"""Bookmarks: positions with a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rnn_debugger.recording import Position


@dataclass(frozen=True)
class Bookmark:
    """A position that somebody wants to find again."""

    name: str
    position: Position


class Bookmarks:
    """The bookmarks of a session, in the order of their positions; one a position."""

    def __init__(self) -> None:
        self._marks: dict[Position, Bookmark] = {}

    def __iter__(self) -> Iterator[Bookmark]:
        return iter(sorted(self._marks.values(), key=lambda mark: mark.position))

    def __len__(self) -> int:
        return len(self._marks)

    def at(self, position: Position) -> Bookmark | None:
        return self._marks.get(position)

    def add(self, name: str, position: Position) -> Bookmark:
        """Set one; what was at the position is replaced."""
        self._marks[position] = Bookmark(name, position)
        return self._marks[position]

    def rename(self, position: Position, name: str) -> None:
        self._marks[position] = replace(self._marks[position], name=name)

    def remove(self, position: Position) -> None:
        del self._marks[position]
