"""The initial weights and states of an experiment as source code."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from rnn_debugger.experiments import Compiled, drawn_weights
from rnn_debugger.script.literals import array_code

_DRAWN = '''\
def drawn(name, *shape):
    """Initial weights, uniform in ±1/√(number of columns), each from a stream of its own."""
    generator = np.random.default_rng([{seed}, crc32(name.encode())])
    limit = 1 / np.sqrt(shape[-1])
    return generator.uniform(-limit, limit, shape).astype(dtype)


'''


def weights_code(compiled: Compiled) -> str:
    """Source that defines every parameter and every state to begin with, in terms of ``dtype``.

    What was drawn is drawn again, the rest written out; raises `BadInput` where that is too much.
    """
    lines = "\n".join(_lines(compiled))
    drawn = _DRAWN.format(seed=compiled.experiment.seed) if "drawn(" in lines else ""
    return f"{drawn}{lines}\n"


def _lines(compiled: Compiled) -> Iterator[str]:
    experiment, initial = compiled.experiment, dict(compiled.initial)
    for tensor in compiled.program.parameters:
        value = initial.pop(tensor.name)
        drawn = drawn_weights(tensor, experiment.seed).astype(experiment.dtype)
        if value.any() and np.array_equal(value, drawn):
            shape = ", ".join(map(str, tensor.shape))
            yield f'{tensor.name} = drawn("{tensor.name}", {shape})'
        else:
            yield array_code(tensor.name, value)
    for name, value in initial.items():
        yield array_code(name, value)
