"""Whether what a session keeps is in its file, and putting it there."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from rnn_debugger.data import BadInput
from rnn_debugger.debugger.session import Session
from rnn_debugger.debugger.session_table import debugger_table
from rnn_debugger.experiments import (
    absolute,
    file_digest,
    resources,
    save_debugger_table,
    write_experiment,
)
from rnn_debugger.trace import is_trace

Home: TypeAlias = Literal["file", "builtin", "trace"]
"""A person's own experiment; one that comes with the program; a trace."""
TRACE_SENTENCE = (
    "Breakpoints, bookmarks and branches cannot be saved into a trace: open the experiment that "
    "it was written from, and set and save them there."
)


class Keeper:
    """Knows what of a session was saved last: breakpoints, watches, bookmarks, branches, and the
    file of its weights. The cursor is saved with them, but where it stands is no loss.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._path = session.path
        self._saved = _kept(session)
        self._digest = _digest(session.path)

    @property
    def home(self) -> Home:
        """Where the session came from, which says where it can be saved."""
        path = self._path
        if path is None:
            return "builtin"
        if is_trace(path):
            return "trace"
        builtin = (resources() / "experiments").resolve()
        return "builtin" if path.resolve().parent == builtin else "file"

    @property
    def is_unsaved(self) -> bool:
        """Whether there is something that closing would lose."""
        has_other_weights = self._session.unsaved_weights is not None
        return has_other_weights or _kept(self._session) != self._saved

    @property
    def is_changed_outside(self) -> bool:
        """Whether somebody else has written the file since it was read or saved."""
        return _digest(self._path) != self._digest

    def save(self, target: Path | None = None) -> None:
        """Write the session into its file, or the experiment with the session into another one,
        which is its file from then on. An experiment that no file has is written as a whole.
        Raises `BadInput`.
        """
        source = self._path
        if self.home == "trace" or (target or source) is None:
            raise BadInput(TRACE_SENTENCE)
        target = target or source
        assert target is not None
        table, weights = debugger_table(self._session), self._session.unsaved_weights
        if source is None:
            experiment = absolute(self._session.experiment, self._session.compiled.folder)
            write_experiment(msgspec.structs.replace(experiment, debugger=table), target)
        else:
            save_debugger_table(source, target, table, weights)
        self._session.unsaved_weights = None
        self._path = self._session.path = target
        self._session.name = target.stem
        self._saved, self._digest = _kept(self._session), _digest(target)


def _kept(session: Session) -> tuple[object, ...]:
    branches = [branch for branch in session.branches if branch.id]
    return tuple(session.stops), tuple(session.bookmarks), tuple(branches)


def _digest(path: Path | None) -> str | None:
    return None if path is None else file_digest(path)
