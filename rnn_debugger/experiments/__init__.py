"""Experiment files, and what they mean: a program, data and a first state."""

from rnn_debugger.experiments.builtin import builtin_experiments, find_file
from rnn_debugger.experiments.compiling import Compiled, compile_experiment, with_defaults
from rnn_debugger.experiments.loading import file_sha256
from rnn_debugger.experiments.reading import parse_experiment, read_experiment
from rnn_debugger.experiments.resources import resources
from rnn_debugger.experiments.schema import Experiment

__all__ = [
    "Compiled",
    "Experiment",
    "builtin_experiments",
    "compile_experiment",
    "file_sha256",
    "find_file",
    "parse_experiment",
    "read_experiment",
    "resources",
    "with_defaults",
]
