"""History: the undo ring, keyframes, and the results of finished iterations."""

from rnn_debugger.recording.results import IterationResult, Results
from rnn_debugger.recording.timeline import Position, Timeline

__all__ = ["IterationResult", "Position", "Results", "Timeline"]
