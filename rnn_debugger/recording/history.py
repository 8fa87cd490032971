"""The history of a run: its branches, the results of their iterations, and keyframes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rnn_debugger.engine import Machine
from rnn_debugger.experiments import Compiled
from rnn_debugger.recording.branches import START, Branch, Place, Route
from rnn_debugger.recording.keyframes import Keyframe, Keyframes, NearKeyframes
from rnn_debugger.recording.results import Results

NEAR_SHARE = 8
"""The part of the keyframes' budget that is for those near the cursor."""


class History:
    """What is known of every branch, and from where a place can be reached again."""

    def __init__(self, compiled: Compiled, keyframe_bytes: int, spacing: int) -> None:
        """`spacing` of the keyframes at first, in iterations."""
        self.keyframes = Keyframes(0, spacing)
        self.near = NearKeyframes(0)
        self.set_budget(keyframe_bytes)
        self.branches: dict[int, Branch] = {0: Branch(0)}
        """All that there ever were, by id; a deleted branch can come back."""
        self.deleted: set[int] = set()
        self.reached: dict[int, Place] = {0: START}
        """By branch the furthest place that it has been run to."""
        self._compiled: dict[int, Compiled] = {0: compiled}
        self._routes: dict[int, Route] = {}
        names = tuple(tensor.name for tensor in compiled.program.parameters)
        self.results: dict[int, Results] = {0: Results(names)}

    @property
    def bytes(self) -> int:
        return self.keyframes.bytes + self.near.bytes

    def set_budget(self, keyframe_bytes: int) -> None:
        """So many bytes for all keyframes; the beginning of the run is kept whatever it is."""
        near = keyframe_bytes // NEAR_SHARE
        self.keyframes.set_budget(keyframe_bytes - near)
        self.near.set_budget(near)

    def route(self, branch: int) -> Route:
        """The way of that branch, the same object as long as it stays the same."""
        if branch not in self._routes:
            path = [self.branches[branch]]
            while path[0].parent is not None:
                path.insert(0, self.branches[path[0].parent])
            self._routes[branch] = Route([(part, self._compiled[part.id]) for part in path])
        return self._routes[branch]

    def compiled(self, branch: int) -> Compiled:
        """The experiment as that branch has it."""
        return self._compiled[branch]

    def add(self, branch: Branch, compiled: Compiled) -> None:
        """A new branch; its parent's results up to the fork are its own as well."""
        assert branch.parent is not None
        self.branches[branch.id] = branch
        self._compiled[branch.id] = compiled
        self.results[branch.id] = self.results[branch.parent].copy(branch.fork.iteration)
        self.reached[branch.id] = branch.fork

    def catch_up(self, branch: int) -> None:
        """Take over what others have found on the way that a branch shares with them. One that
        was saved begins with nothing, and may be gone to from a keyframe of another.
        """
        route, results = self.route(branch), self.results[branch]
        for other, known in self.results.items():
            parting = route.parting(self.route(other))
            reached = self.reached[other]
            if reached.iteration > len(known):
                # The other, too, has never been run to where it begins.
                reached = Place(len(known), 0)
            shared = reached if parting is None else min(reached, parting)
            self.reached[branch] = max(self.reached[branch], shared)
            results.take_over(known, shared.iteration)

    def change(self, branch: Branch) -> None:
        """Put another in the place of a branch that has not been run yet."""
        self.branches[branch.id] = branch
        del self._routes[branch.id]
        self.forget_places(branch.id)

    def rename(self, branch: int, name: str) -> None:
        self.branches[branch] = replace(self.branches[branch], name=name)

    def delete(self, branches: set[int]) -> None:
        """Take branches out of the list. They can come back; only their keyframes go."""
        self.deleted |= branches
        for branch in branches:
            self.forget_places(branch)

    def forget_places(self, branch: int) -> None:
        """Drop the keyframes of a branch; all can be had again by running."""
        self.keyframes.drop(branch)
        self.near.drop(branch)

    def family(self, branch: int) -> set[int]:
        """The branch and all that begin in it, and in those, as long as they are not deleted."""
        found = {branch}
        for other in self.branches.values():
            # A branch is always younger than its parent.
            if other.parent in found and other.id not in self.deleted:
                found.add(other.id)
        return found

    def listed(self) -> Iterable[Branch]:
        """The branches that are not deleted, oldest first."""
        return [branch for branch in self.branches.values() if branch.id not in self.deleted]

    def nearest(self, route: Route, place: Place) -> Keyframe:
        """The last keyframe on the route at or before the place."""
        frame = self.keyframes.nearest(route, place)
        near = self.near.nearest(route, place)
        return near if near is not None and near.place >= frame.place else frame

    def begin_iteration(self, route: Route, machine: Machine) -> None:
        """Note the state at an iteration's beginning where a keyframe is due."""
        iteration = machine.iteration
        if iteration % self.keyframes.spacing == 0:
            owner = route.owner(Place(iteration, 0))
            if self.keyframes.wants(owner, iteration):
                self.keyframes.add(owner, iteration, machine.persistent)

    def pass_through(self, route: Route, machine: Machine) -> None:
        """Note the state at a place that a replay comes through."""
        place = Place(machine.iteration, machine.operation)
        content = machine.memory if machine.operation else machine.persistent
        owner = route.owner(place)
        if self.near.wants(owner, place, len(content)):
            self.near.add(owner, place, content)
