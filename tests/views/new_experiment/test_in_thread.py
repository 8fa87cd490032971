"""Work in a thread, and the window that lives meanwhile."""

import threading

import pytest
from PySide6.QtCore import QObject

from rnn_debugger.debugger import BadInput
from rnn_debugger.views.new_experiment.in_thread import InThread


@pytest.fixture
def work(qapp):
    parent = QObject()
    made = InThread(0, parent)
    made.parent_kept = parent
    yield made
    made.cancel()


def fail(error):
    raise AssertionError(error)


def test_the_result_is_handed_over_in_the_windows_thread(work, qtbot):
    found = []
    work.start(
        threading.get_ident, lambda there: found.append((there, threading.get_ident())), fail
    )
    assert work.is_busy
    qtbot.waitUntil(lambda: not work.is_busy)
    ((there, here),) = found
    assert here == threading.get_ident() != there


def test_what_was_wrong_is_handed_over(work, qtbot):
    def refuse():
        raise BadInput("no")

    told = []
    work.start(refuse, fail, told.append)
    qtbot.waitUntil(lambda: not work.is_busy)
    assert [str(error) for error in told] == ["no"]


def test_only_the_last_that_was_asked_for_is_handed_over(work, qtbot):
    may_end, found = threading.Event(), []
    began = threading.Event()

    def slow():
        began.set()
        may_end.wait(10)
        return "first"

    work.start(slow, found.append, fail)
    qtbot.waitUntil(began.is_set)
    work.start(lambda: "second", found.append, fail)
    qtbot.waitUntil(lambda: not work.is_busy)
    may_end.set()
    assert found == ["second"]


def test_nobody_hears_of_what_was_given_up(work, qtbot):
    found = []
    work.start(lambda: 1, found.append, fail)
    work.cancel()
    assert not work.is_busy
    qtbot.wait(60)
    assert found == []


def test_a_fault_of_ours_is_no_bad_input(work, qtbot):
    work.start(lambda: 1 / 0, fail, fail)
    with qtbot.captureExceptions() as raised:
        qtbot.waitUntil(lambda: not work.is_busy)
    assert [kind for kind, _, _ in raised] == [ZeroDivisionError]
