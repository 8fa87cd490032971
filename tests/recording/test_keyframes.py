import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.recording.branches import Branch, Place, Route
from rnn_debugger.recording.keyframes import Keyframes, NearKeyframes
from tests.support.experiments import compiled, random_table

SIZE = 10
ROOT = Branch(0)
COMPILED = compiled(random_table())
ROUTE = Route([(ROOT, COMPILED)])


def content(iteration):
    return np.full(SIZE, iteration % 251, np.uint8)


def run_through(keyframes, iterations):
    for iteration in iterations:
        if keyframes.wants(ROOT, iteration):
            keyframes.add(ROOT, iteration, content(iteration))


def nearest(keyframes, iteration, route=ROUTE):
    frame = keyframes.nearest(route, Place(iteration, 0))
    return frame.place.iteration, frame.content


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
        found, frame = nearest(keyframes, iteration)
        assert keyframes.spacing % spacing == 0
        assert iteration - keyframes.spacing < found <= iteration
        np.testing.assert_array_equal(frame, content(found))


def test_while_there_is_room_every_iteration_has_one():
    keyframes = Keyframes(8 * SIZE)
    run_through(keyframes, range(8))
    assert (len(keyframes), keyframes.spacing) == (8, 1)
    assert [nearest(keyframes, i)[0] for i in range(8)] == list(range(8))


def test_when_it_is_full_the_spacing_doubles_and_every_other_one_goes_oldest_first():
    keyframes = Keyframes(8 * SIZE)
    run_through(keyframes, range(9))
    assert keyframes.spacing == 2
    assert [nearest(keyframes, i)[0] for i in range(9)] == [0, 0, 2, 3, 4, 5, 6, 7, 8]
    run_through(keyframes, range(9, 15))
    assert [nearest(keyframes, i)[0] for i in range(15)] == [i - i % 2 for i in range(15)]
    run_through(keyframes, range(15, 100))
    assert keyframes.spacing == 16
    assert len(keyframes) == 8


@pytest.mark.parametrize("budget", [0, SIZE, 2 * SIZE - 1])
def test_the_first_is_kept_whatever_the_budget(budget):
    keyframes = Keyframes(budget)
    run_through(keyframes, range(100))
    assert len(keyframes) == 1
    found, frame = nearest(keyframes, 77)
    assert found == 0
    np.testing.assert_array_equal(frame, content(0))


def test_a_frame_is_a_copy():
    keyframes, bytes_ = Keyframes(100), content(0)
    keyframes.add(ROOT, 0, bytes_)
    bytes_[:] = 7
    np.testing.assert_array_equal(nearest(keyframes, 0)[1], content(0))


def test_what_is_there_is_not_wanted_again():
    keyframes = Keyframes(100)
    assert keyframes.wants(ROOT, 0)
    keyframes.add(ROOT, 0, content(0))
    assert not keyframes.wants(ROOT, 0)
    keyframes.add(ROOT, 0, content(5))
    np.testing.assert_array_equal(nearest(keyframes, 0)[1], content(0))


def test_a_branch_has_its_parents_up_to_the_fork_and_its_own_behind_it():
    keyframes, branch = Keyframes(100 * SIZE), Branch(1, 0, Place(4, 3))
    route = Route([(ROOT, COMPILED), (branch, COMPILED)])
    run_through(keyframes, range(10))
    for iteration in (6, 7):
        keyframes.add(branch, iteration, content(100 + iteration))
    found = {i: keyframes.nearest(route, Place(i, 0)) for i in range(9)}
    assert [found[i].place.iteration for i in range(9)] == [0, 1, 2, 3, 4, 4, 6, 7, 7]
    assert [found[i].branch.id for i in range(9)] == [0, 0, 0, 0, 0, 0, 1, 1, 1]
    assert nearest(keyframes, 6)[1][0] == 6
    keyframes.drop(1)
    assert keyframes.nearest(route, Place(8, 0)).place == (4, 0)
    assert keyframes.bytes == 10 * SIZE


def test_beginnings_of_branches_stay_within_the_budget():
    keyframes = Keyframes(2 * SIZE)
    for number in range(5):
        keyframes.add(Branch(number), 0, content(number))
    assert keyframes.bytes <= 2 * SIZE
    assert nearest(keyframes, 0)[0] == 0


class TestNear:
    def test_the_oldest_make_room(self):
        near = NearKeyframes(4 * SIZE)
        for operation in range(6):
            assert near.wants(ROOT, Place(1, operation), SIZE)
            near.add(ROOT, Place(1, operation), content(operation))
            assert near.bytes <= 4 * SIZE
        assert near.nearest(ROUTE, Place(1, 1)) is None
        found = near.nearest(ROUTE, Place(2, 0))
        assert found is not None
        assert found.place == (1, 5)

    def test_what_was_used_stays(self):
        near = NearKeyframes(4 * SIZE)
        for operation in range(4):
            near.add(ROOT, Place(1, operation), content(operation))
        near.nearest(ROUTE, Place(1, 0))
        near.add(ROOT, Place(1, 4), content(4))
        assert near.nearest(ROUTE, Place(1, 0)) is not None
        assert near.nearest(ROUTE, Place(1, 1)).place == (1, 0)

    def test_what_is_too_large_is_not_wanted(self):
        assert not NearKeyframes(4 * SIZE - 1).wants(ROOT, Place(1, 0), SIZE)

    def test_only_a_branchs_own(self):
        near, branch = NearKeyframes(4 * SIZE), Branch(1, 0, Place(1, 3))
        route = Route([(ROOT, COMPILED), (branch, COMPILED)])
        near.add(ROOT, Place(1, 5), content(5))
        near.add(branch, Place(1, 4), content(4))
        assert near.nearest(route, Place(2, 0)).place == (1, 4)
        assert near.nearest(ROUTE, Place(2, 0)).place == (1, 5)
        near.drop(1)
        assert near.nearest(route, Place(2, 0)) is None


def test_a_smaller_budget_lets_the_oldest_go():
    keyframes = Keyframes(20 * SIZE)
    run_through(keyframes, range(20))
    keyframes.set_budget(6 * SIZE)
    assert keyframes.bytes <= 6 * SIZE
    assert nearest(keyframes, 19)[0] >= 16
    keyframes.set_budget(0)
    assert keyframes.bytes == SIZE
    assert nearest(keyframes, 19)[0] == 0
