"""Numbers one under the other."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.debugger import alignment, copied_text, short

SPACE = "\N{NO-BREAK SPACE}"


def point(text):
    """Where the decimal point of a padded text is, or would be."""
    body = text.rstrip(SPACE)
    places = [body.find(sign) for sign in ".·" if sign in body]
    return min(places) if places else len(body)


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        ([1.5, -20.25, 300.0], ["  1.500", "−20.25", "300.0"]),
        ([0.0], ["0"]),
        ([0.0001234, 1.0], ["0.0001234", "1.000"]),
        ([1e-7, 2.0], ["1.000·10⁻⁷", "2.000"]),
        ([np.nan, 1.0, -np.inf], ["NaN", "  1.000", " −∞"]),
        ([123456.0, 0.5], ["123456", "     0.5000"]),
    ],
)
def test_points_stand_in_one_column(values, lines):
    found = alignment(np.array(values))
    texts = [found.text(value) for value in values]
    assert [text.rstrip(SPACE).replace(SPACE, " ") for text in texts] == lines
    assert len({len(text) for text in texts}) == 1


@given(st.lists(st.floats(width=32), min_size=1, max_size=20))
def test_any_numbers_are_aligned(values):
    found = alignment(np.array(values))
    texts = [found.text(value) for value in values]
    assert len({point(text) for text in texts}) == 1
    assert [text.strip(SPACE) for text in texts] == [short(value) for value in values]


def test_copies_have_all_digits_and_tabs():
    values = np.array([[1 / 3, -2e-300], [np.nan, np.inf]])
    lines = [line.split("\t") for line in copied_text(values).split("\n")]
    assert [float(text) for text in lines[0]] == [1 / 3, -2e-300]
    assert lines[1] == ["NaN", "∞"]
