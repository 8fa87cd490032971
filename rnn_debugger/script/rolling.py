"""A program rolled up again: what every timestep does alike becomes the body of one loop."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, fields, replace
from itertools import groupby

from rnn_debugger.engine import Operation, Primitive, Program

_TIMED = re.compile(r"(.+)\[(\d+)\]")


@dataclass(frozen=True)
class Block:
    """Operations that belong to one timestep, and all timesteps in which they are the same.

    `timesteps` steps by 1 or −1 and begins with that of `operations`; it is None where they
    belong to no timestep.
    """

    operations: tuple[Operation, ...]
    timesteps: range | None


def rolled(program: Program) -> list[Block]:
    """The whole program in order, in as few blocks as that allows.

    A timestep that begins as those before is the loop's last turn; what it does besides comes
    after the loop.
    """
    blocks: list[Block] = []
    body: tuple[Hashable, ...] = ()
    for group in _groups(program):
        timestep, signature, rest = group[0].timestep, _signature(group), group
        turns = blocks[-1].timesteps if blocks else None
        if timestep is not None and turns and signature[: len(body)] == body:
            step = timestep - turns[-1]
            if abs(step) == 1 and (len(turns) == 1 or step == turns.step):
                blocks[-1] = replace(blocks[-1], timesteps=range(turns[0], timestep + step, step))
                rest = group[len(body) :]
        if rest:
            alone = None if timestep is None else range(timestep, timestep + 1)
            blocks.append(Block(rest, alone))
            body = signature[-len(rest) :]
    return blocks


def timed(name: str) -> tuple[str, int | None]:
    """A tensor's name apart: ``h[3]`` is ``("h", 3)``, ``Whh`` is ``("Whh", None)``."""
    match = _TIMED.fullmatch(name)
    return (match[1], int(match[2])) if match else (name, None)


def _groups(program: Program) -> Iterator[tuple[Operation, ...]]:
    def place(operation: Operation) -> Hashable:
        sweep = "forward" if operation.phase == "loss" else operation.phase
        if program.updates_every_timestep and sweep == "update":
            sweep = "backward"
        return sweep, operation.timestep

    for _, group in groupby(program, place):
        yield tuple(group)


def _signature(group: tuple[Operation, ...]) -> tuple[Hashable, ...]:
    """The same for groups that differ in nothing but the timestep."""
    here = group[0].timestep

    def relative(name: str) -> Hashable:
        base, timestep = timed(name)
        return name if timestep is None or here is None else (base, timestep - here)

    return tuple(
        (
            _untimed(operation.rule),
            tuple(map(relative, operation.inputs)),
            relative(operation.output),
        )
        for operation in group
    )


def _untimed(rule: Primitive) -> Primitive:
    if any(field.name == "timestep" for field in fields(rule)):
        return replace(rule, timestep=0)  # type: ignore[call-arg]
    return rule
