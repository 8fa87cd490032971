"""How much of a run a trace holds: its branches, and how far each of them goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rnn_debugger.experiments import Compiled
from rnn_debugger.recording import START, Branch, Place, Position, Route
from rnn_debugger.recording.history import History


@dataclass(frozen=True)
class Part:
    """What a branch has of its own: from its fork to `end`. The way to the fork is its
    ancestors'.
    """

    branch: Branch
    route: Route
    end: Place

    @property
    def is_empty(self) -> bool:
        return self.end == self.branch.fork

    @property
    def cost(self) -> int:
        """How many operations have to run to have it again, the way to the fork included."""
        return 0 if self.is_empty else self.route.index(self.end)


@dataclass(frozen=True)
class Extent:
    """The parts of a run, parents before their children, and the positions that are noted.

    Without a cursor the session stood at the end of the only part.
    """

    parts: tuple[Part, ...]
    cursor: Position | None = None
    bookmarks: tuple[tuple[str, Position], ...] = ()

    @property
    def compiled(self) -> Compiled:
        """The experiment as the first branch has it."""
        return self.parts[0].route.compiled(0)

    @property
    def cost(self) -> int:
        return sum(part.cost for part in self.parts)


def straight(compiled: Compiled, steps: int) -> Extent:
    """The first operations of a run without branches."""
    route = Route([(Branch(0), compiled)])
    return Extent((Part(route.branch, route, route.place(steps)),))


def recorded(
    history: History, position: Position, bookmarks: Sequence[tuple[str, Position]] = ()
) -> Extent:
    """Every branch that is not deleted as far as it has been run, the current one to the cursor.

    Where the cursor stands before the current branch begins, that one is told whole too.
    """
    routes = {branch.id: history.route(branch.id) for branch in history.listed()}
    routes[position.branch] = history.route(position.branch)
    kept = {branch.id for route in routes.values() for branch in route.branches}
    ends = {number: history.reached[number] for number in kept}
    here, fork = Place(*position[1:]), history.branches[position.branch].fork
    if here > fork or fork == START:
        ends[position.branch] = here
    # What its children begin with is part of a branch, wherever the cursor stands.
    for branch in history.branches.values():
        if branch.id in kept and branch.parent is not None:
            ends[branch.parent] = max(ends[branch.parent], branch.fork)
    parts = tuple(
        Part(branch, history.route(branch.id), ends[branch.id])
        for branch in history.branches.values()
        if branch.id in kept
    )
    marks = tuple(mark for mark in bookmarks if mark[1].branch in kept)
    return Extent(parts, position if len(parts) > 1 else None, marks)
