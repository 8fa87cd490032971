from functools import partial
from itertools import count, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.recording import timeline as module
from rnn_debugger.recording import walker
from rnn_debugger.recording.branches import Edit, Place
from rnn_debugger.recording.timeline import Timeline
from tests.support.experiments import compiled, random_table, tables
from tests.support.running import fingerprint, short_slices_and_dense_keyframes, straight_run

ITERATIONS = 4


def place(timeline):
    return timeline.position[1:]


def go(timeline, *target, record=True, slices=None):
    """Move, to the end or until so many slices have run; how many there were."""
    count = 0
    for count, _ in enumerate(timeline.go(*target, record=record), 1):
        if count == slices:
            break
    return count


@pytest.fixture
def slicing():
    """Every look at the clock ends a slice."""
    with short_slices_and_dense_keyframes():
        yield


@pytest.fixture
def subject():
    return compiled(random_table(2, sequences=2, length=4, timesteps=2))


MOVES = st.lists(
    st.one_of(
        st.just("step"),
        st.just("undo"),
        st.tuples(
            st.floats(0, 1), st.booleans(), st.one_of(st.none(), st.integers(1, 20))
        ).map(lambda move: ("go", *move)),
        st.floats(0, 1).map(lambda target: ("replay", target)),
    ),
    min_size=5,
    max_size=25,
)  # fmt: skip


@settings(max_examples=40)
@given(tables(), MOVES, st.sampled_from([0, 200, 4000, 10**6]), st.sampled_from([0, 1500, 10**6]))
def test_any_walk_finds_the_bytes_of_a_straight_run(table, moves, ring_bytes, keyframe_bytes):
    """With rings and keyframes of all sizes, cancelled on the way or not, recorded or not."""
    subject = compiled(table)
    straight = straight_run(subject, ITERATIONS)
    length, last, furthest = len(subject.program), ITERATIONS * len(subject.program) - 1, 0
    with short_slices_and_dense_keyframes():
        timeline = Timeline(subject, ring_bytes, keyframe_bytes)
        budget = max(keyframe_bytes, len(timeline.machine.persistent))
        for move in moves:
            before = place(timeline)
            here = before[0] * length + before[1]
            if move == "step" and here < last:
                timeline.step()
                assert place(timeline) == divmod(here + 1, length)
            elif move == "undo":
                undone = timeline.undo()
                assert place(timeline) == (divmod(here - 1, length) if undone else before)
            elif move[0] == "go":
                target = divmod(round(move[1] * last), length)
                go(timeline, *target, record=move[2], slices=move[3])
                assert move[3] is not None or place(timeline) == target
            elif move[0] == "replay":
                target = divmod(round(move[1] * last), length)
                spare = timeline.replay(*target)
                assert fingerprint(spare) == straight.fingerprints[target]
                assert place(timeline) == before
            assert fingerprint(timeline.machine) == straight.fingerprints[place(timeline)]
            assert timeline.history.bytes <= budget
            furthest = max(furthest, place(timeline)[0])
            finished = timeline.results.loss
            assert len(finished) >= furthest
            np.testing.assert_array_equal(finished, straight.losses[: len(finished)])


def test_a_step_back_within_the_ring_runs_nothing(subject, monkeypatch):
    timeline = Timeline(subject)
    go(timeline, 2, 5)
    monkeypatch.setattr(timeline.machine, "run", None)
    go(timeline, 0, 3)
    assert place(timeline) == (0, 3)


def test_beyond_the_ring_a_keyframe_is_restored_and_the_ring_filled_again(subject):
    timeline = Timeline(subject)
    go(timeline, 3, 5, record=False)
    assert len(timeline.ring) == 0
    go(timeline, 3, 4)
    assert place(timeline) == (3, 4)
    # The program is short: all the way is less than what a jump records.
    assert len(timeline.ring) == 3 * len(timeline.program) + 4


def test_after_going_back_the_finished_iteration_can_be_seen(subject):
    """At the beginning of an iteration views show the values of the one before."""
    straight, timeline = straight_run(subject, ITERATIONS), Timeline(subject)
    go(timeline, 3, 5, record=False)
    go(timeline, 2, 0)
    for name, value in straight.values_at((1, len(timeline.program))).items():
        np.testing.assert_array_equal(timeline.machine.arrays[name], value)


def test_a_jump_given_up_while_its_machine_is_made_moves_nothing(subject, slicing):
    timeline, straight = Timeline(subject), straight_run(subject, ITERATIONS)
    go(timeline, 1, 3, record=False)
    before = fingerprint(timeline.machine)
    way = timeline.go(0, 2)
    for _ in range(4):
        next(way)
    way.close()
    assert place(timeline) == (1, 3)
    assert fingerprint(timeline.machine) == before
    go(timeline, 0, 2)
    for name, value in straight.values_at((0, 2)).items():
        np.testing.assert_array_equal(timeline.machine.arrays[name], value)


def test_readers_at_the_same_time_have_machines_of_their_own(subject, slicing):
    timeline, straight = Timeline(subject), straight_run(subject, ITERATIONS)
    go(timeline, 3, 0, record=False)
    wanted = [(2, 5), (0, 7), (2, 3), (1, 1)]
    readers = {target: timeline.replaying(Place(*target), 0) for target in wanted}
    while readers:
        for target, reader in list(readers.items()):
            try:
                next(reader)
            except StopIteration as end:
                del readers[target]
                for name, value in straight.values_at(target).items():
                    np.testing.assert_array_equal(end.value.arrays[name], value)
    assert place(timeline) == (3, 0)


def test_a_reader_comes_to_an_end_though_its_branch_is_edited_meanwhile(subject, slicing):
    timeline = Timeline(subject)
    go(timeline, 1, 3, record=False)
    timeline.fork([Edit("Whh", (0, 0), 0.5)])
    reader = timeline.replaying(Place(1, 3), timeline.route.branch.id)
    next(reader)
    timeline.fork([Edit("Whh", (0, 1), 0.25)])
    assert sum(1 for _ in reader) < 10_000


def test_at_the_beginning_there_is_nothing_to_undo(subject):
    timeline = Timeline(subject)
    assert not timeline.undo()
    assert place(timeline) == (0, 0)


def test_running_free_records_nothing(subject):
    timeline = Timeline(subject)
    go(timeline, 1, 3)
    assert len(timeline.ring) == len(timeline.program) + 3
    go(timeline, 2, 0, record=False)
    assert len(timeline.ring) == 0
    assert not timeline.undo()


@pytest.mark.usefixtures("slicing")
def test_movements_come_in_slices_and_stop_where_they_are_left(subject):
    timeline = Timeline(subject)
    assert go(timeline, 3, 0, record=False) > 5
    whole = Timeline(subject)
    assert go(whole, 3, 0, record=False, slices=2) == 2
    assert (0, 0) < place(whole) < (3, 0)


@pytest.mark.parametrize(("seconds", "most"), [(0.0, None), (0.003, 4), (1.0, 1)])
def test_a_slice_ends_after_some_milliseconds(subject, monkeypatch, seconds, most):
    """Whatever an operation takes: on a slow machine a slice is a few of them, on one that takes
    no time at all there is no end of a slice. Every look at the clock is `seconds` later.
    """
    monkeypatch.setattr(walker, "perf_counter", partial(next, count(0, seconds)))
    timeline, places = Timeline(subject), []
    for _ in timeline.go(3, 0, record=False):
        places.append(place(timeline))
    length = len(subject.program)
    moved = [b[0] * length + b[1] - a[0] * length - a[1] for a, b in pairwise(places)]
    if most is None:
        assert not places
    else:
        # To begin with it is not known how slow it is.
        assert set(moved[6:]) <= set(range(1, most + 1))
        assert len(moved) > 10
    assert place(timeline) == (3, 0)


def test_results_are_taken_once(subject):
    timeline = Timeline(subject)
    go(timeline, 3, 2)
    norms = timeline.results.norms.copy()
    go(timeline, 0, 1)
    go(timeline, 3, 2, record=False)
    assert len(timeline.results) == 3
    np.testing.assert_array_equal(timeline.results.norms, norms)


def test_history_bytes(subject):
    timeline = Timeline(subject, 1000, 10**6)
    size = len(timeline.machine.persistent)
    assert timeline.history_bytes == 1000 + size
    go(timeline, 3 * timeline.history.keyframes.spacing, 0, record=False)
    assert timeline.history_bytes == 1000 + 4 * size


def test_keyframes_are_some_thousand_operations_apart(subject):
    apart = Timeline(subject).history.keyframes.spacing * len(subject.program)
    assert 0 <= apart - module.REPLAYED_OPERATIONS < len(subject.program)


@pytest.mark.parametrize("back", [None, 1, 0])
def test_the_change_of_an_iteration(subject, back):
    """Kept for the last one, else worked out again: W after minus W before."""
    straight, timeline = straight_run(subject, ITERATIONS), Timeline(subject)
    go(timeline, 3, 0)
    assert timeline.change_distance(2) == 0
    if back is not None:
        go(timeline, back, 3)
    assert timeline.change_distance(0) > 0
    for iteration in (2, 1):
        for name, after in straight.parameters[iteration].items():
            expected = after - straight.parameters[iteration - 1][name]
            np.testing.assert_array_equal(timeline.change(name, iteration), expected)


def test_the_history_budget(subject):
    timeline = Timeline(subject, 1000, 10**6)
    assert timeline.history_budget == 1000 + 10**6
    go(timeline, 3 * timeline.history.keyframes.spacing, 0, record=False)
    size = len(timeline.machine.persistent)
    timeline.history_budget = 1000 + 3 * size
    assert timeline.history_bytes <= 1000 + 3 * size
    here, state = place(timeline), fingerprint(timeline.machine)
    go(timeline, 1, 2)
    go(timeline, *here)
    assert fingerprint(timeline.machine) == state
