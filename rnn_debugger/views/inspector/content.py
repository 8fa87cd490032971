"""What the inspector shows of a tensor's value: numbers, labels, and the chosen element. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from rnn_debugger.debugger import AxisLabels, Guess, Operation, Tensor, exact
from rnn_debugger.views.colours import Array


@dataclass(frozen=True, eq=False)
class Content:
    """`values` (rows, columns) is a copy, since the session's own arrays change as it runs.
    `place` is the row and column of the element that is worked out; `is_chosen` says that a
    person has chosen it.
    """

    tensor: Tensor
    values: Array
    labels: AxisLabels
    place: tuple[int, int]
    is_chosen: bool
    maker: Operation | None
    guesses: tuple[Guess, ...] = ()

    @property
    def is_matrix(self) -> bool:
        """Whether the columns have numbers of their own."""
        return bool(self.values.shape[1] > 1)

    def where(self, row: int, column: int) -> str:
        """Such as ``row 3, column 7``, ``row 3`` or ``“e”``; empty for a single number."""
        if self.values.size == 1:
            return ""
        parts = [self._part("row", row, self.labels.rows)]
        if self.is_matrix:
            parts.append(self._part("column", column, self.labels.columns))
        return ", ".join(parts)

    def tell(self, row: int, column: int) -> str:
        """The tip for an element: where it is, and all its digits."""
        where = self.where(row, column)
        head = f"{self.tensor.name}, {where}" if where else self.tensor.name
        return f"{head}\n{exact(float(self.values[row, column]))}"

    def _part(self, word: str, number: int, labels: tuple[str, ...] | None) -> str:
        return f"{word} {number}" + ("" if labels is None else f" “{labels[number]}”")
