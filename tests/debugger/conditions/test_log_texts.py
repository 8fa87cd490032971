"""Log texts: expressions in braces, and where their errors are shown."""

import pytest

from rnn_debugger.debugger.conditions.expressions import Expression
from rnn_debugger.debugger.conditions.log_texts import LogText
from rnn_debugger.debugger.conditions.text_places import BadCondition
from tests.support.conditions import PROGRAM
from tests.support.experiments import compiled, random_table
from tests.support.standings import standings


@pytest.fixture(scope="module")
def here():
    """The first backward position of t = 2, after the forward sweep of the random network."""
    run = standings(compiled(random_table(sizes=(3,), length=3, sequences=2, batch_size=2)), 1)
    return next(here for here in run if here.program[here.operation].output == "dh[2]")


def test_a_log_text_has_expressions_in_braces(here):
    text = LogText.parse("t={t}, {{x}} ‖dh‖={norm(dh)} {phase != 'loss'}")
    text.check(here.program)
    norm = Expression.parse("norm(dh)").shown(here)
    assert text.line(here) == f"t=2, {{x}} ‖dh‖={norm} true"
    assert LogText.parse("").line(here) == ""


@pytest.mark.parametrize(
    ("text", "column", "sentence"),
    [
        ("t={t", 2, "never closed"),
        ("t}", 1, "closes nothing"),
        ("ab {nrm(h)}", 4, "no function nrm"),
        ("{{ {t +}", 7, "something is missing at the end"),
        ("ab {}", 4, "empty"),
        ("a {t} {norm(hh)}", 12, "there is no tensor hh"),
    ],
)
def test_an_error_in_a_log_text_shows_where_in_the_whole(text, column, sentence):
    with pytest.raises(BadCondition, match=sentence) as raised:
        LogText.parse(text).check(PROGRAM)
    assert raised.value.column == column
    assert raised.value.text == text
