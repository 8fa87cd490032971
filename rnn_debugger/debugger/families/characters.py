"""Character models: which character a row stands for, and which ones are likeliest to come next."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rnn_debugger.debugger.families.tensor_families import split_name
from rnn_debugger.debugger.moment import Moment
from rnn_debugger.engine import Array, Program, Tensor

_VISIBLE = {" ": "␣", "\n": "⏎", "\t": "⇥", "\r": "␍"}
_ROWS = frozenset({"x", "target", "y", "s", "by", "Why"})
_FIRST_LAYER = re.compile(r"W1?x.+")


def character_label(character: str) -> str:
    """The character, or a sign for one that cannot be seen: ␣ for a space, ⏎ for a new line."""
    if character in _VISIBLE:
        return _VISIBLE[character]
    if unicodedata.category(character)[0] in "CZM":
        return f"U+{ord(character):04X}"
    return character


@dataclass(frozen=True, slots=True)
class AxisLabels:
    """What the rows and the columns of a tensor stand for; None where they are only numbered."""

    rows: tuple[str, ...] | None = None
    columns: tuple[str, ...] | None = None


def axis_labels(program: Program, tensor: Tensor, characters: str | None) -> AxisLabels:
    """The characters along the axes of a tensor: of input and target, of the output and its
    logits, of the weights between them and the hidden layer, and of all their gradients.
    """
    if characters is None or not tensor.shape:
        return AxisLabels()
    labels = _labels(characters)
    base, _ = split_name(owner(program, tensor).name)
    is_rows = (base in _ROWS or base.startswith("Why_")) and tensor.shape[0] == len(labels)
    is_columns = (
        len(tensor.shape) == 2
        and _FIRST_LAYER.fullmatch(base) is not None
        and tensor.timestep is None
        and tensor.shape[1] == len(labels)
    )
    return AxisLabels(labels if is_rows else None, labels if is_columns else None)


def owner(program: Program, tensor: Tensor) -> Tensor:
    """What a gradient or an optimizer slot belongs to in the end; a tensor itself otherwise."""
    while tensor.of is not None and tensor.of in program.tensors:
        tensor = program.tensors[tensor.of]
    return tensor


@dataclass(frozen=True, slots=True)
class Guess:
    """A next character, its probability, and its place among all, from 1."""

    row: int
    label: str
    probability: float
    rank: int
    is_target: bool


def likeliest(
    moment: Moment, name: str, characters: str | None, sequence: int = 0, count: int = 5
) -> tuple[Guess, ...]:
    """The likeliest next characters of an output ``y[t]``, the first the likeliest. The target
    is the last of them where it is not among the first; none for other tensors.
    """
    base, timestep = split_name(name)
    if characters is None or base != "y" or not moment.is_present(name):
        return ()
    values = moment.value(name)[:, sequence]
    # Stable, so that equal ones do not change places; NaN comes last.
    order = np.argsort(-values, kind="stable")
    target = _hot_row(moment, f"target[{timestep}]", sequence)
    chosen = list(range(min(count, len(order))))
    if target is not None:
        rank = int(np.flatnonzero(order == target)[0])
        if rank not in chosen:
            chosen.append(rank)
    return tuple(
        Guess(
            row := int(order[rank]),
            character_label(characters[row]),
            float(values[row]),
            rank + 1,
            row == target,
        )
        for rank in chosen
    )


def character_of(values: Array, characters: str) -> str | None:
    """The label of a one-hot vector (n,); None when it is not one."""
    hot = np.flatnonzero(values)
    if len(values) != len(characters) or len(hot) != 1 or values[hot[0]] != 1:
        return None
    return character_label(characters[int(hot[0])])


def _hot_row(moment: Moment, name: str, sequence: int) -> int | None:
    if name not in moment.program.tensors or not moment.is_present(name):
        return None
    hot = np.flatnonzero(moment.value(name)[:, sequence])
    return int(hot[0]) if len(hot) == 1 else None


@lru_cache(maxsize=4)
def _labels(characters: str) -> tuple[str, ...]:
    return tuple(map(character_label, characters))
