"""What somebody may have meant who wrote a name that does not exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from rnn_debugger.engine import Program


def nearest(name: str, known: Iterable[str], *, quoted: bool = False) -> str:
    """A question that suggests a name, or nothing."""
    found = difflib.get_close_matches(name, list(known), 1, 0.5)
    if not found:
        return ""
    return f"; did you mean {found[0]!r}?" if quoted else f"; did you mean {found[0]}?"


def nearest_tensor(program: Program, name: str) -> str:
    """A question that suggests a tensor or a family, or nothing."""
    bases = dict.fromkeys(tensor.split("[")[0] for tensor in program.tensors)
    return nearest(name, [*bases, *program.tensors])
