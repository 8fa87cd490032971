"""Work at once or in the background."""

import pytest
from PySide6.QtWidgets import QApplication

from rnn_debugger.debugger import Progress, Task
from rnn_debugger.views import worker as module
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.theme import load_theme
from rnn_debugger.views.worker import Worker


@pytest.fixture
def worker(qtbot):
    worker = Worker(Themes(load_theme("light")), "some")
    qtbot.addWidget(worker)
    return worker


def task(slices, log):
    def run():
        try:
            for number in range(slices):
                yield Progress(number, slices)
        finally:
            log.append("closed")
        return slices

    return Task(run())


def test_what_is_quick_is_done_at_once(worker):
    taken = []
    assert worker.work(task(3, []), "counting", taken.append, patient=True)
    assert taken == [3]
    assert not worker.is_busy


def test_what_is_slow_goes_on_in_the_background_and_says_how_far(qtbot, worker, monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 0)
    monkeypatch.setattr(module, "TURN_SECONDS", 0)
    worker._shown.setInterval(0)
    taken = []
    assert not worker.work(task(2000, []), "counting", taken.append, patient=True)
    qtbot.waitUntil(worker.isVisible, timeout=5000)
    assert worker.label.text().startswith("counting: ")
    qtbot.waitUntil(lambda: taken == [2000], timeout=20000)
    assert not worker.isVisible()


def test_it_can_be_cancelled_and_asked_for_again(qtbot, worker, monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 0)
    worker._shown.setInterval(0)
    monkeypatch.setattr(module, "TURN_SECONDS", 0)
    taken, log, again = [], [], []
    worker.again_asked.connect(lambda: again.append(True))
    worker.work(task(10**9, log), "counting", taken.append, patient=True)
    qtbot.waitUntil(worker.isVisible, timeout=5000)
    worker.button.click()
    assert log == ["closed"]
    assert not worker.is_busy
    assert worker.label.text() == "counting: given up"
    worker.button.click()
    assert again == [True]


def test_who_is_in_a_hurry_does_without(worker, monkeypatch):
    monkeypatch.setattr(module, "AT_ONCE", 0)
    log = []
    assert not worker.work(task(10**9, log), "counting", log.append, patient=False)
    assert log == ["closed"]
    QApplication.processEvents()
    assert not worker.is_busy
