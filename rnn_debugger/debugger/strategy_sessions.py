"""Another session of the same experiment that trains with another strategy of keeping values."""

from __future__ import annotations

import msgspec

from rnn_debugger.debugger.memory.strategies import Strategy
from rnn_debugger.debugger.session import Session
from rnn_debugger.debugger.task import Task, in_thread
from rnn_debugger.experiments import DebuggerTable, Experiment, compile_experiment
from rnn_debugger.trace import Progress


def beginning_with(session: Session, strategy: Strategy) -> Task[Session]:
    """The task of `with_strategy`, not yet begun."""
    return Task(in_thread(lambda: with_strategy(session, strategy), Progress(0, 1)))


def with_strategy(session: Session, strategy: Strategy) -> Session:
    """A session at its very beginning, the keys of `strategy` in its table ``[training]``, which
    no file has yet. Breakpoints, branches and bookmarks are of another program, and stay behind.

    Raises `BadInput` for keys that do not fit the data, `ValueError` for a strategy that no
    experiment can have.
    """
    if strategy.settings is None:
        raise ValueError(f"{strategy.title} cannot be trained with")
    compiled = session.compiled
    file = compiled.cell_file
    other = compile_experiment(
        _trained_with(compiled.experiment, strategy),
        compiled.folder,
        allowed_code=() if file is None else {file.sha256},
        cell_file=file,
    )
    result = Session(other, session.name)
    result.unsaved_weights = session.unsaved_weights
    return result


def _trained_with(experiment: Experiment, strategy: Strategy) -> Experiment:
    training = msgspec.structs.replace(experiment.training, **strategy.settings or {})
    return msgspec.structs.replace(experiment, training=training, debugger=DebuggerTable())
