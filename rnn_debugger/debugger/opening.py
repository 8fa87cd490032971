"""Opening an experiment by its path or by the name of a built-in one."""

from __future__ import annotations

from pathlib import Path

from rnn_debugger.debugger.session import Session
from rnn_debugger.experiments import compile_experiment, find_file, read_experiment


def open_session(path_or_name: str | Path) -> Session:
    """A session at the very beginning of an experiment; raises `BadInput`."""
    path = find_file(path_or_name)
    experiment = read_experiment(path)
    return Session(compile_experiment(experiment, path.parent), path.stem, path)
