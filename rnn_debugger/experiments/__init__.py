"""Experiment files, and what they mean: a program, data and a first state."""

from rnn_debugger.experiments.builtin import builtin_experiments, find_file
from rnn_debugger.experiments.checkpoints import with_checkpointing
from rnn_debugger.experiments.compiling import (
    CELLS,
    SETTINGS,
    Compiled,
    compile_experiment,
    optimizer_of,
    with_defaults,
    with_settings,
    without_checkpointing,
)
from rnn_debugger.experiments.loading import file_sha256
from rnn_debugger.experiments.other_weights import with_weights
from rnn_debugger.experiments.own_cells import ALL_CODE, CellFile, CodeNotAllowed, is_own_cell
from rnn_debugger.experiments.paths import split_cell
from rnn_debugger.experiments.reading import (
    parse_experiment,
    read_experiment,
    toml_table,
    toml_text,
)
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
from rnn_debugger.experiments.sizing import Size, TooLarge
from rnn_debugger.experiments.variants import with_schedule, without_recurrence
from rnn_debugger.experiments.weights import drawn_weights
from rnn_debugger.experiments.writing import (
    absolute,
    entry_text,
    experiment_toml,
    value_text,
    write_experiment,
)

__all__ = [
    "ALL_CODE",
    "CELLS",
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
    "Size",
    "TooLarge",
    "Training",
    "WatchKind",
    "WatchTable",
    "absolute",
    "builtin_experiments",
    "compile_experiment",
    "drawn_weights",
    "entry_text",
    "experiment_toml",
    "file_digest",
    "file_sha256",
    "find_file",
    "is_own_cell",
    "optimizer_of",
    "parse_experiment",
    "read_experiment",
    "resources",
    "save_debugger_table",
    "split_cell",
    "toml_table",
    "toml_text",
    "value_text",
    "with_checkpointing",
    "with_defaults",
    "with_schedule",
    "with_settings",
    "with_weights",
    "without_checkpointing",
    "without_recurrence",
    "write_experiment",
]
