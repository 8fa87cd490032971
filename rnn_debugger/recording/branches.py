"""Branches: futures that share a past. Changing the past begins one, and the old future stays."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rnn_debugger.engine import Program
from rnn_debugger.experiments import Compiled


class Place(NamedTuple):
    """A position without its branch: `operation` of `iteration`, both from 0, runs next."""

    iteration: int
    operation: int


START = Place(0, 0)


class Position(NamedTuple):
    """Where a run stands: `operation` of `iteration`, both from 0, is what runs next."""

    branch: int
    iteration: int
    operation: int


@dataclass(frozen=True)
class Edit:
    """One element of a tensor set to a value. `before` is what it was, where that is known; it
    belongs to the look of an edit, not to the edit.
    """

    tensor: str
    index: tuple[int, ...]
    value: float
    before: float | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Branch:
    """A future that begins at `fork`, a position of its parent, with edits or other settings.

    The first branch has the id 0 and no parent. `settings` are the keys of ``[training]`` that
    differ from the parent's.
    """

    id: int
    parent: int | None = None
    fork: Place = START
    edits: tuple[Edit, ...] = ()
    settings: Mapping[str, float | None] = field(default_factory=dict)
    name: str = ""


class Route:
    """The way of one branch from the very beginning: through its ancestors up to each fork.

    Says for every place whose it is, which program runs there and which edits happen there.
    """

    def __init__(self, path: Sequence[tuple[Branch, Compiled]]) -> None:
        """`path` begins with the first branch."""
        self.branches = [branch for branch, _ in path]
        self.branch = self.branches[-1]
        self._forks = [branch.fork for branch in self.branches]
        self._firsts: list[int] = []
        self._compiled: list[Compiled] = []
        self._counts = [0]
        for branch, compiled in path:
            if self._compiled and compiled is self._compiled[-1]:
                continue
            if self._firsts and self._firsts[-1] == branch.fork.iteration:
                # Its program takes the place of another that never finished an iteration.
                self._compiled[-1] = compiled
                continue
            if self._firsts:
                iterations = branch.fork.iteration - self._firsts[-1]
                self._counts.append(self._counts[-1] + iterations * len(self._compiled[-1].program))
            self._firsts.append(branch.fork.iteration)
            self._compiled.append(compiled)

    def compiled(self, iteration: int) -> Compiled:
        """What runs in that iteration."""
        return self._compiled[bisect_right(self._firsts, iteration) - 1]

    def program(self, iteration: int) -> Program:
        return self.compiled(iteration).program

    def owner(self, place: Place) -> Branch:
        """The branch whose own future the place belongs to."""
        return self.branches[bisect_right(self._forks, place) - 1]

    def parting(self, other: Route) -> Place | None:
        """Where it leaves the way of another branch; None where neither leaves the other's."""
        shorter, longer = sorted((self.branches, other.branches), key=len)
        for one, its in zip(shorter, longer, strict=False):
            if one.id != its.id:
                return min(one.fork, its.fork)
        return longer[len(shorter)].fork if len(longer) > len(shorter) else None

    def is_own(self, branch: Branch, place: Place) -> bool:
        return self.owner(place).id == branch.id

    def edits_at(self, place: Place) -> list[Edit]:
        """What changes on arrival at that place, in order."""
        return [edit for branch in self.branches if branch.fork == place for edit in branch.edits]

    def edits_between(self, after: Place, upto: Place) -> int:
        """How many edits lie behind one place and not behind another."""
        return sum(len(b.edits) for b in self.branches if after < b.fork <= upto)

    def has_edits_in(self, iteration: int) -> bool:
        return any(b.edits and b.fork.iteration == iteration for b in self.branches)

    def next_event(self, place: Place) -> Place | None:
        """The first fork beyond that place."""
        number = bisect_right(self._forks, place)
        return self._forks[number] if number < len(self._forks) else None

    def index(self, place: Place) -> int:
        """How many operations lie before that place, counted from the very beginning."""
        number = bisect_right(self._firsts, place.iteration) - 1
        iterations = place.iteration - self._firsts[number]
        return (
            self._counts[number]
            + iterations * len(self._compiled[number].program)
            + place.operation
        )

    def place(self, index: int) -> Place:
        """The place with so many operations before it."""
        number = bisect_right(self._counts, index) - 1
        rest = index - self._counts[number]
        iterations, operation = divmod(rest, len(self._compiled[number].program))
        return Place(self._firsts[number] + iterations, operation)
