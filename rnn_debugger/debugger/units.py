"""The units that a person steps by: where a group of operations begins, and the n-th from here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable
from typing import Literal, TypeAlias, get_args

from rnn_debugger.engine import Operation, Program, kept_with_program
from rnn_debugger.recording import START, Place

Unit: TypeAlias = Literal["operation", "line", "timestep", "phase", "iteration"]
UNITS: tuple[Unit, ...] = get_args(Unit)
Programs: TypeAlias = Callable[[int], Program]
"""The program of every iteration."""


def sweep(program: Program, operation: Operation) -> str:
    """forward, with its losses; backward; update. Where every timestep updates, the last two
    are one.
    """
    if operation.phase in ("forward", "loss"):
        return "forward"
    return "backward" if program.updates_every_timestep else operation.phase


def ahead(programs: Programs, here: Place, n: int, unit: Unit) -> Place:
    """The start of the n-th next group from `here`; `programs` gives that of an iteration."""
    iteration, operation = here
    starts = group_starts(programs(iteration), unit)
    number = bisect_right(starts, operation) - 1 + n
    while number >= len(starts):
        number -= len(starts)
        iteration += 1
        starts = group_starts(programs(iteration), unit)
    return Place(iteration, starts[number])


def behind(programs: Programs, here: Place, n: int, unit: Unit) -> Place:
    """The start of this group, or of the one before when already there, n times; or the start."""
    iteration, operation = here
    starts = group_starts(programs(iteration), unit)
    number = bisect_left(starts, operation) - n
    while number < 0:
        if iteration == 0:
            return START
        iteration -= 1
        starts = group_starts(programs(iteration), unit)
        number += len(starts)
    return Place(iteration, starts[number])


@kept_with_program
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
