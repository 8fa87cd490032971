import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.recording.ring import UndoRing


def written(memory, ring, start, size, value):
    """One operation: remember, then overwrite."""
    place = memory[start : start + size]
    ring.save(place)
    place[:] = value


WRITES = st.tuples(st.integers(0, 20), st.integers(1, 12), st.integers(1, 255))
MOVES = st.lists(st.one_of(WRITES, st.none(), st.just("clear")), max_size=80)


@settings(max_examples=200)
@given(st.integers(0, 40), MOVES)
def test_whatever_can_be_undone_comes_back_byte_for_byte(capacity, moves):
    """Writes, undoings (None) and clearings in any order, against copies of the whole memory."""
    memory, ring = np.zeros(32, np.uint8), UndoRing(capacity)
    before: list[bytes] = []
    for move in moves:
        if move == "clear":
            ring.clear()
            before.clear()
        elif move is not None:
            before.append(memory.tobytes())
            written(memory, ring, *move)
            assert len(ring) <= len(before)
            before = before[len(before) - len(ring) :]
        elif before:
            newest = ring.newest()
            assert ring.restore()
            expected = before.pop()
            assert memory.tobytes() == expected
            assert newest.tobytes() in expected
        else:
            assert not ring.restore()
    while before:
        assert ring.restore()
        assert memory.tobytes() == before.pop()
    assert not ring.restore()


@pytest.fixture
def memory():
    return np.arange(100, dtype=np.uint8)


def test_it_keeps_as_many_as_fit(memory):
    ring = UndoRing(30)
    for number in range(10):
        written(memory, ring, number, 10, 200 + number)
        assert len(ring) == min(number + 1, 3)


def test_wrapping_round_evicts_the_oldest(memory):
    ring = UndoRing(25)
    for number in range(3):
        written(memory, ring, 10 * number, 10, 255)
    assert len(ring) == 2
    assert ring.restore()
    assert ring.restore()
    np.testing.assert_array_equal(memory[:10], 255)
    np.testing.assert_array_equal(memory[10:], np.arange(10, 100))
    assert not ring.restore()


def test_an_entry_larger_than_the_ring_ends_what_can_be_undone(memory):
    ring = UndoRing(25)
    written(memory, ring, 0, 10, 255)
    written(memory, ring, 0, 26, 255)
    assert len(ring) == 0
    assert ring.newest() is None
    assert not ring.restore()
    written(memory, ring, 50, 25, 255)
    assert ring.restore()
    assert memory[50] == 50


def test_the_newest_is_a_copy_of_what_was_overwritten(memory):
    ring = UndoRing(25)
    written(memory, ring, 3, 2, 255)
    newest = ring.newest()
    np.testing.assert_array_equal(newest, [3, 4])
    newest[:] = 0
    ring.restore()
    np.testing.assert_array_equal(memory[3:5], [3, 4])


def test_undone_space_is_used_again(memory):
    ring = UndoRing(20)
    written(memory, ring, 0, 10, 255)
    for _ in range(50):
        written(memory, ring, 10, 10, 255)
        assert len(ring) == 2
        ring.restore()
    ring.restore()
    np.testing.assert_array_equal(memory, np.arange(100))


def test_what_lies_behind_the_writer_goes_first_when_it_wraps(memory):
    """The fifth entry is written where the fourth is, behind which the oldest still lies."""
    ring, sizes = UndoRing(25), (10, 10, 5, 10, 10, 6)
    before = []
    for number, size in enumerate(sizes):
        before.append(memory.copy())
        written(memory, ring, 16 * number, size, 255)
    assert len(ring) == 2
    while ring.restore():
        np.testing.assert_array_equal(memory, before.pop())


def test_it_takes_its_memory_once():
    ring = UndoRing(1000)
    assert ring.capacity == 1000
