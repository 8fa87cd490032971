"""A whole training as one readable NumPy script that needs nothing else."""

from __future__ import annotations

import textwrap

from rnn_debugger.experiments import Compiled, without_checkpointing
from rnn_debugger.script import functions
from rnn_debugger.script.data_code import data_code
from rnn_debugger.script.parts import (
    MAIN,
    assignment_of_series,
    mapping,
    script,
    titled,
)
from rnn_debugger.script.sources import functions_used
from rnn_debugger.script.statements import Writer
from rnn_debugger.script.weights_code import weights_code

_ABOUT = """\
The training that rnn-debugger {version} shows step by step, written out in NumPy {numpy}: with the
same NumPy on the same machine its losses and gradients are the same to the last bit."""
_IMPORTS = """\
import os
# more

# How sums are split among threads decides their last bits.
for library in ("OPENBLAS", "MKL", "OMP"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

import numpy as np

np.seterr(all="ignore")  # What explodes is to be seen in the numbers.
"""
_TRAIN = '''\
def train():
    """Yields for every iteration its loss and the gradients, by their parameters' names."""
    global {parameters}
{before}
    for window_x, window_target, begins in windows():
{iteration}
'''


def numpy_script(compiled: Compiled) -> str:
    """The script's text. Its ``train()`` yields for every iteration the loss and the gradients
    before clipping; run as a program it prints them for a hundred iterations. What checkpointing
    would compute again is kept: it is the same numbers in fewer lines.

    Raises `BadInput` for data or weights that are too many to be written out.
    """
    compiled = without_checkpointing(compiled)
    train = _train(compiled)
    parts = [
        *functions_used(train, functions),
        data_code(compiled),
        weights_code(compiled),
        train,
        MAIN,
    ]
    return script(compiled, _ABOUT, _IMPORTS, parts)


def _train(compiled: Compiled) -> str:
    program = compiled.program
    writer = Writer(program, compiled.experiment.training.timesteps)
    before = [
        f"{tensor.name} = np.zeros({tensor.shape}, dtype)"
        for tensor in program.persistent
        if tensor.role != "parameter"
    ]
    gradients = {
        parameter.name: writer.name(f"d{parameter.name}")
        for parameter in program.parameters
        if f"d{parameter.name}" in program.tensors
    }
    iteration = [
        assignment_of_series(writer.series),
        *titled(writer.lines()),
        f"\nyield {writer.name('loss')}, {mapping(gradients)}",
    ]
    names = ", ".join(parameter.name for parameter in program.parameters)
    return _TRAIN.format(
        parameters=" \\\n        ".join(textwrap.wrap(names, 86)),
        before=textwrap.indent("\n".join(before), " " * 4),
        iteration=textwrap.indent("\n".join(iteration), " " * 8),
    )
