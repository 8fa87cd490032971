"""The part of the map of lives that is in sight: ranges of operations and of rows. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

Range = tuple[float, float]

LEAST_OPERATIONS, LEAST_ROWS = 12.0, 4.0
"""In sight when it is zoomed in as far as it goes."""


@dataclass(frozen=True)
class LivesWindow:
    """`operations` and `rows` in sight, of `most_operations` and `most_rows` that there are."""

    most_operations: int
    most_rows: int
    operations: Range
    rows: Range

    @classmethod
    def whole(cls, operations: int, rows: int) -> LivesWindow:
        """Everything in sight."""
        return cls(operations, rows, (0.0, float(operations)), (0.0, float(rows)))

    @property
    def is_whole(self) -> bool:
        return self == LivesWindow.whole(self.most_operations, self.most_rows)

    def zoomed(self, factor: float, x: float, y: float) -> LivesWindow:
        """Closer by a factor, or farther away; what is at the shares `x` and `y` of the width and
        the height stays there.
        """
        return replace(
            self,
            operations=_zoomed(self.operations, factor, x, LEAST_OPERATIONS, self.most_operations),
            rows=_zoomed(self.rows, factor, y, LEAST_ROWS, self.most_rows),
        )

    def moved(self, operations: float, rows: float) -> LivesWindow:
        """Shifted, as far as there is something."""
        return replace(
            self,
            operations=_moved(self.operations, operations, self.most_operations),
            rows=_moved(self.rows, rows, self.most_rows),
        )

    def showing(self, operation: float, row: float | None) -> LivesWindow:
        """Shifted as little as brings an operation, and a row, into sight."""
        across = _into(self.operations, operation)
        return self.moved(across, 0.0 if row is None else _into(self.rows, row))


def _zoomed(span: Range, factor: float, share: float, least: float, most: int) -> Range:
    length = span[1] - span[0]
    wanted = min(max(length / factor, min(least, most)), float(most))
    begin = span[0] + share * (length - wanted)
    begin = min(max(begin, 0.0), most - wanted)
    return begin, begin + wanted


def _moved(span: Range, by: float, most: int) -> Range:
    length = span[1] - span[0]
    begin = min(max(span[0] + by, 0.0), most - length)
    return begin, begin + length


def _into(span: Range, place: float) -> float:
    margin = 0.1 * (span[1] - span[0])
    if place < span[0]:
        return place - margin - span[0]
    return place + margin - span[1] if place > span[1] else 0.0
