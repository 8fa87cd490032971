import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.views.memory.lives_window import LivesWindow

WHOLE = LivesWindow.whole(500, 300)


def test_closer_stays_where_the_mouse_is():
    near = WHOLE.zoomed(2, 0.25, 0.5)
    assert near.operations == (62.5, 312.5)
    assert near.operations[0] + 0.25 * 250 == 0.25 * 500
    assert near.rows == (75, 225)
    assert near.zoomed(0.5, 0.25, 0.5) == WHOLE


def test_it_ends_where_there_is_nothing_more():
    assert WHOLE.zoomed(0.1, 0.5, 0.5) == WHOLE
    assert WHOLE.moved(40, -3) == WHOLE
    near = WHOLE.zoomed(2, 0, 0).moved(10_000, 10_000)
    assert (near.operations, near.rows) == ((250, 500), (150, 300))
    assert not near.is_whole
    closest = WHOLE.zoomed(1e9, 0.5, 0.5)
    assert closest.operations[1] - closest.operations[0] == pytest.approx(12)
    assert closest.rows[1] - closest.rows[0] == pytest.approx(4)


def test_what_is_out_of_sight_comes_into_it():
    near = WHOLE.zoomed(10, 0, 0)
    assert near.showing(20, 10) == near
    shown = near.showing(300, 200)
    assert shown.operations[0] <= 300 <= shown.operations[1]
    assert shown.rows[0] <= 200 <= shown.rows[1]
    assert near.showing(300, None).rows == near.rows


@given(
    st.integers(1, 2000),
    st.integers(1, 2000),
    st.lists(st.tuples(st.floats(0.1, 10), st.floats(0, 1), st.floats(-900, 900)), max_size=6),
)
def test_whatever_is_done_it_stays_inside(operations, rows, deeds):
    window = LivesWindow.whole(operations, rows)
    for factor, share, by in deeds:
        window = window.zoomed(factor, share, share).moved(by, by)
        for (low, high), most in ((window.operations, operations), (window.rows, rows)):
            assert -1e-6 <= low < high <= most + 1e-6
