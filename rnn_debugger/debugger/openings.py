"""Opening an experiment or a trace, by its path or by the name of a built-in experiment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rnn_debugger.data import BadInput
from rnn_debugger.debugger.movement import Movement
from rnn_debugger.debugger.session import Session
from rnn_debugger.debugger.session_table import restore
from rnn_debugger.experiments import Compiled, compile_experiment, find_file, read_experiment
from rnn_debugger.trace import compile_trace, is_trace, program_difference, read_trace


@dataclass(frozen=True)
class Loaded:
    """An experiment and where it came from; `steps` operations of it are in the trace."""

    compiled: Compiled
    name: str
    path: Path
    steps: int = 0


def load(path_or_name: str | Path) -> Loaded:
    """What a path or a name stands for; raises `BadInput`."""
    path = find_file(path_or_name)
    if not is_trace(path):
        return Loaded(_compiled(path), path.stem, path)
    trace = read_trace(path)
    compiled = compile_trace(trace, path)
    difference = program_difference(trace, compiled.program)
    if difference:
        raise BadInput(f"{path}: the trace is of another program: {difference}")
    return Loaded(compiled, path.stem.removesuffix(".trace"), path, len(trace.steps))


def _compiled(path: Path) -> Compiled:
    experiment = read_experiment(path)
    try:
        return compile_experiment(experiment, path.parent)
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from None


def opening(path_or_name: str | Path) -> tuple[Session, Movement]:
    """A session at the very beginning, and the movement, not yet begun, to the end of the trace
    or to where the cursor was when the session was saved; raises `BadInput`.
    """
    loaded = load(path_or_name)
    session = Session(loaded.compiled, loaded.name, loaded.path)
    if loaded.steps:
        return session, session.seeking(*divmod(loaded.steps, len(session.program)))
    try:
        return session, restore(session, loaded.compiled.experiment.debugger)
    except BadInput as error:
        raise BadInput(f"{loaded.path}: {error}") from None


def open_session(path_or_name: str | Path) -> Session:
    """A session at the beginning of an experiment, where it was saved, or where a trace ends;
    raises `BadInput`.
    """
    session, there = opening(path_or_name)
    there.finish()
    return session
