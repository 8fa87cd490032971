"""A finding: what is wrong, where, how badly, what to do about it, and how to stop at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from rnn_debugger.debugger.moment import Moment
from rnn_debugger.debugger.stops.stops import Breakpoint, Watch
from rnn_debugger.engine import Program
from rnn_debugger.recording import Place

Kind: TypeAlias = Literal[
    "nonfinite", "saturated", "dead", "vanishing", "exploding", "updates", "stuck", "clipping"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
KIND_TITLES: dict[Kind, str] = {
    "nonfinite": "NaN and infinity",
    "saturated": "saturated units",
    "dead": "dead relus",
    "vanishing": "vanishing gradient",
    "exploding": "exploding gradient",
    "updates": "size of the updates",
    "stuck": "progress of the loss",
    "clipping": "clipping",
}
Severity: TypeAlias = Literal["serious", "warning", "note", "healthy", "waiting"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""The worst first. "healthy" has been looked for and not found; "waiting" cannot be told yet."""


@dataclass(frozen=True)
class Finding:
    """`place` is where `tensor` has just been written; None where only a search tells it. `stop`
    is a breakpoint or watch that stops where the same happens again; None where nothing is wrong.
    """

    kind: Kind
    severity: Severity
    sentence: str
    advice: str = ""
    tensor: str | None = None
    place: Place | None = None
    stop: Breakpoint | Watch | None = None

    @property
    def is_bad(self) -> bool:
        """Whether anything is wrong."""
        return self.severity not in ("healthy", "waiting")


Findings: TypeAlias = Iterator[Finding | None]
"""What a check yields; None is a place at which it may be interrupted."""


def place_after_writer(program: Program, iteration: int, operation: int) -> Place:
    """Where an operation of an iteration is the one that ran last."""
    is_last = operation + 1 == len(program)
    return Place(iteration + 1, 0) if is_last else Place(iteration, operation + 1)


def place_of_value(moment: Moment, tensor: str) -> Place:
    """Where the value of a tensor that the moment shows has just been written."""
    maker = moment.maker(tensor)
    operation = moment.program.writers[tensor][0] if maker is None else maker.id
    return place_after_writer(moment.program, moment.iteration, operation)


def percent(share: float) -> str:
    """A share as it stands in a sentence, such as ``62 %``; a little is not called nothing."""
    if 0 < share < 0.01:
        return "less than 1 %"
    return f"{100 * share:.0f} %"


def plural(count: int, noun: str) -> str:
    """Such as ``1 value``, ``1,200 values``."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
