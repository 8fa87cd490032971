"""Arrays of numbers as Python source that gives the same bits."""

from __future__ import annotations

import textwrap

import numpy as np

from rnn_debugger.data import BadInput
from rnn_debugger.engine import Array

MOST_NUMBERS = 100_000
"""In one script; more than that nobody reads, and editors choke on it."""
_WIDTH = 96


def array_code(name: str, array: Array) -> str:
    """The statement that makes the array, of `dtype`; raises `BadInput` for too many numbers."""
    if array.size > MOST_NUMBERS:
        raise BadInput(
            f"{name}: its {array.size} numbers are too many to write into a script, which takes "
            f"{MOST_NUMBERS}"
        )
    shape = ", ".join(map(str, array.shape))
    if not array.any() and not np.signbit(array).any():
        return f"{name} = np.zeros(({shape},), dtype)"
    rows = repr(array.tolist()).replace("nan", "np.nan").replace("inf", "np.inf")
    line = f"{name} = np.array({rows}, dtype)"
    if len(line) <= _WIDTH:
        return line
    body = textwrap.fill(
        rows, _WIDTH, initial_indent="    ", subsequent_indent="    ", break_long_words=False
    )
    return f"{name} = np.array(\n{body},\n    dtype,\n)"
