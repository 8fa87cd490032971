"""Where a condition has to be tested: where its answer may be another than right before."""

from __future__ import annotations

from rnn_debugger.debugger.conditions.binding import Bound
from rnn_debugger.debugger.conditions.states import Unseen
from rnn_debugger.debugger.conditions.vocabulary import FIELDS
from rnn_debugger.engine import Program


def tested(bound: Bound, program: Program) -> tuple[int, ...]:
    """The positions at which a condition's answer may be another than at the one before, but for
    those in the midst or at the end of a stretch where it is false whatever the tensors hold.
    """
    changes = _changes(bound, program)
    may = [may_hold(bound, program, operation) for operation in changes]
    # The stretch before the first position is the last one of the iteration before.
    return tuple(here for n, here in enumerate(changes) if may[n] or may[n - 1])


def may_hold(bound: Bound, program: Program, operation: int) -> bool:
    """Whether a condition can be true at a position, whatever tensors and iteration are."""
    return bound.evaluate(Unseen(program, operation)) is not False


def _changes(bound: Bound, program: Program) -> list[int]:
    """0, and where what a condition reads is another than at the position before."""
    if "operation" in bound.words:
        return list(range(len(program)))
    found = {0} | {writer + 1 for name in bound.reads for writer in program.writers[name]}
    for word in bound.words & FIELDS.keys():
        column = [getattr(operation, FIELDS[word]) for operation in program]
        found |= {n for n in range(1, len(column)) if column[n] != column[n - 1]}
    return sorted(found - {len(program)})
