"""Subscripts: elements and timesteps by whole numbers."""

import pytest

from rnn_debugger.debugger.conditions.conditions import Condition
from tests.support.conditions import check_refused
from tests.support.experiments import compiled, random_table
from tests.support.standings import standings, with_values

NAN, INFINITY = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("max(Whh[1]) == -1", True),
        ("bh[-1] == 9 and bh[0] == -4 and bh[+1] == 9", True),
        ("Whh[1, 0] == -2 and Whh[1, 1] == -1", True),
    ],
)
def test_elements_are_counted_from_both_ends(text, truth):
    subject = compiled(random_table(length=2))
    last = standings(subject, 1)[-1]
    standing = with_values(last, Whh=[[NAN, INFINITY], [-2.0, -1.0]], bh=[-4.0, 9.0])
    assert Condition.parse(text).holds(standing) is truth


@pytest.mark.parametrize(
    ("marked", "sentence"),
    [
        ("h[⟨t / 2⟩] > 1", "a subscript is made of t and whole numbers, not of t / 2"),
        ("h[t - ⟨1.5⟩] > 1", "not of 1.5"),
        ("h[⟨iteration⟩] > 1", "not of iteration"),
        ("h[⟨operation⟩ - t] > 1", "not of operation"),
        ("Whh[⟨h⟩, 1] > 1", "not of h"),
    ],
)
def test_what_a_subscript_is_made_of(marked, sentence):
    check_refused(marked, sentence)


@pytest.mark.parametrize(
    ("marked", "sentence"),
    [
        ("Whh[⟨3, 0⟩] > 1", "Whh[3, 0] is outside: its shape is 3 × 3, from 0"),
        ("bh[⟨-4⟩] > 1", "bh[-4] is outside: its shape is 3, from 0"),
        ("bh[⟨0, 0⟩] > 1", "one subscript too many"),
        ("Whh[⟨t⟩, 0] > 1", "an element is named by whole numbers, not by t"),
        ("loss[3][⟨1⟩] > 1", "one subscript too many: there is a single number"),
        ("h[1][0][⟨0⟩] > 1", "one subscript too many: there is 3 × 2 numbers"),
    ],
)
def test_elements_that_do_not_exist(marked, sentence):
    check_refused(marked, sentence)
