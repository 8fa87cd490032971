"""The program as a table: how far it has come, and a value in a few characters."""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

import numpy as np

from rnn_debugger.debugger.families.array_figures import statistics
from rnn_debugger.debugger.families.characters import character_label, character_of
from rnn_debugger.debugger.families.tensor_families import split_name
from rnn_debugger.debugger.inspecting.inspection import shown_values
from rnn_debugger.debugger.moment import Moment
from rnn_debugger.debugger.texts.numbers import exact, short
from rnn_debugger.engine import Array, Operation, Tensor

LONGEST_LIST = 16
"""Characters; a tensor whose elements fit is written out, a larger one is summed up."""


class RowState(NamedTuple):
    """Whether an operation has run, ran last, runs next."""

    done: bool
    last: bool
    next: bool


def row_state(moment: Moment, operation: int) -> RowState:
    """How far an operation is in the iteration that the moment shows.

    When that iteration is finished the next one begins with operation 0, which is done as well.
    """
    reached = moment.reached
    return RowState(
        operation < reached, operation == reached - 1, operation == moment.position.operation
    )


def row_value(
    moment: Moment, operation: Operation, characters: str | None = None, sequence: int = 0
) -> str:
    """What an operation wrote, in a few characters; empty while it is to come.

    ``→ 297`` says that operation 297 has written the same tensor since, ``gone`` that the
    memory has been used again.
    """
    if operation.id >= moment.reached:
        return ""
    later = overwritten_by(moment, operation)
    if later is not None:
        return f"→ {later}"
    tensor = moment.program.tensors[operation.output]
    if not moment.is_present(tensor.name):
        return "gone"
    values = shown_values(moment.program, tensor, moment.value(tensor.name), sequence)
    return value_text(tensor, values, characters)


def row_detail(moment: Moment, operation: Operation, sequence: int = 0) -> str:
    """More about the value: all digits, or its range; or why there is none."""
    name = operation.output
    if operation.id >= moment.reached:
        return f"{name} is to come: operation {operation.id} has not run yet"
    later = overwritten_by(moment, operation)
    if later is not None:
        return f"{name} has been changed since, the last time by operation {later}"
    if not moment.is_present(name):
        return f"{name} is gone: its memory has been used again"
    tensor = moment.program.tensors[name]
    values = shown_values(moment.program, tensor, moment.value(name), sequence)
    if values.size == 1:
        return f"{name} = {exact(float(values.flat[0]))}"
    figures = statistics(values)
    parts = [
        f"{label} {short(figure)}"
        for label, figure in (
            ("norm", figures.norm),
            ("min", figures.minimum),
            ("max", figures.maximum),
        )
    ]
    parts += [f"{figures.nan} NaN"] * (figures.nan > 0)
    parts += [f"{figures.infinite} infinite"] * (figures.infinite > 0)
    return f"{name}: {', '.join(parts)}"


def value_text(tensor: Tensor, values: Array, characters: str | None = None) -> str:
    """A value (rows, columns) in a few characters: a number, a few numbers, a character, or the
    norm between double bars, ``‖3.142‖``; how many are NaN or infinite comes before all else.
    """
    if values.size == 1:
        return short(float(values.flat[0]))
    bad = values.size - int(np.isfinite(values).sum())
    if bad:
        return f"{bad} NaN, ∞"
    if characters is not None and values.shape == (len(characters), 1):
        label = _as_character(tensor, values[:, 0], characters)
        if label is not None:
            return label
    if values.size <= LONGEST_LIST // 3:
        listed = ", ".join(short(float(value), trim=True) for value in values.flat)
        if len(listed) <= LONGEST_LIST:
            return listed
    with np.errstate(over="ignore"):
        return f"‖{short(float(np.linalg.norm(values)))}‖"


def overwritten_by(moment: Moment, operation: Operation) -> int | None:
    """The operation that has written the same tensor last, if it is a later one."""
    writers = moment.program.writers[operation.output]
    last = writers[bisect_left(writers, moment.reached) - 1]
    return last if operation.id < last < moment.reached else None


def _as_character(tensor: Tensor, values: Array, characters: str) -> str | None:
    base, _ = split_name(tensor.name)
    if base == "y":
        row = int(values.argmax())
        return f"“{character_label(characters[row])}” {100 * float(values[row]):.1f} %"
    label = character_of(values, characters) if tensor.role in ("input", "target") else None
    return None if label is None else f"“{label}”"
