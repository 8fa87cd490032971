"""Going to a lesson's stations, and what is shown there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rnn_debugger.debugger.conditions.conditions import Condition
from rnn_debugger.debugger.conditions.log_texts import LogText
from rnn_debugger.debugger.inspecting.explain import Piece
from rnn_debugger.debugger.lessons.lesson import FURTHEST, Station
from rnn_debugger.debugger.moment import Moment
from rnn_debugger.debugger.movement import Movement
from rnn_debugger.debugger.session import Session
from rnn_debugger.engine import Array, Program
from rnn_debugger.recording import Place, loss_gain

_NAME = re.compile(r"[A-Za-z]\w*(?:\[\d+\])?")
_WORDS = ("by",)
"""Names of parameters that are words of the language first."""
ORIGINAL = 0
"""The branch that lessons walk on: edits of one's own fork others."""


def going_to(session: Session, station: Station) -> Movement:
    """The movement to a station, not yet begun. Wherever the session stands, it ends at the same
    position; breakpoints do not stop it.
    """
    start = station.start(session.program)
    if not station.until:
        return session.seeking(*start, branch=ORIGINAL)
    return session.reaching(station.until, start, FURTHEST, branch=ORIGINAL)


def station_text(moment: Moment, station: Station) -> str:
    """The text with the values of its expressions, as they are at the moment."""
    return LogText.parse(station.text).line(_Here.of(moment))


def failed_checks(moment: Moment, station: Station) -> tuple[str, ...]:
    """The conditions of a station that do not hold at the moment."""
    here = _Here.of(moment)
    return tuple(text for text in station.checks if not Condition.parse(text).holds(here))


def text_pieces(program: Program, text: str) -> Iterator[Piece]:
    """A text with the names of tensors told apart from the rest."""
    done = 0
    for match in _NAME.finditer(text):
        if match[0] in program.tensors and match[0] not in _WORDS:
            if match.start() > done:
                yield Piece(text[done : match.start()])
            yield Piece(match[0], match[0])
            done = match.end()
    if done < len(text):
        yield Piece(text[done:])


@dataclass(frozen=True)
class _Here:
    """A moment as expressions see it."""

    program: Program
    iteration: int
    operation: int
    loss_before: float | None
    loss_gain: float | None
    _moment: Moment

    @classmethod
    def of(cls, moment: Moment) -> _Here:
        place, losses = Place(*moment.position[1:]), moment.losses
        before = float(losses[-1]) if len(losses) else None
        return cls(moment.program, *place, before, loss_gain(losses), moment)

    def value(self, name: str) -> Array:
        return self._moment.value(name)
