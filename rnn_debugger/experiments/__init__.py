"""Experiment files, and what they mean: a program, data and a first state."""

from rnn_debugger.experiments.builtin import builtin_experiments, find_file
from rnn_debugger.experiments.compiling import (
    SETTINGS,
    Compiled,
    compile_experiment,
    with_defaults,
    with_settings,
)
from rnn_debugger.experiments.loading import file_sha256
from rnn_debugger.experiments.other_weights import with_weights
from rnn_debugger.experiments.own_cells import ALL_CODE, CellFile, CodeNotAllowed
from rnn_debugger.experiments.reading import parse_experiment, read_experiment
from rnn_debugger.experiments.resources import resources
from rnn_debugger.experiments.saving import file_digest, save_debugger_table
from rnn_debugger.experiments.schema import (
    BookmarkTable,
    BranchTable,
    BreakpointTable,
    CursorTable,
    DebuggerTable,
    EditTable,
    Experiment,
    Training,
    WatchKind,
    WatchTable,
)
from rnn_debugger.experiments.weights import drawn_weights

__all__ = [
    "ALL_CODE",
    "SETTINGS",
    "BookmarkTable",
    "BranchTable",
    "BreakpointTable",
    "CellFile",
    "CodeNotAllowed",
    "Compiled",
    "CursorTable",
    "DebuggerTable",
    "EditTable",
    "Experiment",
    "Training",
    "WatchKind",
    "WatchTable",
    "builtin_experiments",
    "compile_experiment",
    "drawn_weights",
    "file_digest",
    "file_sha256",
    "find_file",
    "parse_experiment",
    "read_experiment",
    "resources",
    "save_debugger_table",
    "with_defaults",
    "with_settings",
    "with_weights",
]
