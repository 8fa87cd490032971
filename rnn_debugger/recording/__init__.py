"""History: the undo ring, keyframes, branches, and the results of finished iterations."""

from rnn_debugger.recording.branches import START, Branch, Edit, Place, Position, Route
from rnn_debugger.recording.results import IterationResult, Results, loss_gain
from rnn_debugger.recording.rules import Hit, Rule, RunState
from rnn_debugger.recording.timeline import HISTORY_BYTES, Timeline

__all__ = [
    "HISTORY_BYTES",
    "START",
    "Branch",
    "Edit",
    "Hit",
    "IterationResult",
    "Place",
    "Position",
    "Results",
    "Route",
    "Rule",
    "RunState",
    "Timeline",
    "loss_gain",
]
