"""Single truth values, and what is joined of them."""

import pytest

import rnn_debugger
from rnn_debugger.debugger.conditions.conditions import Condition
from tests.support.conditions import check_refused, refusal
from tests.support.experiments import compiled, random_table
from tests.support.standings import standings


@pytest.mark.parametrize(
    ("marked", "sentence"),
    [
        ("t > 0 and ⟨h > 1⟩", "h > 1 gives 6 truth values; say any(…) or all(…)"),
        ("⟨h⟩", "h gives 6 numbers; say any(…) or all(…)"),
        ("not ⟨h[1] > 1⟩", "gives 6 truth values; say any(…) or all(…)"),
        ("⟨norm(h)⟩", "norm(h) gives a number, neither true nor false"),
        ("⟨phase⟩ or t == 3", "phase gives a text, neither true nor false"),
    ],
)
def test_a_condition_needs_one_truth_value(marked, sentence):
    check_refused(marked, sentence)


def test_one_element_is_a_single_value():
    simplest = rnn_debugger.open("simple-words").program
    Condition.parse("h[1] > 0.5 and h > 0").check(simplest)
    Condition.parse("h[1][0] > 0.5 and Wxh[0, 2] < 0").check(simplest)
    assert "gives 2 truth values" in str(refusal("h[1][0] > 0.5"))
    assert "gives 3 truth values" in str(refusal("Whh[0] > 0.5"))


def test_nothing_is_read_where_field_words_decide():
    subject = compiled(random_table(length=3))
    condition = Condition.parse("any(Whh > 5) and norm(h) > 1 and t == 3")
    for standing in standings(subject, 1):
        condition.holds(standing)
        assert not standing.asked or standing.program[standing.operation].timestep == 3
    either = Condition.parse("norm(Whh) > -1 or t == 3")
    assert all(either.holds(standing) for standing in standings(subject, 1))
