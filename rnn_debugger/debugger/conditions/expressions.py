"""Expressions: a value at every position, and how it is shown in a line."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from rnn_debugger.debugger.conditions.binding import Bound, Node
from rnn_debugger.debugger.conditions.parsing import parse_expression
from rnn_debugger.debugger.conditions.states import Missing, State, Value
from rnn_debugger.debugger.texts.numbers import shape_text, short
from rnn_debugger.engine import Program

SHOWN_ELEMENTS = 4
"""Of an array in a log line."""


@dataclass(frozen=True)
class Expression:
    """A value at every position: a number, an array, a truth value or a text."""

    text: str
    _node: Node = field(repr=False, compare=False)

    @classmethod
    def parse(cls, text: str) -> Expression:
        """Raises `BadCondition`."""
        return cls(text, parse_expression(text))

    def check(self, program: Program) -> None:
        """Raises `BadCondition` where it does not fit the program."""
        _bound_expression(self, program)

    def shown(self, state: State) -> str:
        """The value in a few digits; an array's shape and its first elements; or ``absent``."""
        with np.errstate(all="ignore"):
            return _shown(_bound_expression(self, state.program).evaluate(state))


@lru_cache(maxsize=64)
def _bound_expression(expression: Expression, program: Program) -> Bound:
    return expression._node.bind(program)


def _shown(value: Value) -> str:
    if isinstance(value, Missing):
        return value.value
    if isinstance(value, str):
        return value
    array = np.asarray(value)
    if array.size == 1:
        return _shown_number(array.item())
    first = ", ".join(_shown_number(number) for number in array.flat[:SHOWN_ELEMENTS].tolist())
    more = ", …" if array.size > SHOWN_ELEMENTS else ""
    return f"{shape_text(array.shape)} ({first}{more})"


def _shown_number(value: float | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value.is_integer() and abs(value) < 1e9:
        return str(int(value)).replace("-", "−")
    return short(value, trim=True)
