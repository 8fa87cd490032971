"""Why a tensor is kept: the operations to come that need it, and the one that frees it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from rnn_debugger.engine import Operation, Program, Tensor, kept_with_program, lives

MOST_LISTED = 3
"""Operations that a sentence names; of the others it has the number."""


@dataclass(frozen=True)
class Reason:
    """What one tensor waits for at a position inside the iteration."""

    tensor: Tensor
    is_live: bool
    to_come: tuple[int, ...]
    """The operations from the next one on that read it or write it, in order."""
    freed_by: int | None
    """The operation that needs it last; None for what lasts from iteration to iteration."""
    sentence: str


def reason(program: Program, name: str, reached: int) -> Reason:
    """Why `name` is kept when `reached` operations have run, or that it is not."""
    tensor, life = program.tensors[name], lives(program)[name]
    users = _users(program, name)
    to_come = users[bisect_left(users, reached) :]
    if tensor.persistent:
        sentence = f"{name} lasts from iteration to iteration"
        if to_come:
            next_one = program[to_come[0]]
            sentence += f"; {_count(to_come)} to come in this one, next {_named(next_one)}"
        return Reason(tensor, True, to_come, None, f"{sentence}.")
    is_live = life.first < reached <= life.last + 1
    if life.first >= reached:
        sentence = f"{name} is not there yet: operation {life.first:,} writes it."
    elif not is_live:
        sentence = f"{name} is gone: operation {life.last:,} was the last to need it."
    elif not to_come:
        sentence = f"Nothing to come needs {name}: it goes when the next operation begins."
    else:
        sentence = f"{name} waits for {_listed(program, to_come)}, which frees it."
    return Reason(tensor, is_live, to_come, life.last, sentence)


@kept_with_program
def _users(program: Program, name: str) -> tuple[int, ...]:
    return tuple(sorted({*program.readers[name], *program.writers[name]}))


def _count(numbers: tuple[int, ...]) -> str:
    return f"{len(numbers):,} operation{'s' * (len(numbers) > 1)}"


def _listed(program: Program, numbers: tuple[int, ...]) -> str:
    """The first ones, how many more there are, and the last with its place."""
    first, last = numbers[: min(MOST_LISTED, len(numbers)) - 1], program[numbers[-1]]
    texts = [_named(program[number]) for number in first]
    more = len(numbers) - len(first) - 1
    texts += [f"{more:,} more"] * (more > 0)
    time = "" if last.timestep is None else f", t = {last.timestep}"
    place = f"{_named(last)} ({last.phase}{time})"
    if not texts:
        return place
    return f"{_count(numbers)}: {', '.join(texts)} and at last {place}"


def _named(operation: Operation) -> str:
    return f"{operation.id:,} {operation.formula}"
