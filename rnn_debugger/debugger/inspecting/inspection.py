"""One tensor looked at closely: what is shown of it, why it is absent, what belongs to it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from rnn_debugger.debugger.families.characters import owner
from rnn_debugger.debugger.inspecting.explain import Piece
from rnn_debugger.debugger.moment import Moment
from rnn_debugger.debugger.texts.numbers import bytes_text, shape_text
from rnn_debugger.debugger.units import UNITS, Unit, group_starts, sweep
from rnn_debugger.engine import Array, Index, Operation, Program, Tensor, kept_with_program

MOST_PRESSES = 3
"""A teaching sentence names the smallest unit that leads to a value with so many steps."""
# To Unicode the signs of transposing, squaring and halving are letters and digits.
_NAME = re.compile(r"([^\Wᵀ²½]+(?:\[\d+\])?)")
SATURATED_WITHIN = 0.01
"""Of the distance between the limits of an activation."""


def is_batched(program: Program, tensor: Tensor) -> bool:
    """Whether the columns of a tensor are the sequences of the batch."""
    return len(tensor.shape) == 2 and owner(program, tensor).role != "parameter"


def shown_values(program: Program, tensor: Tensor, value: Array, sequence: int) -> Array:
    """What is shown of a value, (rows, columns): a matrix as it is, of a batch one sequence."""
    if is_batched(program, tensor):
        return value[:, sequence : sequence + 1]
    return value.reshape(-1, 1) if value.ndim < 2 else value


def index_of(program: Program, tensor: Tensor, row: int, column: int, sequence: int) -> Index:
    """The tensor's own index of an element that is shown in a row and a column."""
    if is_batched(program, tensor):
        return (row, sequence)
    return (row, column)[: len(tensor.shape)]


def place_of(program: Program, tensor: Tensor, index: Index) -> tuple[int, int]:
    """The row and the column in which an element is shown."""
    if is_batched(program, tensor):
        return index[0], 0
    row, column = (*index, 0, 0)[:2]
    return row, column


def largest_place(values: Array) -> tuple[int, int]:
    """Row and column of the element of largest magnitude; NaN is larger than anything."""
    sizes = np.abs(values)
    row, column = divmod(int(np.where(np.isnan(sizes), np.inf, sizes).argmax()), values.shape[1])
    return row, column


def facts(tensor: Tensor) -> tuple[str, ...]:
    """What is always known, but for what it belongs to: ``layer 1``, ``t = 2``, ``100 × 65``,
    ``float64``, ``50.8 KiB``; before that, of a value that checkpointing computes again, which one
    it is: ``h[2] again``.
    """
    parts = [] if tensor.recomputes is None else [f"{tensor.recomputes} again"]
    if tensor.layer is not None:
        parts.append(f"layer {tensor.layer}")
    if tensor.timestep is not None:
        parts.append(f"t = {tensor.timestep}")
    return (*parts, shape_text(tensor.shape), tensor.dtype, bytes_text(tensor.bytes))


def saturated_share(maker: Operation | None, values: Array) -> float | None:
    """The share of the elements of a σ or a tanh that are within a hundredth of its limits,
    where it lets next to no gradient through; None for other values.
    """
    limits = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}
    if maker is None or maker.primitive not in limits or not values.size:
        return None
    low, high = limits[maker.primitive]
    near = SATURATED_WITHIN * (high - low)
    return float(((values < low + near) | (values > high - near)).mean())


@dataclass(frozen=True)
class Absence:
    """Why a tensor has no value, the operation that will write it, and how to get there:
    `presses` steps of `unit`. There is no way where the value is gone.
    """

    sentence: str
    operation: int | None = None
    unit: Unit | None = None
    presses: int = 0


def absence(moment: Moment, name: str) -> Absence | None:
    """Why a tensor is absent and how it comes to be there; None when it has a value."""
    if moment.is_present(name):
        return None
    program = moment.program
    writer = program[program.writers[name][0]]
    if writer.id < moment.reached:
        reader = program.readers[name][-1] if program.readers[name] else writer.id
        return Absence(
            f"{name} is gone: operation {reader} was the last that needed it, and its memory "
            "has been used again."
        )
    where = {"forward": "forward sweep", "backward": "backward sweep", "update": "update"}
    sentence = (
        f"{name} is written by operation {writer.id}, {writer.formula}, "
        f"in the {where[sweep(program, writer)]}."
    )
    for unit in UNITS[:-1]:
        presses = _presses(program, moment.position.operation, writer.id, unit)
        if presses <= MOST_PRESSES:
            return Absence(sentence, writer.id, unit, presses)
    return Absence(sentence, writer.id, "iteration", 1)


def standing_sentence(moment: Moment, name: str) -> str:
    """Where the value of a tensor comes from that no operation of this iteration has written."""
    writers = moment.program.writers[name]
    if moment.iteration == 0:
        now = f"{name} has its initial value"
    else:
        now = f"{name} is as iteration {moment.iteration - 1} left it"
    if not writers:
        return f"{now}."
    return f"{now}; operation {writers[0]} changes it."


def formula_pieces(operation: Operation) -> tuple[Piece, ...]:
    """The formula with the names of its tensors told apart from the rest."""
    names = {operation.output, *operation.inputs}
    parts = _NAME.split(operation.formula)
    return tuple(Piece(part, part if part in names else None) for part in parts if part)


def users(moment: Moment, name: str, most: int) -> tuple[tuple[Operation, ...], int]:
    """The operations that read a tensor, in order, and how many of them were left out: there are
    at most `most`, those nearest to where the moment stands.
    """
    program = moment.program
    numbers = program.readers[name]
    middle = int(np.searchsorted(numbers, moment.reached))
    first = max(0, min(middle - most // 2, len(numbers) - most))
    shown = numbers[first : first + most]
    return tuple(program[number] for number in shown), len(numbers) - len(shown)


def gradients_of(program: Program, name: str) -> tuple[str, ...]:
    """The gradients of a tensor, its whole one first."""
    return _gradients(program).get(name, ())


def _presses(program: Program, here: int, writer: int, unit: Unit) -> int:
    """How many steps of a unit lead from `here` past the operation that writes."""
    starts = np.asarray(group_starts(program, unit))
    return int(((starts > here) & (starts <= writer)).sum()) + 1


@kept_with_program
def _gradients(program: Program) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for tensor in program.tensors.values():
        if tensor.role == "gradient" and tensor.of is not None:
            found[tensor.of].append(tensor.name)
    return {
        name: tuple(sorted(gradients, key=lambda gradient: gradient != f"d{name}"))
        for name, gradients in found.items()
    }
