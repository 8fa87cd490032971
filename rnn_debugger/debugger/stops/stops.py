"""Breakpoints and watches: what a run stops at, or only writes a line about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias, get_args

import numpy as np

from rnn_debugger.debugger.conditions.conditions import Condition
from rnn_debugger.debugger.conditions.log_texts import LogText
from rnn_debugger.debugger.conditions.states import State
from rnn_debugger.debugger.families.tensor_families import family
from rnn_debugger.debugger.inspecting.inspection import saturated_share
from rnn_debugger.debugger.stops.places import Where
from rnn_debugger.debugger.stops.stop_rules import AtPlace, Compared, Written
from rnn_debugger.debugger.texts.numbers import shape_text, short
from rnn_debugger.debugger.texts.suggestions import nearest, nearest_tensor
from rnn_debugger.engine import Array, Index, Program
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
        _log_text(self.log)
        if self.condition:
            Condition.parse(self.condition)

    def check(self, program: Program) -> None:
        """Raises `ValueError` where it does not fit the program."""
        self.where.check(program)
        _log_text(self.log).check(program)
        if self.condition:
            Condition.parse(self.condition).check(program)

    def rule(self) -> Rule:
        condition = Condition.parse(self.condition) if self.condition else None
        return AtPlace(self.where, condition)

    def describe(self, program: Program) -> str:
        """Such as ``timestep 3, if loss > 2, every 5th time``."""
        condition = f", if {self.condition}" if self.condition else ""
        return self.where.describe(program) + condition + _every(self.hits)

    def log_line(self, state: State) -> str:
        """The log's text with the values of its expressions."""
        return _log_text(self.log).line(state)


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
        _log_text(self.log)

    def check(self, program: Program) -> None:
        """Raises `ValueError` where it does not fit the program."""
        names = self.tensors(program)
        if not names:
            near = nearest_tensor(program, self.tensor)
            raise ValueError(f"there is no tensor {self.tensor}{near}")
        self._check_index(program.tensors[names[0]].shape)
        if not self.rule().positions(program):
            raise ValueError(self._never())
        _log_text(self.log).check(program)

    def rule(self) -> Rule:
        return Compared(self) if self.kind in COMPARING else Written(self)

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
        return _log_text(self.log).line(state)

    def tensors(self, program: Program) -> tuple[str, ...]:
        """The names of what it watches: a tensor, or else all members of a family."""
        if self.tensor in program.tensors:
            return (self.tensor,)
        members = family(program, self.tensor)
        return tuple(map(members.name, members.timesteps)) if members else ()

    def looks_at(self, program: Program, writer: int) -> bool:
        """Whether that operation writes something that this watch can be true of."""
        operation = program[writer]
        if self.kind in COMPARING:
            return program.is_present(operation.output, writer)
        # Of other values than those of a sigmoid or a tanh there is no share.
        return self.kind != "saturated" or saturated_share(operation, np.zeros(1)) is not None

    def picked(self, value: Array) -> Array:
        """Of a tensor's value the element at `index`, or all of it."""
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


@lru_cache(maxsize=64)
def _log_text(text: str) -> LogText:
    return LogText.parse(text)


def _check_hits(hits: int) -> None:
    if hits < 1:
        raise ValueError(f"hits: {hits} is not 1 or more")


def _every(hits: int) -> str:
    if hits == 1:
        return ""
    return f", every {hits}{ending(hits)} time"


def ending(number: int) -> str:
    """Of an ordinal number: ``st`` for 1 and 21, ``th`` for 11."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    return "th" if number % 100 in (11, 12, 13) else endings.get(number % 10, "th")
