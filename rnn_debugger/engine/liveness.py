"""Which tensors are needed when: the lives that the arena is planned with and the ledger shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np

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


@lru_cache(maxsize=64)
def lives(program: Program) -> Mapping[str, Life]:
    """The life of every tensor; it is worked out once, and the program stays in memory for it.

    A tensor is held while an operation that touches it runs, its operands and its result
    alike, and let go when the next one begins.
    """
    return find_lives(program)


def find_lives(program: Program) -> Mapping[str, Life]:
    """The same worked out anew, for a program that is looked at once."""
    result = {}
    for name, tensor in program.tensors.items():
        writers, readers = program.writers[name], program.readers[name]
        if tensor.persistent:
            result[name] = Life(-1, len(program))
        else:
            result[name] = Life(writers[0], max((*writers, *readers)))
    return MappingProxyType(result)


@lru_cache(maxsize=64)
def live_bytes(program: Program) -> Array:
    """Bytes held while each operation runs: int64, (operations,), read-only."""
    return held_bytes(program, lives(program))


def held_bytes(program: Program, lives: Mapping[str, Life]) -> Array:
    """The same for lives that have been found."""
    change = np.zeros(len(program) + 2, np.int64)
    for name, life in lives.items():
        change[max(life.first, 0)] += program.tensors[name].bytes
        change[life.last + 1] -= program.tensors[name].bytes
    result = np.cumsum(change)[: len(program)]
    result.flags.writeable = False
    return result
