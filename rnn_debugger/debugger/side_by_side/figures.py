"""What two runs in lock-step have in numbers: losses, gradients, memory, operations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from rnn_debugger.debugger.moment import Moment
from rnn_debugger.debugger.session import Session
from rnn_debugger.debugger.side_by_side.counterparts import Contrast, shared_parameters
from rnn_debugger.debugger.texts.numbers import bytes_text, short
from rnn_debugger.engine import Program, live_bytes

Measured: TypeAlias = Literal["number", "bytes", "count"]


@dataclass(frozen=True)
class SideFigure:
    """A figure of both runs; None where a run has not come to it in the iteration shown."""

    name: str
    first: float | None
    second: float | None
    measured: Measured = "number"

    @property
    def texts(self) -> tuple[str, str]:
        """Both figures as they are shown; an ellipsis for one that is to come."""
        return self._text(self.first), self._text(self.second)

    def _text(self, figure: float | None) -> str:
        if figure is None:
            return "…"
        if self.measured == "bytes":
            return bytes_text(int(figure))
        return f"{int(figure):,}" if self.measured == "count" else short(figure)


def side_figures(first: Session, second: Session) -> tuple[SideFigure, ...]:
    """Of the iteration that each of the two shows: the loss; ‖dW‖, the Euclidean norm, of every
    parameter that both have; the peak of the memory ledger in bytes and the operations, both of
    a whole iteration.

    Inside an iteration dW is what its gradient holds by then; once the iteration has finished,
    it is the sum over the window, also where every timestep updates.
    """
    one, two = first.moment, second.moment
    names = shared_parameters(first, second)
    return (
        SideFigure("loss", _loss(one), _loss(two)),
        *(SideFigure(f"‖d{name}‖", _norm(one, name), _norm(two, name)) for name in names),
        SideFigure("peak memory", _peak(one.program), _peak(two.program), "bytes"),
        SideFigure("operations", len(one.program), len(two.program), "count"),
    )


def cost_sentence(first: Session, second: Session, contrast: Contrast) -> str:
    """What the first costs over the second in an iteration: operations, and bytes at the peak."""
    operations = len(first.program) - len(second.program)
    size = _peak(first.program) - _peak(second.program)
    if contrast == "schedule" and first.program.updates_every_timestep:
        subject = "Updating at every timestep"
    elif contrast == "schedule":
        subject = "Updating once a window"
    else:
        subject = "Going through time"
    parts = []
    if operations:
        noun = "operation" if abs(operations) == 1 else "operations"
        parts.append(f"{abs(operations):,} {noun} {_more(operations)}")
    if size:
        parts.append(f"{bytes_text(abs(size))} {_more(size)} at the peak")
    return f"{subject} costs {' and '.join(parts) or 'nothing'}."


def _loss(moment: Moment) -> float | None:
    if moment.shows_finished:
        return float(moment.losses[-1])
    return float(moment.value("loss")) if moment.is_present("loss") else None


def _norm(moment: Moment, parameter: str) -> float | None:
    if moment.shows_finished:
        column = moment.results.parameters.index(parameter)
        return float(moment.norms[-1, 0, column])
    gradient = f"d{parameter}"
    if gradient not in moment.program.tensors or not moment.is_present(gradient):
        return None
    with np.errstate(all="ignore"):
        return float(np.linalg.norm(moment.value(gradient)))


def _peak(program: Program) -> int:
    """Bytes: the peak of the ledger, which is the same in every iteration of a program."""
    return int(live_bytes(program).max(initial=0))


def _more(difference: int) -> str:
    return "more" if difference > 0 else "less"
