"""Work in slices: done at once, retold, cut into portions."""

import pytest

from rnn_debugger.engine import finish, telling
from rnn_debugger.engine.slices import portions


def counting(log):
    for number in range(3):
        log.append(number)
        yield number
    return "counted"


def test_all_of_it_at_once():
    log = []
    assert finish(counting(log)) == "counted"
    assert log == [0, 1, 2]


def test_every_slice_says_the_same_word_and_the_result_stays():
    told = telling(counting([]), "so far")
    assert [next(told) for _ in range(3)] == ["so far"] * 3
    with pytest.raises(StopIteration) as end:
        next(told)
    assert end.value.value == "counted"


def test_what_is_given_up_is_closed():
    log = []

    def careful():
        try:
            yield
        finally:
            log.append("closed")

    told = telling(careful(), 1)
    next(told)
    told.close()
    assert log == ["closed"]


def test_portions_are_whole_but_for_the_last():
    assert list(portions("abcdefg", 3)) == ["abc", "def", "g"]
    assert list(portions([], 3)) == []
