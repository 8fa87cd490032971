"""Opening an experiment or a trace, by its path or by the name of a built-in experiment."""

from __future__ import annotations

from collections.abc import Container, Generator
from dataclasses import dataclass
from pathlib import Path

from rnn_debugger.data import BadInput
from rnn_debugger.debugger.movement import Movement, Reason
from rnn_debugger.debugger.session import Session
from rnn_debugger.debugger.session_table import restore
from rnn_debugger.engine import collecting_later
from rnn_debugger.experiments import (
    CodeNotAllowed,
    Compiled,
    compile_experiment,
    find_file,
    read_experiment,
)
from rnn_debugger.trace import (
    Extent,
    compile_trace,
    extent_of,
    is_trace,
    program_difference,
    read_trace,
)


@dataclass(frozen=True)
class Loaded:
    """An experiment and where it came from; `extent` is what a trace has of its run."""

    compiled: Compiled
    name: str
    path: Path
    extent: Extent | None = None


@collecting_later()
def load(path_or_name: str | Path, allowed_code: Container[str] = ()) -> Loaded:
    """What a path or a name stands for; raises `BadInput`.

    An experiment may bring a cell of its own, which is code: its file runs when its SHA-256 is
    among `allowed_code`, else this raises `CodeNotAllowed`.
    """
    path = find_file(path_or_name)
    if not is_trace(path):
        return Loaded(_compiled(path, allowed_code), path.stem, path)
    trace = read_trace(path)
    rebuilt = compile_trace(trace, path, allowed_code)
    difference = program_difference(trace, rebuilt)
    if difference:
        raise BadInput(f"{path}: the trace is of another program: {difference}")
    try:
        extent = extent_of(trace, rebuilt)
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from None
    return Loaded(rebuilt.compiled, path.stem.removesuffix(".trace"), path, extent)


def _compiled(path: Path, allowed_code: Container[str]) -> Compiled:
    experiment = read_experiment(path)
    try:
        return compile_experiment(experiment, path.parent, allowed_code=allowed_code)
    except CodeNotAllowed as refusal:
        raise CodeNotAllowed(refusal.file, f"{path}: ") from None
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from None


@collecting_later()
def opening(
    path_or_name: str | Path, allowed_code: Container[str] = ()
) -> tuple[Session, Movement]:
    """A session at the very beginning, and the movement, not yet begun, to where the cursor was
    when the trace was written or the session saved; raises `BadInput`. See `load` for code.
    """
    loaded = load(path_or_name, allowed_code)
    session = Session(loaded.compiled, loaded.name, loaded.path)
    if loaded.extent is not None:
        return session, _reopening(session, loaded.extent)
    try:
        return session, restore(session, loaded.compiled.experiment.debugger)
    except BadInput as error:
        raise BadInput(f"{loaded.path}: {error}") from None


def open_session(path_or_name: str | Path, allowed_code: Container[str] = ()) -> Session:
    """A session at the beginning of an experiment, where it was saved, or where a trace ends;
    raises `BadInput`. See `load` for code.
    """
    session, there = opening(path_or_name, allowed_code)
    there.finish()
    return session


def _reopening(session: Session, extent: Extent) -> Movement:
    """Through every branch as far as it was run, so that all results are there, to the cursor."""
    return Movement(_through(session, extent), lambda: session.position)


def _through(session: Session, extent: Extent) -> Generator[None, None, Reason]:
    first, *waiting = extent.parts
    session.rename(first.branch.id, first.branch.name)
    try:
        yield from _slices(session.seeking(*first.end))
        while waiting:
            # A branch begins with the results of its parent: those have to be there first.
            part = waiting.pop(0)
            session.add_branch(part.branch)
            if not part.is_empty:
                yield from _slices(session.seeking(*part.end, branch=part.branch.id))
        if extent.cursor is not None:
            branch, iteration, operation = extent.cursor
            yield from _slices(session.seeking(iteration, operation, branch))
    finally:
        for part in waiting:
            session.add_branch(part.branch)
        for name, position in extent.bookmarks:
            session.bookmarks.add(name, position)
    return "limit"


def _slices(movement: Movement) -> Generator[None, None, None]:
    try:
        while movement.advance():
            yield
    finally:
        movement.cancel()
