"""A run under way: what it stops at, how often it has met that, and the lines it writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal, NamedTuple, TypeAlias

from rnn_debugger.debugger.conditions.conditions import Condition
from rnn_debugger.debugger.conditions.text_places import BadCondition
from rnn_debugger.debugger.stops.stops import Breakpoint, Watch
from rnn_debugger.engine import Program
from rnn_debugger.recording import Hit, Place, Position, Rule, RunState

MOST_LINES = 10_000
"""Of the log; the oldest go."""


class LogLine(NamedTuple):
    """What a log point wrote, and where."""

    position: Position
    stop: int
    text: str


@dataclass
class Log:
    """What happened while running: the lines of log points, and where stops were met."""

    lines: list[LogLine] = field(default_factory=list)
    met: dict[Position, int] = field(default_factory=dict)
    """By position the breakpoint or watch that stopped a run there."""
    counts: dict[int, int] = field(default_factory=dict)
    """By breakpoint or watch how often runs have met it, whether they stopped there or not."""

    def write(self, line: LogLine) -> None:
        self.lines.append(line)
        if len(self.lines) > MOST_LINES:
            del self.lines[: len(self.lines) - MOST_LINES]


StopReason: TypeAlias = Literal["condition", "breakpoint"]


class Run:
    """The rules of one run, and what to do where one of them holds."""

    def __init__(
        self, stops: Iterable[Breakpoint | Watch], until: Rule | None, branch: int, log: Log
    ) -> None:
        self._until = until
        self._branch = branch
        self._log = log
        self._counts: dict[int, int] = {}
        self.rules: list[Rule] = [_Stopping(stop, stop.rule()) for stop in stops]
        if until is not None:
            self.rules.append(until)

    def accept(self, hit: Hit) -> bool:
        """Whether to stop there: not at a log point, nor before a stop was met often enough."""
        if not isinstance(hit.rule, _Stopping):
            return True
        stop = hit.rule.stop
        count = self._counts[stop.id] = self._counts.get(stop.id, 0) + 1
        self._log.counts[stop.id] = self._log.counts.get(stop.id, 0) + 1
        if count % stop.hits:
            return False
        position = Position(self._branch, *hit.place)
        if stop.log:
            self._log.write(LogLine(position, stop.id, hit.remark))
            return False
        self._log.met[position] = stop.id
        return True

    def reason(self, hit: Hit) -> StopReason:
        return "condition" if hit.rule is self._until else "breakpoint"

    def stop_of(self, hit: Hit) -> Breakpoint | Watch | None:
        """The breakpoint or watch that was met."""
        return hit.rule.stop if isinstance(hit.rule, _Stopping) else None


@dataclass(eq=False)
class _Stopping:
    """The rule of a breakpoint or watch; in a program that it does not fit it never holds."""

    stop: Breakpoint | Watch
    rule: Rule
    persists: ClassVar[bool] = False

    def positions(self, program: Program) -> Sequence[int]:
        return _tested(self.rule, program)

    def noted(self, program: Program) -> Sequence[int]:
        return self.rule.noted(program)

    def note(self, state: RunState) -> None:
        self.rule.note(state)

    def holds(self, state: RunState) -> bool:
        return _holds(self.rule, state)

    def remark(self, state: RunState) -> str:
        return self.stop.log_line(state) if self.stop.log else ""


@dataclass(frozen=True)
class _Until:
    """The rule of a condition that is run to; in a program that it does not fit it is false."""

    condition: Condition
    persists: ClassVar[bool] = True

    def positions(self, program: Program) -> Sequence[int]:
        return _tested(self.condition, program)

    def noted(self, program: Program) -> Sequence[int]:
        return self.condition.noted(program)

    def note(self, state: RunState) -> None:
        self.condition.note(state)

    def holds(self, state: RunState) -> bool:
        return _holds(self.condition, state)


def _tested(rule: Rule, program: Program) -> Sequence[int]:
    try:
        return rule.positions(program)
    except BadCondition:
        # Where an iteration ends, another program may begin, which it fits.
        return (0,)


def _holds(rule: Rule, state: RunState) -> bool:
    try:
        return rule.holds(state)
    except BadCondition:
        return False


def condition(until: str, program: Program) -> Rule:
    """The rule of a condition; raises `BadCondition` where the text is none, or does not fit the
    program that the run begins with. On its way there may be others.
    """
    if not isinstance(until, str):
        raise BadCondition(f"{until!r} is not a condition such as norm(dWhh) > 8", "", 0, 0)
    parsed = Condition.parse(until)
    parsed.check(program)
    return _Until(parsed)


def place_after(program: Program, iteration: int, operation: int) -> Place:
    """Where an operation is the one that ran last."""
    if operation + 1 < len(program):
        return Place(iteration, operation + 1)
    return Place(iteration + 1, 0)
