"""Which tensors are needed when: the lives that the arena is planned with and the ledger shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from rnn_debugger.engine.keeping import kept_with_program
from rnn_debugger.engine.primitive import Array
from rnn_debugger.engine.program import Program


@dataclass(frozen=True, slots=True)
class Life:
    """From the operation that first writes a tensor to the last that touches it, inclusive.

    A persistent tensor lives from −1, before the iteration, to its end, `len(program)`.
    """

    first: int
    last: int

    def overlaps(self, other: Life) -> bool:
        return self.first <= other.last and other.first <= self.last


@kept_with_program
def lives(program: Program) -> Mapping[str, Life]:
    """The life of every tensor.

    A tensor is held while an operation that touches it runs, its operands and its result
    alike, and let go when the next one begins.
    """
    result = {}
    for name, tensor in program.tensors.items():
        writers, readers = program.writers[name], program.readers[name]
        if tensor.persistent:
            result[name] = Life(-1, len(program))
        else:
            result[name] = Life(writers[0], max((*writers, *readers)))
    return MappingProxyType(result)


@kept_with_program
def live_bytes(program: Program) -> Array:
    """Bytes held while each operation runs: int64, (operations,), read-only."""
    change = np.zeros(len(program) + 2, np.int64)
    for name, life in lives(program).items():
        change[max(life.first, 0)] += program.tensors[name].bytes
        change[life.last + 1] -= program.tensors[name].bytes
    result = np.cumsum(change)[: len(program)]
    result.flags.writeable = False
    return result
