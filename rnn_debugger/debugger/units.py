"""The units that a person steps by: where a group of operations begins, and the n-th from here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable
from functools import lru_cache
from typing import Literal, TypeAlias, get_args

from rnn_debugger.engine import Operation, Program

Unit: TypeAlias = Literal["operation", "line", "timestep", "phase", "iteration"]
UNITS: tuple[Unit, ...] = get_args(Unit)


def sweep(program: Program, operation: Operation) -> str:
    """forward, with its losses; backward; update. Where every timestep updates, the last two
    are one.
    """
    if operation.phase in ("forward", "loss"):
        return "forward"
    return "backward" if program.updates_every_timestep else operation.phase


def ahead(program: Program, here: tuple[int, int], n: int, unit: Unit) -> tuple[int, int]:
    """The start of the n-th next group from `here`, an (iteration, operation)."""
    starts = group_starts(program, unit)
    number = bisect_right(starts, here[1]) - 1 + n
    return here[0] + number // len(starts), starts[number % len(starts)]


def behind(program: Program, here: tuple[int, int], n: int, unit: Unit) -> tuple[int, int]:
    """The start of this group, or of the one before when already there, n times; or (0, 0)."""
    starts = group_starts(program, unit)
    number = bisect_left(starts, here[1]) - n
    iteration = here[0] + number // len(starts)
    return (iteration, starts[number % len(starts)]) if iteration >= 0 else (0, 0)


@lru_cache(maxsize=64)
def group_starts(program: Program, unit: Unit) -> tuple[int, ...]:
    """The operations at which a group of that unit begins, in order; the first is 0."""
    if unit == "iteration":
        return (0,)
    starts = []
    before: Hashable = None
    for operation in program:
        group = _group(program, operation, unit)
        if operation.id == 0 or group is None or group != before:
            starts.append(operation.id)
        before = group
    return tuple(starts)


def _group(program: Program, operation: Operation, unit: Unit) -> Hashable:
    """What the operations of one group have in common; None for one that stands alone."""
    if unit == "phase":
        return sweep(program, operation)
    if unit == "timestep" and operation.timestep is not None:
        return sweep(program, operation), operation.timestep
    if unit == "line" and operation.timestep is not None and operation.source is not None:
        return operation.source, operation.timestep, operation.layer, operation.phase
    return None
