"""The run as a map: where iterations and operations lie on a strip of so many pixels.

Places are numbers: 12.5 is the middle of iteration 12, its operations share it evenly. So a place
means the same whatever the programs before it were.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

from rnn_debugger.engine import Array, Operation, Program, kept_with_program
from rnn_debugger.recording import Place

Level: TypeAlias = Literal["curve", "blocks", "operations"]
Programs: TypeAlias = Callable[[int], Program]
"""The program of every iteration."""

LANES = ("forward", "backward", "update")
BLOCKS_FROM = 14.0
"""Pixels of an iteration from which its sweeps are seen; below it there is only the loss."""
OPERATIONS_FROM = 7.0
"""Pixels of an operation from which operations are seen one by one."""
TIMESTEP_FROM = 8.0
"""Pixels of a timestep, on the average, from which timesteps are seen one by one."""
WIDEST = 220.0
"""Pixels of an operation at the closest."""
_ROUNDING = 1e-6
"""Of an operation: so far a place may lie before the operation that it was computed for."""


def lane_of(operation: Operation) -> int:
    """The number of its lane in `LANES`; the loss belongs to the forward sweep."""
    return 0 if operation.phase in ("forward", "loss") else LANES.index(operation.phase)


def map_place(iteration: int, operation: int, program: Program) -> float:
    """Where an operation of an iteration begins."""
    return iteration + operation / len(program)


def map_position(place: float, programs: Programs) -> Place:
    """The operation that a place of 0 or more lies in."""
    iteration = math.floor(place)
    count = len(programs(iteration))
    operation = math.floor((place - iteration) * count + _ROUNDING)
    return Place(iteration + 1, 0) if operation >= count else Place(iteration, operation)


@dataclass(frozen=True)
class Stretch:
    """The part of the run that is in view: the places `first` to `last` on `width` pixels.

    The run has the places 0 to `end`, a whole number; `operations` are those of an iteration.
    """

    first: float
    last: float
    width: float
    end: int
    operations: int

    @property
    def scale(self) -> float:
        """Pixels an iteration."""
        return self.width / (self.last - self.first)

    @property
    def is_whole(self) -> bool:
        return self.first <= 0 and self.last >= self.end

    @property
    def level(self) -> Level:
        if self.scale / self.operations >= OPERATIONS_FROM:
            return "operations"
        return "blocks" if self.scale >= BLOCKS_FROM else "curve"

    @property
    def iterations(self) -> range:
        """Those of which something is in view."""
        return range(max(math.floor(self.first), 0), min(math.ceil(self.last), self.end))

    def x(self, place: float) -> float:
        """The pixel of a place."""
        return (place - self.first) * self.scale

    def place(self, x: float) -> float:
        """The place at a pixel."""
        return self.first + x / self.scale

    def zoomed(self, factor: float, x: float) -> Stretch:
        """`factor` times as large; what lies at `x` stays there."""
        place = self.place(x)
        closest = self.width / (WIDEST * self.operations)
        span = min(max((self.last - self.first) / factor, min(closest, self.end)), self.end)
        first = place - x / self.width * span
        return replace(self, first=first, last=first + span)._inside()

    def panned(self, pixels: float) -> Stretch:
        """Moved along the run; positive pixels lead to what is later."""
        moved = pixels / self.scale
        return replace(self, first=self.first + moved, last=self.last + moved)._inside()

    def fitted(self) -> Stretch:
        """All that there is."""
        return replace(self, first=0.0, last=float(self.end))

    def around(self, iteration: int) -> Stretch:
        """One iteration, with a little of its neighbours."""
        air = 0.03
        stretch = replace(self, first=iteration - air, last=iteration + 1 + air)
        return stretch._inside()

    def showing(self, place: float) -> Stretch:
        """Moved, where a place is out of view, so far that it stands well inside."""
        margin = 0.02 * (self.last - self.first)
        if self.first + margin <= place <= self.last - margin:
            return self
        share = 0.2 if place > self.last - margin else 0.8
        first = place - share * (self.last - self.first)
        return replace(self, first=first, last=first + self.last - self.first)._inside()

    def grown(self, width: float, end: int, operations: int) -> Stretch:
        """On another strip, or of a run that has gone on: all remains all."""
        stretch = replace(self, width=max(width, 1.0), end=max(end, 1), operations=operations)
        return stretch.fitted() if self.is_whole else stretch._inside()

    def _inside(self) -> Stretch:
        span = self.last - self.first
        if span >= self.end:
            return self.fitted()
        first = min(max(self.first, 0.0), self.end - span)
        return replace(self, first=first, last=first + span)


def target_at(stretch: Stretch, x: float, programs: Programs, end: int) -> Place:
    """Where a click leads: to the operation under a pixel, or where iterations are too narrow for
    that to be meant, to the beginning of the nearest one; always before the place `end`.
    """
    place = max(stretch.place(x), 0.0)
    if place >= end:
        return Place(end - 1, 0 if stretch.level == "curve" else len(programs(end - 1)) - 1)
    if stretch.level == "curve":
        return Place(min(math.floor(place + 0.5), end - 1), 0)
    return map_position(place, programs)


class Blocks(NamedTuple):
    """Operations of one lane that follow each other, n times: the lane (n,), from place to place
    (n,), and the timestep (n,), where they are of one, else −1.
    """

    lanes: Array
    first: Array
    last: Array
    timesteps: Array


def lane_blocks(stretch: Stretch, programs: Programs) -> Blocks:
    """The sweeps of the iterations in view, or their timesteps where these are wide enough; what
    lies closer together than a pixel is one.
    """
    parts = [
        (np.arange(alike.start, alike.stop), _runs(program, stretch.scale), len(program))
        for alike, program in _alike(stretch.iterations, programs)
    ]
    # Runs (4, r) of all iterations (i,): lane, begin, end and timestep of i · r blocks.
    lanes = [np.tile(runs[0], len(numbers)) for numbers, runs, _ in parts]
    first, last = (
        [(numbers[:, None] + runs[row] / count).reshape(-1) for numbers, runs, count in parts]
        for row in (1, 2)
    )
    timesteps = [np.tile(runs[3], len(numbers)) for numbers, runs, _ in parts]
    return Blocks(*(np.concatenate(columns) for columns in (lanes, first, last, timesteps)))


class Cell(NamedTuple):
    """One operation, from place to place."""

    operation: Operation
    iteration: int
    first: float
    last: float


def operation_cells(stretch: Stretch, programs: Programs) -> Iterator[Cell]:
    """The operations in view."""
    for iteration in stretch.iterations:
        program = programs(iteration)
        count = len(program)
        begin = max(math.floor((stretch.first - iteration) * count), 0)
        end = min(math.ceil((stretch.last - iteration) * count), count)
        for operation in program.operations[begin:end]:
            first = iteration + operation.id / count
            yield Cell(operation, iteration, first, first + 1 / count)


def _alike(iterations: range, programs: Programs) -> Iterator[tuple[range, Program]]:
    """Iterations that follow each other with the same program."""
    for program, numbers in groupby(iterations, programs):
        found = list(numbers)
        yield range(found[0], found[-1] + 1), program


def _runs(program: Program, scale: float) -> Array:
    """What an iteration of so many pixels is divided into: lane, begin, end, timestep, (4, r)."""
    timesteps = _timesteps(program)
    if scale >= TIMESTEP_FROM * timesteps.shape[1]:
        return timesteps
    return _sweeps(program, int(len(program) / scale))


@kept_with_program
def _sweeps(program: Program, joined: int) -> Array:
    """Gaps in a lane of at most `joined` operations are none."""
    runs: list[list[int]] = []
    newest: dict[int, list[int]] = {}
    for operation in program:
        lane = lane_of(operation)
        run = newest.get(lane)
        if run is not None and operation.id - run[2] <= joined:
            run[2] = operation.id + 1
        else:
            newest[lane] = [lane, operation.id, operation.id + 1, -1]
            runs.append(newest[lane])
    return np.array(runs).T


@kept_with_program
def _timesteps(program: Program) -> Array:
    runs: list[list[int]] = []
    for operation in program:
        timestep = -1 if operation.timestep is None else operation.timestep
        if runs and (runs[-1][0], runs[-1][3]) == (lane_of(operation), timestep):
            runs[-1][2] = operation.id + 1
        else:
            runs.append([lane_of(operation), operation.id, operation.id + 1, timestep])
    return np.array(runs).T
