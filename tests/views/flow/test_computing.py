import pytest

from rnn_debugger.debugger import Absent, Progress, Task
from rnn_debugger.views.flow import computing as module
from rnn_debugger.views.flow.computing import Computing


@pytest.fixture
def work(qtbot, monkeypatch, qapp):
    monkeypatch.setattr(module, "TURN_SECONDS", 0.0)
    monkeypatch.setattr(module, "WAIT", 1)
    found = Computing(qapp)
    yield found
    found.stop()


def task(result, steps=3, log=None):
    def slices():
        try:
            for step in range(steps):
                if log is not None:
                    log.append(step)
                yield Progress(step, steps)
        finally:
            if log is not None:
                log.append("end")
        return result

    return lambda: Task(slices())


def test_it_is_worked_out_in_turns_and_kept(qtbot, work):
    told = []
    work.changed.connect(lambda: told.append(work.progress))
    work.want("a", task(5))
    assert work.is_at("a")
    assert work.result("a") is None
    qtbot.waitUntil(lambda: work.result("a") == 5)
    assert told[-1] is None
    assert [share for share in told if share is not None]
    assert not work.is_busy
    work.want("a", lambda: pytest.fail("it is known"))


def test_what_is_wanted_last_is_worked_out(qtbot, work):
    log = []
    work.want("a", task(1, 10**8, log))
    qtbot.waitUntil(lambda: bool(log))
    work.want("b", task(2))
    assert log[-1] == "end"
    qtbot.waitUntil(lambda: work.result("b") == 2)
    assert work.result("a") is None


def test_the_same_wish_again_does_not_begin_anew(qtbot, work):
    log = []
    work.want("a", task(1, 30, log))
    qtbot.waitUntil(lambda: len(log) > 3)
    work.want("a", lambda: pytest.fail("it is under way"))
    qtbot.waitUntil(lambda: work.result("a") == 1)
    assert log.count(0) == 1


def test_at_once_what_is_short(work):
    work.want("a", task(1), at_once=10.0)
    assert work.result("a") == 1
    assert work.take("a") == 1
    assert work.result("a") is None


def test_what_is_given_up_waits_for_somebody_to_insist(qtbot, work):
    work.want("a", task(1, 10**8))
    qtbot.waitUntil(lambda: work.progress is not None)
    work.give_up()
    assert not work.is_busy
    assert work.was_given_up("a")
    work.want("a", lambda: pytest.fail("it was given up"))
    assert not work.is_busy
    work.insist("a", task(1))
    qtbot.waitUntil(lambda: work.result("a") == 1)


def test_when_the_session_has_moved_on_nothing_comes_of_it(qtbot, work):
    def gone():
        raise Absent("gone")

    work.want("a", gone)
    qtbot.waitUntil(lambda: not work.is_busy)
    assert work.result("a") is None


def test_only_so_many_are_kept(work):
    for number in range(module.KEPT + 2):
        work.want(number, task(number), at_once=10.0)
    assert work.result(0) is work.result(1) is None
    assert work.result(2) == 2
