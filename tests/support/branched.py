"""Sessions with branches, and beside them what each branch must be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import Any, TypeAlias

import numpy as np
from hypothesis import strategies as st

from rnn_debugger.debugger import Session
from rnn_debugger.experiments import Compiled, with_settings
from tests.support.branching import Path, Place
from tests.support.experiments import Table, random_table, session
from tests.support.running import present
from tests.support.traces import strictly

Move: TypeAlias = tuple[Any, ...]

ITERATIONS = 2
MOVES = st.tuples(
    st.integers(0, 20),
    st.floats(0, 1),
    st.one_of(
        st.tuples(st.just("edit"), st.integers(0, 10**6), st.sampled_from([0.5, -2.0, math.nan])),
        st.tuples(st.just("settings"), st.floats(0.01, 1), st.sampled_from([None, 0.1, "same"])),
    ),
    st.integers(0, 60),
)
"""Which branch to go to, how far along, what to do there, and how many operations to go on."""


class Branched:
    """A session that branches, and the path of every branch."""

    def __init__(self, table: Table) -> None:
        self.run = session(table)
        self.paths = {0: Path(self.run.compiled)}
        self.settings: dict[int, Compiled] = {0: self.run.compiled}

    @property
    def place(self) -> Place:
        return self.run.position.iteration, self.run.position.operation

    def go(self, branch: int, place: Place) -> None:
        self.run.seeking(*place, branch=branch).finish()

    def edit(self, tensor: str, index: tuple[int, ...], value: float) -> int:
        return self._begun(self.run.edit(tensor, index, value), (tensor, index, value))

    def set(self, **settings: float | None) -> int:
        owner = self._owner()
        branch = self.run.change_settings(**settings)
        self.settings[branch] = with_settings(self.settings[owner], settings)
        return self._begun(branch, self.settings[branch])

    def move(self, move: Move) -> None:
        """What a drawn move says; what comes too late in an iteration is left out."""
        number, share, (kind, *details), operations = move
        branches = self.run.branches
        branch = branches[number % len(branches)].id
        iteration = round(share * ITERATIONS)
        program = self.run.program_of(branch, iteration)
        self.go(branch, (iteration, round(share * 997) % len(program)))
        if kind == "edit":
            names = present(self.run.program, self.run.position.operation)
            name = names[details[0] % len(names)]
            shape = self.run.program.tensors[name].shape
            place = np.unravel_index(details[0] % math.prod(shape), shape) if shape else ()
            self.edit(name, tuple(map(int, place)), details[1])
        else:
            clip = {} if details[1] == "same" else {"clip_value": details[1]}
            try:
                self.set(learning_rate=details[0], **clip)
            except ValueError as error:
                assert "have run already" in str(error)
        self.run.step(operations)

    def _owner(self) -> int:
        """The branch whose own future this position is."""
        branches = {branch.id: branch for branch in self.run.branches}
        branch = self.run.branch
        while branch.parent is not None and branch.fork > self.place:
            branch = branches[branch.parent]
        return branch.id

    def _begun(self, branch: int, event: Any) -> int:
        if branch not in self.paths:
            parent = self.run.branch.parent
            assert parent is not None
            self.paths[branch] = self.paths[parent].upto(self.place)
            self.settings.setdefault(branch, self.settings[parent])
        self.paths[branch].events.append((self.place, event))
        return branch


def family() -> Branched:
    """All that a branch can be: edits at the very beginning, at an iteration's start and in its
    middle, NaN, several edits at one place, a fork of a fork, one right at a fork that was never
    run on, settings with another program and with the first again, a name, and deleted branches.
    """
    subject = Branched(random_table(5, sizes=(2, 2), optimizer="adagrad", learning_rate=0.2))
    run = subject.run
    run.seek(3, 5)
    subject.go(0, (0, 0))
    subject.edit("W1hh", (0, 1), 0.5)
    run.seek(1, 3)
    subject.go(0, (1, 0))
    subject.edit("Why", (0, 0), -0.25)
    subject.edit("by", (1,), 0.125)
    run.rename(2, "other “outputs”")
    run.seek(2, 8)
    subject.edit("h1[1]", (0, 0), math.nan)
    run.seek(3)
    subject.go(0, (1, 12))
    subject.set(clip_value=1e-3)
    run.seek(2, 4)
    subject.edit("W1hh", (1, 1), 2.0)
    subject.set(learning_rate=0.01, clip_value=None)
    run.seek(3, 1)
    subject.go(0, (2, 1))
    subject.edit("W1hh", (1, 1), 3.0)
    deleted = run.position.branch
    run.step(20)
    subject.edit("W1hh", (1, 1), 4.0)
    run.delete(deleted)
    subject.go(4, (2, 20))
    run.bookmarks.add("here", run.position)
    subject.go(3, (2, 10))
    return subject


def exported(run: Session, path: FilePath, *, values: bool = True) -> Any:
    """The document of a session's trace."""
    run.exporting(path, values=values).finish()
    return strictly(path.read_bytes())


def own_steps(trace: Any, branch: int) -> Sequence[Any]:
    return [step for step in trace["steps"] if step["branch"] == branch]
