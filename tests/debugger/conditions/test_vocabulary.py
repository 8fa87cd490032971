"""Functions of the vocabulary, and how kinds are called."""

import numpy as np
import pytest

from rnn_debugger.debugger.conditions.conditions import Condition
from rnn_debugger.debugger.conditions.vocabulary import Kind
from tests.support.experiments import compiled, random_table
from tests.support.standings import standings, with_values

NAN, INFINITY = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("count(isnan(Whh)) == 1", True),
        ("count(isinf(Whh)) == 1", True),
        ("count(isfinite(Whh)) == 2", True),
        ("nonfinite(Whh) and not nonfinite(bh)", True),
        ("max(Whh) > 0", False),
        ("not max(Whh) > 0", True),
        ("min(bh) == -4 and max(bh) == 9", True),
        ("sum(bh) == 5 and mean(bh) == 2.5", True),
        ("norm(bh) == sqrt(97)", True),
        ("all(abs(bh) == bh * sign(bh))", True),
        ("exp(log(bh[1])) > 8.999 and exp(0) == 1", True),
        ("isnan(sqrt(bh[0])) and isnan(log(bh[0]))", True),
    ],
)
def test_functions(text, truth):
    subject = compiled(random_table(length=2))
    last = standings(subject, 1)[-1]
    standing = with_values(last, Whh=[[NAN, INFINITY], [-2.0, -1.0]], bh=[-4.0, 9.0])
    assert Condition.parse(text).holds(standing) is truth


def test_float32_is_compared_as_it_is_and_sums_in_double():
    """0.1 in 32 bits is above 0.1, and the square of 1e30 is not infinite."""
    table = random_table(length=2) | {"dtype": "float32"}
    standing = standings(compiled(table), 1)[-1]
    small = with_values(standing, bh=np.array([0.1, 1e30], np.float32))
    assert Condition.parse("bh[0] > 0.1 and bh[0] < 0.1000001").holds(small)
    assert Condition.parse("any(bh == 0.1)").holds(small) is False
    assert Condition.parse("isfinite(norm(bh)) and isfinite(bh[1] * bh[1])").holds(small)


def test_a_kind_says_what_it_is():
    assert str(Kind("text")) == "a text"
    assert str(Kind("number", (1, 1))) == "a number"
    assert str(Kind("truth", (30, 100))) == "3,000 truth values"
