"""Keyframes: the state copied at some places of every branch, within a byte budget.

At iteration boundaries what survives an iteration is enough; inside an iteration a keyframe
holds the whole arena.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import OrderedDict, deque
from dataclasses import dataclass

import numpy as np

from rnn_debugger.engine import Array
from rnn_debugger.recording.branches import Branch, Place, Route

SLAB_BYTES = 8 * 2**20
"""Memory is taken this much at a time: large blocks are much cheaper to touch first."""


@dataclass(frozen=True)
class Keyframe:
    """The bytes of the state at a place of a branch, its edits there included."""

    branch: Branch
    place: Place
    content: Array


class Keyframes:
    """Keyframes at iteration boundaries, at least that of the very beginning.

    When the budget is full, the spacing of those to come doubles, and of those that do not fit
    into it the oldest goes whenever one more comes. So any iteration that a branch has run
    through is at most `spacing` iterations behind a keyframe or a fork.
    """

    def __init__(self, budget: int, spacing: int = 1) -> None:
        """`budget` in bytes, the first `spacing` in iterations."""
        self._budget = budget
        self._frames: dict[tuple[int, int], Keyframe] = {}
        self._iterations: dict[int, list[int]] = {}
        self._condemned: deque[tuple[int, int]] = deque()
        self._spare: list[Array] = []
        self.spacing = spacing
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._frames)

    def wants(self, branch: Branch, iteration: int) -> bool:
        return iteration % self.spacing == 0 and (branch.id, iteration) not in self._frames

    def add(self, branch: Branch, iteration: int, content: Array) -> None:
        """Copy `content`, the persistent bytes at the beginning of that iteration, if it is
        still wanted once there is room for it. The very beginning is kept whatever the budget.
        """
        is_first = (branch.id, iteration) == (0, 0)
        while not is_first and self.wants(branch, iteration) and self._lacks(len(content)):
            if not self._make_room() and iteration == 0:
                # Only beginnings are left, which no spacing parts.
                return
        if not self.wants(branch, iteration):
            return
        if not self._spare:
            count = min(SLAB_BYTES, self._budget - self.bytes) // len(content)
            self._spare.extend(np.empty((max(1, count), len(content)), np.uint8))
        frame = self._spare.pop()
        frame[:] = content
        self._frames[branch.id, iteration] = Keyframe(branch, Place(iteration, 0), frame)
        insort(self._iterations.setdefault(branch.id, []), iteration)
        self.bytes += len(frame)

    def set_budget(self, budget: int) -> None:
        """Another budget in bytes; what does not fit goes, but for beginnings."""
        self._budget = budget
        while self.bytes > budget and any(iteration for _, iteration in self._frames):
            self._make_room()
        self._spare.clear()

    def nearest(self, route: Route, place: Place) -> Keyframe:
        """The last keyframe on the route at or before the place."""
        limit = place.iteration
        for branch in reversed(route.branches):
            if branch.fork <= place:
                iterations = self._iterations.get(branch.id, [])
                number = bisect_right(iterations, limit) - 1
                if number >= 0:
                    return self._frames[branch.id, iterations[number]]
                limit = min(limit, branch.fork.iteration)
        raise LookupError("the keyframe of the very beginning is missing")

    def drop(self, branch: int) -> None:
        """Forget the keyframes of a branch."""
        for iteration in self._iterations.pop(branch, []):
            self._remove(branch, iteration)

    def _lacks(self, size: int) -> bool:
        # Of one experiment all keyframes have the same size, so that a spare one always fits.
        return self.bytes + size > self._budget

    def _make_room(self) -> bool:
        """Let the oldest go that does not fit into the spacing; False when there is none, and
        twice the spacing then.
        """
        while self._condemned:
            key = self._condemned.popleft()
            if key in self._frames:
                self._iterations[key[0]].remove(key[1])
                self._remove(*key)
                return True
        self.spacing *= 2
        self._condemned.extend(key for key in self._frames if key[1] % self.spacing)
        return bool(self._condemned)

    def _remove(self, branch: int, iteration: int) -> None:
        frame = self._frames.pop((branch, iteration)).content
        self.bytes -= len(frame)
        # Memory touched before is cheaper than new memory.
        self._spare.append(frame)


class NearKeyframes:
    """The latest places that a replay came through, whatever they are: those last used stay."""

    def __init__(self, budget: int) -> None:
        """`budget` in bytes."""
        self._budget = budget
        self._frames: OrderedDict[tuple[int, Place], Keyframe] = OrderedDict()
        self.bytes = 0

    def wants(self, branch: Branch, place: Place, size: int) -> bool:
        """Whether a keyframe of so many bytes is missing there, and fits beside a few others."""
        return 4 * size <= self._budget and (branch.id, place) not in self._frames

    def add(self, branch: Branch, place: Place, content: Array) -> None:
        """Copy `content`, as `Keyframe` has it; the oldest make room."""
        frame: Array | None = None
        while self._frames and self.bytes + len(content) > self._budget:
            _, old = self._frames.popitem(last=False)
            self.bytes -= len(old.content)
            if len(old.content) == len(content):
                frame = old.content
        if frame is None:
            frame = np.empty_like(content)
        # Memory touched before is cheaper than new memory.
        frame[:] = content
        self._frames[branch.id, place] = Keyframe(branch, place, frame)
        self.bytes += len(frame)

    def set_budget(self, budget: int) -> None:
        """Another budget in bytes; the oldest go."""
        self._budget = budget
        while self.bytes > budget:
            _, old = self._frames.popitem(last=False)
            self.bytes -= len(old.content)

    def nearest(self, route: Route, place: Place) -> Keyframe | None:
        """The last one on the route at or before the place."""
        found: Keyframe | None = None
        for frame in self._frames.values():
            is_best = frame.place <= place and (found is None or frame.place >= found.place)
            if is_best and route.is_own(frame.branch, frame.place):
                found = frame
        if found is not None:
            self._frames.move_to_end((found.branch.id, found.place))
        return found

    def drop(self, branch: int) -> None:
        """Forget the keyframes of a branch."""
        for key in [key for key in self._frames if key[0] == branch]:
            self.bytes -= len(self._frames.pop(key).content)
