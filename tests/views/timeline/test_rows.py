from itertools import pairwise

import pytest

from rnn_debugger.views.timeline.rows import OPEN, OPEN_FROM, SLIM, Row, rows_for

LEVELS = ["curve", "blocks", "operations"]


def filled(rows):
    """All rows that take up room, from the top, each once."""
    found = {rows.overview, rows.marks, rows.loss, *rows.lanes, rows.forks, rows.axis}
    return sorted(row for row in found if row.height > 0)


@pytest.mark.parametrize("height", [SLIM, OPEN, 240, 400])
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("lines", [0, 1, 3, 40])
def test_rows_do_not_overlap_and_fill_the_height(height, level, lines):
    rows = filled(rows_for(float(height), level, lines))
    assert rows[0].top == 0
    assert rows[-1].bottom == height
    for above, below in pairwise(rows):
        assert 0 <= below.top - above.bottom <= 6


@pytest.mark.parametrize("level", LEVELS)
def test_only_the_open_strip_has_an_overview(level):
    assert rows_for(float(SLIM), level, 0).overview.height == 0
    assert rows_for(float(OPEN_FROM), level, 0).overview.height > 0


def test_lanes_are_one_row_in_the_slim_strip():
    assert len(set(rows_for(float(SLIM), "blocks", 0).lanes)) == 1
    assert len(set(rows_for(float(OPEN), "blocks", 0).lanes)) == 3
    assert rows_for(float(OPEN), "curve", 0).lanes == ()


def test_lanes_have_room_for_text_close_by():
    for height in (SLIM, OPEN):
        assert all(lane.height >= 12 for lane in rows_for(float(height), "operations", 3).lanes)


def test_branches_that_there_is_no_room_for_share_the_last_line():
    rows = rows_for(float(SLIM), "curve", 40)
    heights = {rows.fork_y(lane) for lane in range(1, 41)}
    assert len(heights) == 3
    assert all(y in rows.forks for y in heights)


def test_what_is_in_a_row():
    assert 5.0 in Row(5, 2)
    assert 7.0 not in Row(5, 2)
