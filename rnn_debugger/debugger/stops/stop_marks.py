"""Which operations and lines breakpoints stand at: what is marked in tables and in the code."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Literal, TypeAlias

from rnn_debugger.debugger.conditions.text_places import BadCondition
from rnn_debugger.debugger.stops.places import Where
from rnn_debugger.debugger.stops.stops import Breakpoint, Watch
from rnn_debugger.engine import Program

StopMark: TypeAlias = Literal["stop", "log", "disabled"]
"""It stops, it only writes a line, or it does neither."""
_STRENGTH: tuple[StopMark, ...] = ("disabled", "log", "stop")


def mark_of(stop: Breakpoint | Watch) -> StopMark:
    """How a breakpoint or watch is marked."""
    if not stop.is_enabled:
        return "disabled"
    return "log" if stop.log else "stop"


def operation_marks(breakpoints: Iterable[Breakpoint], program: Program) -> dict[int, StopMark]:
    """By operation the mark of the breakpoints that stop there in some iteration."""
    found: dict[int, StopMark] = {}
    for stop in breakpoints:
        try:
            places = stop.rule().positions(program)
        except BadCondition:
            # It was written for another program.
            places = ()
        for operation in places:
            found[operation] = _stronger(found.get(operation), mark_of(stop))
    return found


def line_marks(breakpoints: Iterable[Breakpoint], file: str) -> dict[int, StopMark]:
    """By line of a file the mark of the breakpoints that are set on it."""
    found: dict[int, StopMark] = {}
    for stop in breakpoints:
        line = stop.where.line
        if line is not None and stop.where.file in (file, PurePosixPath(file).name):
            found[line] = _stronger(found.get(line), mark_of(stop))
    return found


def breakpoint_on(breakpoints: Iterable[Breakpoint], where: Where) -> Breakpoint | None:
    """The breakpoint at exactly that place; the first where there are several."""
    for stop in breakpoints:
        if stop.where == where or _is_same_line(stop.where, where):
            return stop
    return None


def _is_same_line(one: Where, other: Where) -> bool:
    if one.line is None or one != Where(file=one.file, line=one.line):
        return False
    if other.file is None or one.line != other.line:
        return False
    return one.file in (other.file, PurePosixPath(other.file).name)


def _stronger(one: StopMark | None, other: StopMark) -> StopMark:
    return other if one is None else max(one, other, key=_STRENGTH.index)
