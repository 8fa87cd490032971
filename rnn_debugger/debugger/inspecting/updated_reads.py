"""The operations that read a weight which the same iteration has changed already.

With `update_schedule = "every_timestep"` the weights change inside the backward sweep, so that
the gradient handed to t − 1 goes through other weights than the forward sweep did. Which
operations these are follows from the program alone.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from rnn_debugger.engine import Operation, Program, kept_with_program

UPDATED_LEGEND = "reads a weight already updated in this sweep"


class UpdatedRead(NamedTuple):
    """A parameter, and the operation that changed it last before it is read."""

    parameter: str
    updated_by: Operation


@kept_with_program
def updated_reads(program: Program) -> Mapping[int, tuple[UpdatedRead, ...]]:
    """By the number of an operation what it reads that was changed in its own iteration; without
    those that read nothing of the kind.
    """
    if not program.updates_every_timestep:
        return MappingProxyType({})
    found = {}
    for operation in program:
        names = program.reads_updated(operation)
        if names:
            found[operation.id] = tuple(_read(program, operation, name) for name in names)
    return MappingProxyType(found)


@kept_with_program
def updated_lines(program: Program) -> frozenset[str]:
    """The tensors that such operations write: what a graph marks the lines of."""
    return frozenset(program[number].output for number in updated_reads(program))


def updated_sentences(program: Program, operation: Operation) -> tuple[str, ...]:
    """For each such weight a sentence without a full stop: ``Whh was already updated by t = 3 in
    this sweep``.
    """
    reads = updated_reads(program).get(operation.id, ())
    return tuple(
        f"{read.parameter} was already updated by t = {read.updated_by.timestep} in this sweep"
        for read in reads
    )


def _read(program: Program, operation: Operation, parameter: str) -> UpdatedRead:
    writers = program.writers[parameter]
    return UpdatedRead(parameter, program[writers[bisect_left(writers, operation.id) - 1]])
