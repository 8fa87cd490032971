import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.recording.keyframes import Keyframes

SIZE = 10


def content(iteration):
    return np.full(SIZE, iteration % 251, np.uint8)


def run_through(keyframes, iterations):
    for iteration in iterations:
        if keyframes.wants(iteration):
            keyframes.add(iteration, content(iteration))


@given(st.integers(1, 12), st.integers(1, 3), st.lists(st.integers(0, 60), max_size=4))
def test_the_budget_is_never_exceeded_and_no_iteration_is_far_behind(room, spacing, returns):
    """`room` frames fit; the run goes back to each of `returns` and on from there."""
    keyframes, reached = Keyframes(room * SIZE + SIZE // 2, spacing), 0
    for first, length in [(0, 80), *((start, 50) for start in returns)]:
        for iteration in range(first, first + length):
            run_through(keyframes, [iteration])
            assert keyframes.bytes == len(keyframes) * SIZE <= room * SIZE
            reached = max(reached, iteration)
    for iteration in range(reached + 1):
        found, frame = keyframes.nearest(iteration)
        assert found % keyframes.spacing == keyframes.spacing % spacing == 0
        assert iteration - keyframes.spacing < found <= iteration
        np.testing.assert_array_equal(frame, content(found))


def test_while_there_is_room_every_iteration_has_one():
    keyframes = Keyframes(8 * SIZE)
    run_through(keyframes, range(8))
    assert (len(keyframes), keyframes.spacing) == (8, 1)
    assert [keyframes.nearest(i)[0] for i in range(8)] == list(range(8))


def test_when_it_is_full_the_spacing_doubles_and_every_other_one_goes():
    keyframes = Keyframes(8 * SIZE)
    run_through(keyframes, range(9))
    assert keyframes.spacing == 2
    assert [keyframes.nearest(i)[0] for i in range(9)] == [0, 0, 2, 2, 4, 4, 6, 6, 8]
    run_through(keyframes, range(9, 100))
    assert keyframes.spacing == 16
    assert len(keyframes) == 7


@pytest.mark.parametrize("budget", [0, SIZE, 2 * SIZE - 1])
def test_the_first_is_kept_whatever_the_budget(budget):
    keyframes = Keyframes(budget)
    run_through(keyframes, range(100))
    assert len(keyframes) == 1
    found, frame = keyframes.nearest(77)
    assert found == 0
    np.testing.assert_array_equal(frame, content(0))


def test_a_frame_is_a_copy():
    keyframes, bytes_ = Keyframes(100), content(0)
    keyframes.add(0, bytes_)
    bytes_[:] = 7
    np.testing.assert_array_equal(keyframes.nearest(0)[1], content(0))


def test_what_is_there_is_not_wanted_again():
    keyframes = Keyframes(100)
    assert keyframes.wants(0)
    keyframes.add(0, content(0))
    assert not keyframes.wants(0)
    keyframes.add(0, content(5))
    np.testing.assert_array_equal(keyframes.nearest(0)[1], content(0))
