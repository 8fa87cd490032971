"""Traces: a run as JSON, written, read back and verified."""

from rnn_debugger.data import refuse_unwritable
from rnn_debugger.trace.comparing import Difference, program_difference
from rnn_debugger.trace.environment import other_environment
from rnn_debugger.trace.extent import Extent, Part, recorded
from rnn_debugger.trace.format import Trace
from rnn_debugger.trace.order import extent_of
from rnn_debugger.trace.reading import is_trace, parse_trace, read_trace
from rnn_debugger.trace.rebuilding import compile_trace
from rnn_debugger.trace.routes import Rebuilt
from rnn_debugger.trace.verifying import Verdict, verify_trace
from rnn_debugger.trace.writing import (
    Progress,
    stream_branches,
    stream_trace,
    write_branches,
    write_trace,
)

__all__ = [
    "Difference",
    "Extent",
    "Part",
    "Progress",
    "Rebuilt",
    "Trace",
    "Verdict",
    "compile_trace",
    "extent_of",
    "is_trace",
    "other_environment",
    "parse_trace",
    "program_difference",
    "read_trace",
    "recorded",
    "refuse_unwritable",
    "stream_branches",
    "stream_trace",
    "verify_trace",
    "write_branches",
    "write_trace",
]
