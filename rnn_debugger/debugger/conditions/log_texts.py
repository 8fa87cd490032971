"""Log texts: lines of text with expressions in braces."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rnn_debugger.debugger.conditions.expressions import Expression
from rnn_debugger.debugger.conditions.states import Missing, State
from rnn_debugger.debugger.conditions.text_places import BadCondition, Place
from rnn_debugger.engine import Program


@dataclass(frozen=True)
class LogText:
    """A line with expressions in braces, such as ``t={t} ‖dh‖={norm(dh)}``; ``{{`` is a brace."""

    text: str
    _parts: tuple[str | _Embedded, ...] = field(repr=False, compare=False)

    @classmethod
    def parse(cls, text: str) -> LogText:
        """Raises `BadCondition`."""
        return cls(text, tuple(_split(text)))

    def check(self, program: Program) -> None:
        """Raises `BadCondition` where an expression does not fit the program."""
        for part in self._parts:
            if isinstance(part, _Embedded):
                with _placed(self.text, part.column):
                    part.expression.check(program)

    def line(self, state: State) -> str:
        """The text there; what its program does not have is ``absent``."""
        return "".join(
            part if isinstance(part, str) else _shown(part.expression, state)
            for part in self._parts
        )


@dataclass(frozen=True)
class _Embedded:
    """An expression inside a text, from `column` on."""

    column: int
    expression: Expression


def _shown(expression: Expression, state: State) -> str:
    try:
        return expression.shown(state)
    except BadCondition:
        # A run may come to a branch with other operations than the text was written for.
        return Missing.ABSENT.value


def _split(text: str) -> Iterator[str | _Embedded]:
    """The literal parts of a log text, and the expressions in its braces."""
    at = 0
    while at < len(text):
        if text[at : at + 2] in ("{{", "}}"):
            yield text[at]
            at += 2
        elif text[at] == "}":
            raise BadCondition("this brace closes nothing; say }} for a brace", text, at, 1)
        elif text[at] == "{":
            end = text.find("}", at)
            if end < 0:
                raise BadCondition("this brace is never closed", text, at, 1)
            with _placed(text, at + 1):
                expression = Expression.parse(text[at + 1 : end])
            yield _Embedded(at + 1, expression)
            at = end + 1
        else:
            yield text[at]
            at += 1


@contextmanager
def _placed(text: str, column: int) -> Iterator[None]:
    """Inside, an error in the part of `text` that begins at `column` is told of the whole text."""
    try:
        yield
    except BadCondition as error:
        place = Place(text, column + error.column, error.length)
        raise place.bad(str(error)) from None
