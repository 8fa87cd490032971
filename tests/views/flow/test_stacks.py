import numpy as np
import pytest

from rnn_debugger.views.flow.stacks import stack_extent, stacks

NAN = float("nan")


def test_parts_of_one_sign_are_stacked():
    found = stacks(np.array([[2.0, -1.0], [3.0, -0.5]]), 10)
    assert found.base.tolist() == [[0, 0], [2, -1]]
    assert found.other.tolist() == [[2, -1], [5, -1.5]]
    assert found.whole.tolist() == [5, -1.5]


def test_parts_that_oppose_each_other_both_begin_at_0():
    found = stacks(np.array([[4.0, -1.0, 3.0], [-1.0, 4.0, -3.0]]), 10)
    assert found.other.tolist() == [[0, 0, 0], [-1, 4, -3]]
    assert found.whole.tolist() == [3, 3, 0]


def test_one_part_alone():
    found = stacks(np.array([[0.0, 2.0], [1.5, 0.0]]), 10)
    assert found.whole.tolist() == [1.5, 2.0]
    assert found.other[0].tolist() == [0, 0]


def test_what_is_not_there_has_no_bar():
    assert stacks(np.array([[NAN, 1.0, 1.0], [1.0, NAN, 2.0]]), 10).columns.tolist() == [2]
    assert stacks(np.full((2, 4), NAN), 2).columns.tolist() == []


@pytest.mark.parametrize("places", [7, 97, 640])
def test_of_many_columns_the_largest_are_seen(places):
    parts = np.full((2, 5000), 0.5)
    parts[0, [0, 1234, 4999]] = 9.0
    parts[1, 2500] = -8.0
    found = stacks(parts, places)
    assert len(found.columns) == places
    assert {0, 1234, 4999, 2500} <= set(found.columns.tolist())


def test_how_far_they_reach():
    assert stack_extent(np.array([[2.0, -1.0, NAN], [3.0, 4.0, 9.0]])) == (-1.0, 9.0)
    assert stack_extent(np.array([[-2.0], [-3.0]])) == (-5.0, 0.0)
    assert stack_extent(np.zeros((2, 0))) == (0.0, 0.0)
