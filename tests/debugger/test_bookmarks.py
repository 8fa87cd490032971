import pytest

import rnn_debugger
from rnn_debugger.debugger import Bookmark, Bookmarks, BranchMap, Position

HERE, LATER, ELSEWHERE = Position(0, 3, 7), Position(0, 9, 0), Position(1, 5, 0)


@pytest.fixture
def told():
    return []


@pytest.fixture
def bookmarks(told):
    found = Bookmarks(lambda: told.append(1))
    for name, position in (("later", LATER), ("here", HERE), ("elsewhere", ELSEWHERE)):
        found.add(name, position)
    return found


def test_they_stand_in_the_order_of_their_positions(bookmarks):
    assert [mark.name for mark in bookmarks] == ["here", "later", "elsewhere"]
    assert len(bookmarks) == 3
    assert bookmarks.at(HERE) == Bookmark("here", HERE)
    assert bookmarks.at(Position(0, 0, 0)) is None


def test_every_change_is_told(bookmarks, told):
    del told[:]
    bookmarks.rename(HERE, "there")
    assert bookmarks.at(HERE).name == "there"
    bookmarks.remove(HERE)
    assert bookmarks.at(HERE) is None
    bookmarks.add("again", HERE)
    assert len(told) == 3


def test_one_a_position(bookmarks):
    bookmarks.add("other", HERE)
    assert bookmarks.at(HERE).name == "other"
    assert len(bookmarks) == 3


def test_the_next_and_the_one_before_on_the_way(bookmarks):
    def first(position):
        return position.branch == 0

    assert bookmarks.after(Position(0, 0, 0), first).name == "here"
    assert bookmarks.after(HERE, first).name == "later"
    assert bookmarks.after(LATER, first) is None
    assert bookmarks.before(LATER, first).name == "here"
    assert bookmarks.before(HERE, first) is None
    assert bookmarks.before(Position(1, 9, 9), lambda p: p.branch == 1).name == "elsewhere"


def test_those_before_a_fork_are_on_the_branchs_way():
    session = rnn_debugger.open("simple-words")
    session.seek(2)
    session.bookmarks.add("before", Position(0, 1, 3))
    session.bookmarks.add("not taken", Position(0, 4, 0))
    session.edit("Whh", (0, 0), 0.5)
    session.bookmarks.add("own", Position(1, 3, 2))
    way = BranchMap(session.branches, 1).is_on_way
    assert session.bookmarks.before(Position(1, 3, 2), way).name == "before"
    assert session.bookmarks.after(Position(1, 0, 0), way).name == "before"
    assert session.bookmarks.after(Position(1, 1, 3), way).name == "own"
    assert session.bookmarks.after(Position(1, 3, 2), way) is None
    assert session.bookmarks.before(Position(0, 1, 3), way) is None


def test_names_that_are_free(bookmarks):
    assert bookmarks.free_name() == "bookmark 1"
    bookmarks.add("bookmark 1", Position(0, 1, 0))
    bookmarks.add("bookmark 3", Position(0, 2, 0))
    assert bookmarks.free_name() == "bookmark 2"


def test_a_session_tells_its_listeners():
    session, told = rnn_debugger.open("simple-words"), []
    session.subscribe(lambda: told.append(session.position))
    before = session.state_hash()
    session.bookmarks.add("here", session.position)
    assert told == [(0, 0, 0)]
    assert session.state_hash() == before


def test_the_programs_of_a_session():
    session = rnn_debugger.open("simple-words")
    assert session.program_at(0) is session.program
    session.seek(4)
    session.change_settings(clip_value=0.1)
    assert session.program_at(3) is not session.program
    assert session.program_at(4) is session.program
    assert len(session.program_at(4)) > len(session.program_at(3))
