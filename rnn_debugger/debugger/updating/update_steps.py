"""The optimizer's arithmetic on one parameter, one operation after the other."""

from __future__ import annotations

from dataclasses import dataclass

from rnn_debugger.debugger.inspecting.explain import Evidence, Piece, numbers_of, with_makers
from rnn_debugger.engine import Index, Operation, Program


@dataclass(frozen=True)
class UpdateStep:
    """An operation of an update, and the numbers of one element, as `numbers_of` has them."""

    operation: Operation
    index: Index
    numbers: tuple[Piece, ...]


def last_update_of(program: Program, parameter: str, reached: int) -> Operation | None:
    """The operation that changed the parameter last when so many operations have run, or the
    first that is going to; None for a parameter that is never updated.
    """
    writers = program.writers[parameter]
    if not writers:
        return None
    done = [number for number in writers if number < reached]
    return program[done[-1] if done else writers[0]]


def update_operations(program: Program, change: Operation) -> tuple[Operation, ...]:
    """The operations of the update that ends with `change`, in order: clipping, the optimizer's
    slots, the step. Of clipping by norm those that concern all parameters are among them, what
    belongs to another parameter alone is not.
    """
    found: dict[int, Operation] = {}
    wanted = [change]
    while wanted:
        operation = wanted.pop()
        if operation.id in found:
            continue
        found[operation.id] = operation
        for name in operation.inputs:
            writer = _writer(program, name, operation, change)
            if writer is not None:
                wanted.append(writer)
    return tuple(found[number] for number in sorted(found))


def element_of(program: Program, operation: Operation, index: Index) -> Index:
    """The parameter's element at `index` as an index into the operation's output, which has the
    same shape or is one number.
    """
    return index if program.tensors[operation.output].shape else ()


def update_step(program: Program, evidence: Evidence, index: Index) -> UpdateStep:
    """A run of one of the operations, for the parameter's element at `index`."""
    own = element_of(program, evidence.operation, index)
    numbers = numbers_of(evidence, own)
    return UpdateStep(evidence.operation, own, with_makers(program, evidence.operation, numbers))


def _writer(program: Program, name: str, reader: Operation, change: Operation) -> Operation | None:
    """What wrote an operand in this update; None for what comes from before it, such as dW."""
    owner = program.tensors[name].of
    other = program.tensors.get(owner or "")
    if other is not None and other.role == "parameter" and other.name != change.output:
        return None
    for number in reversed(program.writers[name]):
        writer = program[number]
        if number < reader.id:
            is_same = (writer.phase, writer.timestep) == ("update", change.timestep)
            return writer if is_same else None
    return None
