"""Operators, and the texts that field words are compared with."""

import pytest

from rnn_debugger.debugger.conditions.conditions import Condition
from tests.support.conditions import check_refused
from tests.support.experiments import compiled, random_table
from tests.support.standings import standings, with_values

NAN, INFINITY = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("bh[0] / 0 < -1e300 and isnan(0 * (bh[0] / 0))", True),
        ("isnan(bh[0] ** 0.5) and bh[1] ** 999 > 1e300", True),
        ("-7 // 2 == -4 and -7 % 3 == 2 and 2 ** 3 ** 2 == 512", True),
        ("mean(bh > 0) == 0.5 and sum(bh > 0) == 1", True),
        # A bias is a column.
        ("count(Whh < bh) == 2", True),
        ("count(bh > Whh) == 2", True),
        ("isfinite(loss) == True and isfinite(loss) != False", True),
    ],
)
def test_operators(text, truth):
    subject = compiled(random_table(length=2))
    last = standings(subject, 1)[-1]
    standing = with_values(last, Whh=[[NAN, INFINITY], [-2.0, -1.0]], bh=[-4.0, 9.0])
    assert Condition.parse(text).holds(standing) is truth


@pytest.mark.parametrize(
    ("marked", "sentence"),
    [
        ("phase == ⟨'forwad'⟩", "has the phase 'forwad'; did you mean 'forward'?"),
        ("t == 1 or ⟨'tan'⟩ != primitive", "has the primitive 'tan'; did you mean 'tanh'?"),
        ("⟨phase > 'forward'⟩", "only == and != fit"),
        ("⟨phase == primitive⟩", "compare phase or primitive with a text"),
        ("⟨'forward' == 'forward'⟩", "compare phase or primitive with a text"),
    ],
)
def test_texts_are_compared_with_what_the_program_has(marked, sentence):
    check_refused(marked, sentence)


@pytest.mark.parametrize(
    ("marked", "sentence"),
    [
        ("⟨t == 'forward'⟩", "t is a number and 'forward' is a text: they cannot be compared"),
        ("t == 3 and ⟨any(h > 0) > 1⟩", "any(h > 0) is a truth value and 1 is a number"),
    ],
)
def test_kinds_that_cannot_be_compared(marked, sentence):
    check_refused(marked, sentence)
