"""The branches of a session as a list that can be read: a tree, its parents first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from rnn_debugger.debugger.branch_names import SETTING_NAMES, branch_name
from rnn_debugger.debugger.editing import change_text, element_text, place_text
from rnn_debugger.debugger.texts.numbers import short
from rnn_debugger.engine import RULE_SETTINGS
from rnn_debugger.experiments import Training
from rnn_debugger.recording import Branch

if TYPE_CHECKING:
    from rnn_debugger.debugger.session import Session


@dataclass(frozen=True)
class BranchRow:
    """A branch in words. `iterations` have been finished on it, those before its fork included;
    `loss` is that of the last one. `can_delete` is false for the first branch.
    """

    id: int
    parent: int | None
    depth: int
    name: str
    begins: str
    changes: tuple[str, ...]
    iterations: int
    loss: float | None
    is_current: bool

    @property
    def can_delete(self) -> bool:
        return self.parent is not None


def branch_rows(session: Session) -> list[BranchRow]:
    """All branches that are not deleted; each below its parent, the oldest first."""
    return list(_rows(session, session.branches, None, 0))


def first_own_iterations(session: Session) -> dict[int, int]:
    """For every branch, the current one last, the iteration that its own course begins with when
    nothing is drawn twice: the current branch has all that lies before it, and every other what
    it does not share with that or with its parent.
    """
    forks = {branch.id: branch.fork.iteration for branch in session.branches}
    parents = {branch.id: branch.parent for branch in session.branches}
    current, path = session.branch.id, [session.branch.id]
    while (parent := parents.get(path[-1])) is not None:
        path.append(parent)
    starts = {number: fork for number, fork in forks.items() if number != current}
    for child, parent in pairwise(path):
        starts[parent] = forks[child]
    return {**starts, current: 0}


def _rows(
    session: Session, branches: list[Branch], parent: int | None, depth: int
) -> Iterator[BranchRow]:
    for branch in branches:
        if branch.parent == parent:
            yield _row(session, branch, depth)
            yield from _rows(session, branches, branch.id, depth + 1)


def _row(session: Session, branch: Branch, depth: int) -> BranchRow:
    loss = session.results_of(branch.id).loss
    begins = ""
    if branch.parent is not None:
        begins = place_text(session.program_of(branch.id, branch.fork.iteration), branch.fork)
    return BranchRow(
        branch.id,
        branch.parent,
        depth,
        branch_name(branch),
        begins,
        tuple(_changes(session, branch)),
        len(loss),
        float(loss[-1]) if len(loss) else None,
        branch.id == session.branch.id,
    )


def _changes(session: Session, branch: Branch) -> Iterator[str]:
    for edit in branch.edits:
        element = element_text(edit.tensor, edit.index)
        yield f"{element}: {change_text(edit.before, edit.value)}"
    if branch.parent is not None and branch.settings:
        before = session.training_of(branch.parent)
        yield from settings_changes(branch.settings, {k: getattr(before, k) for k in SETTING_NAMES})


def optimizer_settings(training: Training) -> tuple[str, ...]:
    """The keys of the numbers that the optimizer works with, the learning rate first."""
    return ("learning_rate", *RULE_SETTINGS[training.optimizer])


def settings_changes(
    after: Mapping[str, float | None], before: Mapping[str, float | None]
) -> Iterator[str]:
    """Such as ``learning rate 0.1 → 0.01`` and ``clipping off → 5``."""
    for key, value in after.items():
        yield f"{SETTING_NAMES.get(key, key)} {_setting(before.get(key))} → {_setting(value)}"


def _setting(value: float | None) -> str:
    return "off" if value is None else short(value, trim=True)
