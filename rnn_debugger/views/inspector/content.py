"""What the inspector shows of a tensor's value: numbers, labels, and the chosen element. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from rnn_debugger.debugger import (
    AxisLabels,
    EditedElement,
    Guess,
    Moment,
    Operation,
    Session,
    Tensor,
    axis_labels,
    edited_elements,
    exact,
    is_batched,
    largest_place,
    likeliest,
    place_of,
    shown_values,
)
from rnn_debugger.views.colours import Array


@dataclass(frozen=True, eq=False)
class Content:
    """`values` (rows, columns) is a copy, since the session's own arrays change as it runs.
    `place` is the row and column of the element that is worked out; `is_chosen` says that a
    person has chosen it. `maker` wrote the value. `edited` are the elements set by hand, by row
    and column.
    """

    tensor: Tensor
    values: Array
    labels: AxisLabels
    place: tuple[int, int]
    is_chosen: bool
    maker: Operation | None
    guesses: tuple[Guess, ...] = ()
    edited: Mapping[tuple[int, int], EditedElement] = field(default_factory=dict)

    @property
    def is_matrix(self) -> bool:
        """Whether the columns have numbers of their own."""
        return bool(self.values.shape[1] > 1)

    @property
    def character(self) -> str | None:
        """What a one-hot input or target stands for."""
        if self.labels.rows is None or self.tensor.role not in ("input", "target"):
            return None
        return self.labels.rows[int(self.values[:, 0].argmax())]

    @property
    def worked_out(self) -> str:
        """Which element is worked out: ``with numbers, row 57, the largest``."""
        where = self.where(*self.place)
        if not where:
            return "with numbers"
        return f"with numbers, {where}" + ("" if self.is_chosen else ", the largest")

    def where(self, row: int, column: int) -> str:
        """Such as ``row 3, column 7``, ``row 3`` or ``row 57 “e”``; empty for a single number."""
        if self.values.size == 1:
            return ""
        parts = [_part("row", row, self.labels.rows)]
        if self.is_matrix:
            parts.append(_part("column", column, self.labels.columns))
        return ", ".join(parts)

    def tell(self, row: int, column: int) -> str:
        """The tip for an element: where it is, and all its digits."""
        where = self.where(row, column)
        head = f"{self.tensor.name}, {where}" if where else self.tensor.name
        told = f"{head}\n{exact(float(self.values[row, column]))}"
        edited = self.edited.get((row, column))
        return told if edited is None else f"{told}\n{edited.sentence}"


def read_content(
    session: Session,
    moment: Moment,
    tensor: Tensor,
    value: Array,
    *,
    sequence: int,
    element: tuple[int, ...] | None,
) -> Content:
    """What is shown of a value; an element of another sequence of the batch is not chosen."""
    program = session.program
    edited = edited_elements(session.edits, moment, tensor.name)
    values = np.array(shown_values(program, tensor, value, sequence))
    is_chosen = (
        element is not None
        and len(element) == len(tensor.shape)
        and not (is_batched(program, tensor) and element[1] != sequence)
    )
    if element is not None and is_chosen:
        place = place_of(program, tensor, element)
    else:
        place = largest_place(values)
    return Content(
        tensor,
        values,
        axis_labels(program, tensor, session.characters),
        place,
        is_chosen,
        moment.maker(tensor.name),
        likeliest(moment, tensor.name, session.characters, sequence),
        {
            place_of(program, tensor, index): element
            for index, element in edited.items()
            if not (is_batched(program, tensor) and index[1] != sequence)
        },
    )


def _part(word: str, number: int, labels: tuple[str, ...] | None) -> str:
    return f"{word} {number}" + ("" if labels is None else f" “{labels[number]}”")
