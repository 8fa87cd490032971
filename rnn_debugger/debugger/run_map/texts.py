"""What is written on the map of the run: its axis, and the sentence about a place."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from rnn_debugger.debugger.plots.peaks import Peaks
from rnn_debugger.debugger.plots.ticks import whole_step, whole_ticks
from rnn_debugger.debugger.run_map.positions import Programs, Stretch
from rnn_debugger.debugger.texts.numbers import short
from rnn_debugger.engine import Array, Program

ROOM = 64.0
"""Pixels that a number on the axis needs."""
WORDS = 110.0
"""Pixels that ``iteration 1,024`` needs."""
STEPS_FROM = 4.0
"""Pixels of an iteration from which its loss is drawn as a step."""


class AxisTick(NamedTuple):
    """A place and its text. With `is_head` the text begins at the place and names an iteration,
    else it stands below the middle of its tick.
    """

    place: float
    text: str
    is_head: bool = False


def names_operations(stretch: Stretch) -> bool:
    """Whether iterations are wide enough for the axis to have the numbers of operations."""
    return stretch.scale >= 2 * WORDS


def axis_ticks(stretch: Stretch, programs: Programs) -> list[AxisTick]:
    """The numbers of iterations; where there is room for it also those of operations. Then the
    iteration that is cut off at the left has its name there all the same.
    """
    if not names_operations(stretch):
        most = max(int(stretch.width / ROOM), 1)
        last = min(math.floor(stretch.last), stretch.end - 1)
        ticks = whole_ticks(max(math.ceil(stretch.first), 0), last, most)
        return [AxisTick(tick.place, tick.text) for tick in ticks]
    found = []
    for iteration in stretch.iterations:
        program = programs(iteration)
        begins = max(float(iteration), stretch.first)
        ends = min(iteration + 1.0, stretch.last)
        if stretch.x(ends) - stretch.x(begins) < WORDS:
            if begins == iteration:
                found.append(AxisTick(begins, f"{iteration:,}", True))
            continue
        found.append(AxisTick(begins, f"iteration {iteration:,}", True))
        found += _operation_ticks(stretch, iteration, program)
    return found


def _operation_ticks(stretch: Stretch, iteration: int, program: Program) -> list[AxisTick]:
    count = len(program)
    step = whole_step(count, int(stretch.scale / ROOM))
    free = stretch.x(max(float(iteration), stretch.first)) + WORDS
    end = min(stretch.x(iteration + 1.0) - ROOM / 3, stretch.width)
    ticks = [
        AxisTick(iteration + number / count, f"{number:,}") for number in range(0, count, step)
    ]
    return [tick for tick in ticks if free + ROOM / 4 <= stretch.x(tick.place) <= end]


def place_sentence(iteration: int, operation: int | None, program: Program, losses: Array) -> str:
    """Such as ``iteration 1,024, operation 37: h[2] = tanh(a[2]), forward, t = 2, loss 2.31``;
    without an operation about the iteration as a whole. `losses` (n,) of finished iterations.
    """
    text = f"iteration {iteration:,}"
    has_finished = iteration < len(losses)
    loss = f"loss {short(float(losses[iteration]))}" if has_finished else "not finished yet"
    if operation is None:
        return f"{text}: {loss}"
    done = program[operation]
    timestep = "" if done.timestep is None else f", t = {done.timestep}"
    return f"{text}, operation {operation}: {done.formula}, {done.phase}{timestep}, {loss}"


class LossCourse(NamedTuple):
    """The loss on the map: points of a line, and of the line along its highest values, (n,) and
    (m,) each; places and losses. What is not finite is NaN.
    """

    places: Array
    losses: Array
    top_places: Array
    top: Array


def loss_course(series: Peaks, stretch: Stretch, first: int, last: int) -> LossCourse:
    """Of the iterations `first` to `last` − 1, as far as they are in view. Where iterations are
    wide enough each is a step, else a point, and where many share a pixel two: lowest and highest.
    """
    begin = max(first, math.floor(stretch.first) - 1)
    end = max(min(last, math.ceil(stretch.last) + 1), begin)
    most = max(int(stretch.width), 64)
    x, y = series.line(begin, end, most)
    if stretch.scale >= STEPS_FROM:
        x, y = np.stack([x, x + 1], axis=1).reshape(-1), np.repeat(y, 2)
        return LossCourse(x, y, x, y)
    if end - begin > 2 * most:
        return LossCourse(x + 0.5, y, x[::2] + 0.5, y[1::2])
    return LossCourse(x + 0.5, y, x + 0.5, y)


def first_bad(losses: Array, checked: int) -> int | None:
    """The first loss (n,) from `checked` on that is NaN or infinite."""
    bad = np.flatnonzero(~np.isfinite(losses[checked:]))
    return checked + int(bad[0]) if len(bad) else None
