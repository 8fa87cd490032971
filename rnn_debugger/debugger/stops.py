"""Breakpoints and watches: what a run stops at, or only writes a line about."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from pathlib import PurePosixPath
from typing import ClassVar, Literal, TypeAlias, TypeVar, get_args

import numpy as np

from rnn_debugger.debugger.conditions import Condition, LogText, State
from rnn_debugger.debugger.evaluating import PHASES, nearest, nearest_tensor
from rnn_debugger.debugger.inspection import saturated_share
from rnn_debugger.debugger.numbers import shape_text, short
from rnn_debugger.debugger.tensor_families import family
from rnn_debugger.debugger.units import Unit, group_starts
from rnn_debugger.engine import Array, Index, Operation, Program
from rnn_debugger.recording import Rule

WatchKind: TypeAlias = Literal[
    "written",
    "sign",
    "changed",
    "nonfinite",
    "outside",
    "saturated",
    "norm_above",
    "norm_below",
]
WATCH_KINDS: tuple[WatchKind, ...] = get_args(WatchKind)
COMPARING = ("sign", "changed")
"""Kinds that compare with the value before the write."""
LIMITED = ("saturated", "norm_above", "norm_below")
"""Kinds with a limit."""


@dataclass(frozen=True, kw_only=True)
class Where:
    """A place in the program; all that is given has to match the operation that runs next.

    `file` goes with `line`, which counts from 1, and may leave out the folders. Raises
    `ValueError` where nothing is given.
    """

    operation: int | None = None
    file: str | None = None
    line: int | None = None
    primitive: str | None = None
    phase: str | None = None
    timestep: int | None = None
    iteration: int | None = None

    def __post_init__(self) -> None:
        if all(getattr(self, part.name) is None for part in fields(self)):
            raise ValueError("a breakpoint needs an operation, a line, a phase or the like")
        if (self.file is None) is not (self.line is None):
            raise ValueError("a file and a line go together")
        if self.iteration is not None and self.iteration < 0:
            raise ValueError(f"there is no iteration {self.iteration}: they count from 0")

    def matches(self, operation: Operation) -> bool:
        """Whatever the iteration."""
        given = {
            "id": self.operation,
            "primitive": self.primitive,
            "phase": self.phase,
            "timestep": self.timestep,
        }
        return self._is_at_line(operation) and all(
            value is None or getattr(operation, name) == value for name, value in given.items()
        )

    def matching(self, program: Program) -> tuple[int, ...]:
        """The operations that match in some iteration, in order."""
        return tuple(operation.id for operation in program if self.matches(operation))

    def beginnings(self, program: Program) -> tuple[int, ...]:
        """Of the matching operations the first of every group that this place names: of every
        pass over the line, of the timestep in each sweep, of the phase, of the iteration. An
        operation or a primitive names no group, and all that match count.
        """
        matching = self.matching(program)
        if self.operation is not None or self.primitive is not None:
            return matching
        found = []
        for start in group_starts(program, self._unit):
            place = bisect_left(matching, start)
            if place < len(matching):
                found.append(matching[place])
        return tuple(dict.fromkeys(found))

    def check(self, program: Program) -> None:
        """Raises `ValueError` where no operation of the program matches."""
        if self.matching(program):
            return
        known: Iterable[str] = ()
        if self.phase not in (None, *PHASES):
            name, known = str(self.phase), PHASES
        elif self.primitive is not None:
            name, known = self.primitive, {operation.primitive for operation in program}
        near = nearest(name, known) if known and name not in known else ""
        raise ValueError(f"no operation of this program is at {self.describe(program)}{near}")

    def describe(self, program: Program) -> str:
        """Such as ``operation 12: Whh_h[2] = Whh h[1]``, or ``phase backward, timestep 3``."""
        parts = []
        if self.operation is not None:
            is_there = 0 <= self.operation < len(program)
            formula = f": {program[self.operation].formula}" if is_there else ""
            parts.append(f"operation {self.operation}{formula}")
        if self.file is not None:
            parts.append(f"line {self.line} of {PurePosixPath(self.file).name}")
        for name in ("primitive", "phase", "timestep", "iteration"):
            if getattr(self, name) is not None:
                parts.append(f"{name} {getattr(self, name)}")
        return ", ".join(parts)

    @property
    def _unit(self) -> Unit:
        """The unit of the groups that this place names."""
        if self.line is not None:
            return "line"
        if self.timestep is not None:
            return "timestep"
        # A phase begins once an iteration.
        return "iteration"

    def _is_at_line(self, operation: Operation) -> bool:
        if self.file is None:
            return True
        source = operation.source
        if source is None or source.line != self.line:
            return False
        return self.file in (source.file, PurePosixPath(source.file).name)


@dataclass(frozen=True)
class Breakpoint:
    """Stops before operations at a place: with a condition before each at which it is true, else
    where the place begins; at every `hits`-th of them in a run. With a `log` it does not stop but
    writes a line. Raises `ValueError`, `BadCondition` for its expressions.
    """

    id: int
    where: Where
    condition: str = ""
    hits: int = 1
    log: str = ""
    is_enabled: bool = True

    def __post_init__(self) -> None:
        _check_hits(self.hits)
        _log(self.log)
        if self.condition:
            Condition.parse(self.condition)

    def check(self, program: Program) -> None:
        """Raises `ValueError` where it does not fit the program."""
        self.where.check(program)
        _log(self.log).check(program)
        if self.condition:
            Condition.parse(self.condition).check(program)

    def rule(self) -> Rule:
        condition = Condition.parse(self.condition) if self.condition else None
        return _AtPlace(self.where, condition)

    def describe(self, program: Program) -> str:
        """Such as ``timestep 3, if loss > 2, every 5th time``."""
        condition = f", if {self.condition}" if self.condition else ""
        return self.where.describe(program) + condition + _every(self.hits)

    def log_line(self, state: State) -> str:
        """The log's text with the values of its expressions."""
        return _log(self.log).line(state)


@dataclass(frozen=True)
class Watch:
    """Stops after operations that wrote a tensor, or any of a family, `tensor`, when what `kind`
    says is so of its new value: one element for "sign", "changed", "nonfinite" and "outside", or
    the one at `index`. `limit` is a norm, or the share of units, 0 to 1, for "saturated".
    Raises `ValueError`.
    """

    id: int
    tensor: str
    kind: WatchKind
    low: float | None = None
    high: float | None = None
    limit: float | None = None
    index: Index | None = None
    hits: int = 1
    log: str = ""
    is_enabled: bool = True

    def __post_init__(self) -> None:
        if self.kind not in WATCH_KINDS:
            raise ValueError(f'there is no watch "{self.kind}"{nearest(self.kind, WATCH_KINDS)}')
        _check_hits(self.hits)
        self._check_numbers()
        _log(self.log)

    def check(self, program: Program) -> None:
        """Raises `ValueError` where it does not fit the program."""
        names = watched(program, self.tensor)
        if not names:
            near = nearest_tensor(program, self.tensor)
            raise ValueError(f"there is no tensor {self.tensor}{near}")
        self._check_index(program.tensors[names[0]].shape)
        if not self.rule().positions(program):
            raise ValueError(self._never())
        _log(self.log).check(program)

    def rule(self) -> Rule:
        return _Compared(self) if self.kind in COMPARING else _Written(self)

    def describe(self) -> str:
        """Such as ``norm of dWhh above 8``, or ``h outside −1 to 1``."""
        index = "" if self.index is None else f"[{', '.join(map(str, self.index))}]"
        name, limit = self.tensor + index, short(self.limit or 0, trim=True)
        share = short(100 * (self.limit or 0), trim=True)
        text = {
            "written": f"{name} is written",
            "sign": f"{name} changes sign",
            "changed": f"{name} changes",
            "nonfinite": f"{name} is NaN or infinite",
            "outside": f"{name} {self._range()}",
            "saturated": f"more than {share} % of {name} saturated",
            "norm_above": f"norm of {name} above {limit}",
            "norm_below": f"norm of {name} below {limit}",
        }
        return text[self.kind] + _every(self.hits)

    def log_line(self, state: State) -> str:
        """The log's text with the values of its expressions."""
        return _log(self.log).line(state)

    def looks_at(self, program: Program, writer: int) -> bool:
        """Whether that operation writes something that this watch can be true of."""
        operation = program[writer]
        if self.kind in COMPARING:
            return program.is_present(operation.output, writer)
        # Of other values than those of a sigmoid or a tanh there is no share.
        return self.kind != "saturated" or saturated_share(operation, np.zeros(1)) is not None

    def picked(self, value: Array) -> Array:
        return value if self.index is None else value[self.index]

    def _check_numbers(self) -> None:
        if self.kind == "outside":
            if self.low is None and self.high is None:
                raise ValueError("outside: a low or a high end is missing")
            if self.low is not None and self.high is not None and not self.low <= self.high:
                raise ValueError(f"outside: the low end {self.low} is above the high, {self.high}")
        elif self.kind in LIMITED and self.limit is None:
            raise ValueError(f"{self.kind}: the limit is missing")
        if self.kind == "saturated" and not 0 <= (self.limit or 0) <= 1:
            raise ValueError(f"saturated: the limit {self.limit} is not a share from 0 to 1")

    def _check_index(self, shape: tuple[int, ...]) -> None:
        if self.index is None:
            return
        fits = len(self.index) == len(shape)
        if not (fits and all(0 <= i < n for i, n in zip(self.index, shape, strict=True))):
            raise ValueError(
                f"{self.tensor} has no element {list(self.index)}: its shape is {shape_text(shape)}"
            )

    def _never(self) -> str:
        if self.kind == "saturated":
            return f"{self.tensor} is not the output of a sigmoid or a tanh"
        if self.kind in COMPARING:
            return f"{self.tensor} has no value before it is written, which it could change from"
        return f"{self.tensor} is never written"

    def _range(self) -> str:
        if self.low is None:
            return f"above {short(self.high or 0, trim=True)}"
        if self.high is None:
            return f"below {short(self.low, trim=True)}"
        return f"outside {short(self.low, trim=True)} to {short(self.high, trim=True)}"


Stopper = TypeVar("Stopper", Breakpoint, Watch)


class StopList:
    """Breakpoints and watches in the order in which they were added. Their ids count from 1 and
    never come again. Raises `ValueError` for an id that is not there.
    """

    def __init__(self, stops: Iterable[Breakpoint | Watch] = ()) -> None:
        """With stops whose ids are known, as saved; raises `ValueError` where two are the same."""
        self._stops: dict[int, Breakpoint | Watch] = {}
        for stop in stops:
            if stop.id in self._stops:
                raise ValueError(f"two breakpoints or watches have the id {stop.id}")
            self._stops[stop.id] = stop
        self._next = max(self._stops, default=0) + 1

    def __getitem__(self, number: int) -> Breakpoint | Watch:
        if number not in self._stops:
            raise ValueError(f"there is no breakpoint or watch {number}")
        return self._stops[number]

    @property
    def breakpoints(self) -> tuple[Breakpoint, ...]:
        return tuple(stop for stop in self._stops.values() if isinstance(stop, Breakpoint))

    @property
    def watches(self) -> tuple[Watch, ...]:
        return tuple(stop for stop in self._stops.values() if isinstance(stop, Watch))

    @property
    def enabled(self) -> tuple[Breakpoint | Watch, ...]:
        return tuple(stop for stop in self._stops.values() if stop.is_enabled)

    def add(self, stop: Stopper) -> Stopper:
        """Add it under an id of its own, whatever it had; returns it with that."""
        added = replace(stop, id=self._next)
        self._stops[added.id] = added
        self._next += 1
        return added

    def remove(self, number: int) -> None:
        del self._stops[self[number].id]

    def replace(self, stop: Breakpoint | Watch) -> None:
        """Put it in the place of the one with its id."""
        self._stops[self[stop.id].id] = stop

    def enable(self, number: int) -> None:
        self.replace(replace(self[number], is_enabled=True))

    def disable(self, number: int) -> None:
        self.replace(replace(self[number], is_enabled=False))

    def check(self, program: Program) -> None:
        """Raises `ValueError` for the first that does not fit the program."""
        for stop in self._stops.values():
            stop.check(program)


def watched(program: Program, name: str) -> tuple[str, ...]:
    """The tensors that a name stands for: a tensor, or else all members of a family."""
    if name in program.tensors:
        return (name,)
    members = family(program, name)
    return tuple(map(members.name, members.timesteps)) if members else ()


@lru_cache(maxsize=64)
def _log(text: str) -> LogText:
    return LogText.parse(text)


@dataclass(frozen=True)
class _AtPlace:
    """True right before the operations at a place, where the condition is true."""

    where: Where
    condition: Condition | None
    persists: ClassVar[bool] = False

    def positions(self, program: Program) -> tuple[int, ...]:
        return _place_positions(self, program)

    def noted(self, _program: Program) -> tuple[int, ...]:
        return ()

    def note(self, state: State) -> None:
        """Nothing has to be noted."""

    def holds(self, state: State) -> bool:
        if self.where.iteration not in (None, state.iteration):
            return False
        if not _has(_place_positions(self, state.program), state.operation):
            return False
        return self.condition is None or self.condition.holds(state)


@dataclass(frozen=True)
class _Written:
    """True right after an operation that wrote the tensor, where the watch is true of it."""

    watch: Watch
    persists: ClassVar[bool] = False

    def positions(self, program: Program) -> tuple[int, ...]:
        return tuple(sorted((n + 1) % len(program) for n in _writers(self.watch, program)))

    def noted(self, _program: Program) -> tuple[int, ...]:
        return ()

    def note(self, state: State) -> None:
        """Nothing has to be noted."""

    def holds(self, state: State) -> bool:
        done = _written_before(self.watch, state)
        return done is not None and self._is_true(done, state.value(done.output))

    def _is_true(self, done: Operation, value: Array) -> bool:
        watch, numbers = self.watch, np.asarray(self.watch.picked(value), np.float64)
        limit = 0.0 if watch.limit is None else watch.limit
        with np.errstate(all="ignore"):
            match watch.kind:
                case "nonfinite":
                    return not np.isfinite(numbers).all()
                case "outside":
                    return not _is_inside(numbers, watch.low, watch.high)
                case "saturated":
                    return (saturated_share(done, numbers) or 0.0) > limit
                case "norm_above":
                    return bool(np.linalg.norm(numbers) > limit)
                case "norm_below":
                    return bool(np.linalg.norm(numbers) < limit)
        return True


@dataclass(eq=False)
class _Compared:
    """True right after an operation that wrote the tensor, where the value noted before it is
    another. Raises `RuntimeError` where none was noted right before.
    """

    watch: Watch
    persists: ClassVar[bool] = False
    _noted: tuple[int, int] | None = field(default=None, init=False)
    _before: Array = field(default_factory=lambda: np.zeros(0), init=False)

    def positions(self, program: Program) -> tuple[int, ...]:
        return tuple(sorted((n + 1) % len(program) for n in _writers(self.watch, program)))

    def noted(self, program: Program) -> tuple[int, ...]:
        return _writers(self.watch, program)

    def note(self, state: State) -> None:
        name = state.program[state.operation].output
        if _has(_writers(self.watch, state.program), state.operation):
            self._before = np.array(self.watch.picked(state.value(name)))
            self._noted = (state.iteration, state.operation)

    def holds(self, state: State) -> bool:
        done = _written_before(self.watch, state)
        if done is None:
            return False
        iteration = state.iteration if state.operation else state.iteration - 1
        if self._noted != (iteration, done.id):
            raise RuntimeError(
                f"the value of {done.output} before operation {done.id} is not noted"
            )
        after = np.asarray(self.watch.picked(state.value(done.output)))
        if self.watch.kind == "sign":
            # From zero, to zero and of NaN there is no change of sign.
            return bool(((after < 0) & (self._before > 0) | (after > 0) & (self._before < 0)).any())
        return after.tobytes() != self._before.tobytes()


@lru_cache(maxsize=256)
def _place_positions(rule: _AtPlace, program: Program) -> tuple[int, ...]:
    condition = rule.condition
    if condition is None:
        return rule.where.beginnings(program)
    matching = rule.where.matching(program)
    return tuple(here for here in matching if condition.may_hold(program, here))


@lru_cache(maxsize=256)
def _writers(watch: Watch, program: Program) -> tuple[int, ...]:
    """The operations after which the watch may be true, in order."""
    writers = {n for name in watched(program, watch.tensor) for n in program.writers[name]}
    return tuple(sorted(n for n in writers if watch.looks_at(program, n)))


def _written_before(watch: Watch, state: State) -> Operation | None:
    """The operation right before this position, where it is one that the watch looks at; at an
    iteration's beginning the last one of the iteration before.
    """
    if state.operation == 0 and state.iteration == 0:
        return None
    done = state.program[state.operation - 1]
    return done if _has(_writers(watch, state.program), done.id) else None


def _has(numbers: tuple[int, ...], number: int) -> bool:
    """Whether a number is one of many in order."""
    place = bisect_left(numbers, number)
    return place < len(numbers) and numbers[place] == number


def _is_inside(numbers: Array, low: float | None, high: float | None) -> bool:
    """Whether all are; NaN is not."""
    lowest = -np.inf if low is None else low
    highest = np.inf if high is None else high
    return bool(((numbers >= lowest) & (numbers <= highest)).all())


def _check_hits(hits: int) -> None:
    if hits < 1:
        raise ValueError(f"hits: {hits} is not 1 or more")


def _every(hits: int) -> str:
    if hits == 1:
        return ""
    endings = {1: "st", 2: "nd", 3: "rd"}
    ending = "th" if hits % 100 in (11, 12, 13) else endings.get(hits % 10, "th")
    return f", every {hits}{ending} time"
