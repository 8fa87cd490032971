"""The branches on the map of the run: which part of each lies beside the current one's way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rnn_debugger.recording import Branch, Place, Position


@dataclass(frozen=True)
class BranchLine:
    """A future that the current branch does not take: from where it leaves to where it was run.

    `lane` counts from 1, 0 being the current branch's; `parent_lane` is where it leaves from.
    """

    branch: int
    first: Place
    last: Place
    lane: int
    parent_lane: int


class BranchMap:
    """The branches that there are, seen from the current one."""

    def __init__(self, branches: Sequence[Branch], current: int) -> None:
        """`branches` oldest first, as the session lists them, with all ancestors."""
        self._branches = {branch.id: branch for branch in branches}
        self.current = current
        self._path = self.path(current)

    def path(self, branch: int) -> list[Branch]:
        """The branch and its ancestors, the first branch first."""
        found = [self._branches[branch]]
        while found[0].parent is not None:
            found.insert(0, self._branches[found[0].parent])
        return found

    def leaves_at(self, branch: int) -> Place | None:
        """Where a branch and the current one part; None where they never do."""
        for other, own in zip(self.path(branch), self._path, strict=False):
            if other.id != own.id:
                return min(other.fork, own.fork)
        shorter = min(len(self.path(branch)), len(self._path))
        longer = max(self.path(branch), self._path, key=len)
        return longer[shorter].fork if len(longer) > shorter else None

    def is_on_way(self, position: Position) -> bool:
        """Whether a position lies on the current branch's way."""
        if position.branch not in self._branches:
            return False
        parted = self.leaves_at(position.branch)
        return parted is None or Place(*position[1:]) <= parted

    def lines(self, reached: dict[int, Place]) -> list[BranchLine]:
        """The futures not taken, by branch; `reached` says how far each was run. Lines that would
        overlap have different lanes.
        """
        lines: list[BranchLine] = []
        ends: list[Place] = []
        for branch in self._branches.values():
            first, parent_lane = self._departure(branch, lines)
            last = reached[branch.id]
            if first is None or last <= first:
                continue
            lane = next((n for n, end in enumerate(ends) if end < first), len(ends))
            ends[lane : lane + 1] = [last]
            lines.append(BranchLine(branch.id, first, last, lane + 1, parent_lane))
        return lines

    def _departure(self, branch: Branch, lines: Sequence[BranchLine]) -> tuple[Place | None, int]:
        """Where a branch leaves the way, or another line, and the lane of that."""
        ids = [own.id for own in self._path]
        if branch.id in ids:
            number = ids.index(branch.id) + 1
            return (self._path[number].fork if number < len(ids) else None), 0
        for line in lines:
            if line.branch == branch.parent and line.first <= branch.fork:
                return branch.fork, line.lane
        return branch.fork, 0
