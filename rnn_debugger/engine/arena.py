"""The plan of the arena: where in one block of memory each tensor of a program lives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from rnn_debugger.engine.liveness import Life, lives
from rnn_debugger.engine.primitive import ALIGNMENT, Array
from rnn_debugger.engine.program import Program, Tensor

DEFAULT_BUDGET = 256 * 2**20
"""Bytes; a program that needs more shares memory between values that are not live together."""


@dataclass(frozen=True)
class Plan:
    """Offsets in bytes. The persistent tensors come first and fill `persistent_bytes`."""

    offsets: Mapping[str, int]
    persistent_bytes: int
    total_bytes: int
    is_shared: bool
    last_use: Mapping[str, int]
    """By tensor the operation up to which its place is its own."""


def plan(
    program: Program, budget: int = DEFAULT_BUDGET, keep: frozenset[str] = frozenset()
) -> Plan:
    """Every tensor its own place, or, above `budget` bytes, places that are used again.

    The place of a tensor in `keep` is not used again before the iteration ends.
    """
    kept = [tensor for tensor in program.tensors.values() if tensor.persistent]
    passing = [tensor for tensor in program.tensors.values() if not tensor.persistent]
    offsets: dict[str, int] = {}
    persistent_bytes = _in_a_row(kept, offsets, 0)
    total_bytes = _in_a_row(passing, offsets, persistent_bytes)
    is_shared = total_bytes > budget
    life = dict(lives(program))
    if is_shared:
        for name in keep:
            life[name] = Life(life[name].first, len(program))
        total_bytes = _shared(passing, life, offsets, persistent_bytes)
    last_use = {name: span.last for name, span in life.items()}
    return Plan(offsets, persistent_bytes, total_bytes, is_shared, last_use)


def view(arena: Array, tensor: Tensor, offset: int) -> Array:
    """The tensor's array inside the arena."""
    return place(arena, tensor, offset).view(tensor.dtype).reshape(tensor.shape)


def place(arena: Array, tensor: Tensor, offset: int) -> Array:
    """The tensor's bytes, uint8."""
    return arena[offset : offset + tensor.bytes]


def _padded(tensor: Tensor) -> int:
    return -(-tensor.bytes // ALIGNMENT) * ALIGNMENT


def _in_a_row(tensors: list[Tensor], offsets: dict[str, int], start: int) -> int:
    for tensor in tensors:
        offsets[tensor.name] = start
        start += _padded(tensor)
    return start


def _shared(
    tensors: list[Tensor], life: Mapping[str, Life], offsets: dict[str, int], start: int
) -> int:
    """Each tensor takes a place of its own size that an earlier one has left, or a new one.

    The tensors of a program come in a handful of sizes, so that places of the same size are
    nearly as good as any fit, and planning 100,000 tensors takes a fraction of a second.
    """
    end = start
    free: dict[int, list[int]] = defaultdict(list)
    leaving: dict[int, list[Tensor]] = defaultdict(list)
    reached = 0
    for tensor in sorted(tensors, key=lambda tensor: life[tensor.name].first):
        span, size = life[tensor.name], _padded(tensor)
        for operation in range(reached, span.first):
            for gone in leaving.pop(operation, ()):
                free[_padded(gone)].append(offsets[gone.name])
        reached = span.first
        if free[size]:
            offsets[tensor.name] = free[size].pop()
        else:
            offsets[tensor.name] = end
            end += size
        leaving[span.last].append(tensor)
    return end
