"""Which rows the timeline has, and how high they are. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from rnn_debugger.debugger import LANES

SLIM, OPEN, HIGHEST = 62, 184, 400
"""Pixels: the height of the slim strip, the least of the open one, and the most."""
OPEN_FROM = 120
MARKS, AXIS, OVERVIEW, LANE = 16, 18, 24, 17
FORK, NAMED_FORK = 4, 13
"""Pixels of a branch's line, alone and with its name."""
MOST_FORKS, MOST_NAMED = (3, 8), 3
"""How many there is room for in the slim and the open strip, and how many with their names."""


class Row(NamedTuple):
    """Pixels from the top."""

    top: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def __contains__(self, y: object) -> bool:
        return isinstance(y, int | float) and self.top <= y < self.bottom


@dataclass(frozen=True)
class Rows:
    """The rows of a strip. In the slim one all three lanes are the same row, and there is no
    overview; far away there are no lanes, and close by a slim one has no loss.
    """

    marks: Row
    loss: Row
    lanes: tuple[Row, ...]
    forks: Row
    fork_pitch: float
    axis: Row
    overview: Row

    @property
    def content(self) -> Row:
        """All but the overview, the marks and the axis."""
        return Row(self.marks.bottom, self.axis.top - self.marks.bottom)

    def fork_y(self, lane: int) -> float:
        """The height of a branch's line; those that there is no room for share the last."""
        most = max(int(self.forks.height // self.fork_pitch), 1)
        return self.forks.top + self.fork_pitch * (min(lane, most) - 0.5)


def rows_for(height: float, level: str, lines: int) -> Rows:
    """The rows of a strip so high, at a level of `Stretch.level`, with so many branches' lines."""
    is_open = height >= OPEN_FROM
    overview = Row(0, OVERVIEW if is_open else 0)
    marks = Row(overview.bottom + (2 if is_open else 0), MARKS)
    axis = Row(height - AXIS, AXIS)
    pitch = NAMED_FORK if is_open and lines <= MOST_NAMED else FORK
    fork_height = pitch * min(lines, MOST_FORKS[is_open])
    forks = Row(axis.top - 2 - fork_height, fork_height)
    room = forks.top - marks.bottom - 2
    if level == "curve":
        return Rows(marks, Row(marks.bottom, room), (), forks, pitch, axis, overview)
    if is_open:
        step = LANE + 2
        top = forks.top - 2 - step * len(LANES)
        lanes = tuple(Row(top + step * number, LANE) for number in range(len(LANES)))
        return Rows(
            marks, Row(marks.bottom, top - 3 - marks.bottom), lanes, forks, pitch, axis, overview
        )
    ribbon = room if level == "operations" else room / 2 - 2
    lane = Row(forks.top - 2 - ribbon, ribbon)
    loss = Row(marks.bottom, max(lane.top - 2 - marks.bottom, 0))
    return Rows(marks, loss, (lane,) * len(LANES), forks, pitch, axis, overview)
