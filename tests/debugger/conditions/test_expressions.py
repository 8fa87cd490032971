"""Expressions, shown in a few digits."""

import pytest

from rnn_debugger.debugger.conditions.expressions import Expression
from tests.support.experiments import compiled, random_table
from tests.support.standings import standings


@pytest.fixture(scope="module")
def here():
    """The first backward position of t = 2, after the forward sweep of the random network."""
    run = standings(compiled(random_table(sizes=(3,), length=3, sequences=2, batch_size=2)), 1)
    return next(here for here in run if here.program[here.operation].output == "dh[2]")


def test_an_expression_is_shown_short(here):
    def shown(text):
        expression = Expression.parse(text)
        expression.check(here.program)
        return expression.shown(here)

    h = here.values["h[3]"]
    assert shown("t") == "2"
    assert shown("-t * 7") == "−14"
    assert shown("phase") == "backward"
    assert shown("primitive") == here.program[here.operation].primitive
    assert shown("loss") == f"{here.values['loss']:.4g}"
    assert shown("1 / 3") == "0.3333"
    assert shown("t == 2 and iteration == 0") == "true"
    assert shown("not t == 2") == "false"
    assert shown("any(h > 2)") == "false"
    assert shown("dh[1]") == "absent"
    assert shown("loss_before") == "absent"
    assert shown("0 * 1e300 * h[2][0, 0] / 0") == "NaN"
    first = f"{h[0, 0]:.4g}".replace("-", "−")
    assert shown("h").startswith(f"3 × 2 ({first}, ")
    assert shown("h").endswith(", …)")
    assert shown("h[3][1]").count(",") == 1
