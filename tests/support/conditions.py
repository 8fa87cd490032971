"""Conditions that must be refused, and where their errors must point."""

from __future__ import annotations

import pytest

from rnn_debugger.debugger.conditions.conditions import Condition
from rnn_debugger.debugger.conditions.text_places import BadCondition
from tests.support.running import program as program_of

PROGRAM = program_of(sizes=(3,), length=3, sequences=2, batch_size=2)


def refusal(text: str, program=PROGRAM) -> BadCondition:
    """What a condition is refused with, in its text or for the program."""
    with pytest.raises(BadCondition) as raised:
        Condition.parse(text).check(program)
    error = raised.value
    assert isinstance(error, ValueError)
    assert "\n" not in str(error)
    assert 0 <= error.column <= len(text)
    assert error.length >= 1
    return error


def check_refused(marked: str, sentence: str) -> None:
    """The stretch between ⟨ and ⟩ is what the error must mark."""
    start = marked.index("⟨")
    text = marked.replace("⟨", "").replace("⟩", "")
    length = max(marked.index("⟩") - start - 1, 1)
    error = refusal(text)
    assert sentence in str(error)
    assert (error.column, error.length) == (start, length)
    assert error.shown == f"{text}\n{' ' * start}{'^' * length}"
