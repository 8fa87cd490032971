"""Long lines of code are wrapped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.views.source.wrapping import wrap

SIGNATURE = "def rnn(x: Symbol, h: Symbol, W: Parameters, b: Parameters) -> Symbol:"


def rows(text, columns):
    return [
        " " * stretch.column + text[stretch.start : stretch.end] for stretch in wrap(text, columns)
    ]


def test_a_line_that_fits_stays_as_it_is():
    assert rows("    s = W.hy @ h + b.y", 40) == ["    s = W.hy @ h + b.y"]


@pytest.mark.parametrize(
    ("text", "columns", "wanted"),
    [
        (
            "    return activation(W.xh @ x + W.hh @ h + b.h)",
            36,
            ["    return activation(W.xh @ x", "        + W.hh @ h + b.h)"],
        ),
        (
            SIGNATURE,
            34,
            [
                "def rnn(x: Symbol, h: Symbol,",
                "    W: Parameters, b: Parameters)",
                "    -> Symbol:",
            ],
        ),
        (
            "    return s.tape.apply(losses.ERROR, s)",
            30,
            ["    return s.tape.apply(", "        losses.ERROR, s)"],
        ),
    ],
)
def test_a_long_line_is_broken_where_it_reads_well(text, columns, wanted):
    assert rows(text, columns) == wanted


def test_what_cannot_be_broken_is_not_lost():
    assert rows("x" * 50, 20) == ["x" * 50]
    assert rows("", 20) == [""]


@given(st.text("ab(,. +-@", max_size=120), st.integers(1, 60))
def test_nothing_but_spaces_is_lost(text, columns):
    stretches = wrap(text, columns)
    assert "".join(text[s.start : s.end] for s in stretches).replace(" ", "") == text.replace(
        " ", ""
    )
    ends = [0] + [stretch.end for stretch in stretches]
    assert ends == sorted(ends)


@given(st.lists(st.text("abc", min_size=1, max_size=8), min_size=1, max_size=20))
def test_no_row_is_longer_than_there_is_room(words):
    assert all(len(row) <= 20 for row in rows(" ".join(words), 20))
