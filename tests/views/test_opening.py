"""Opening: at once where it is quick, else while the window goes on."""

import re
import time

import pytest
from PySide6.QtWidgets import QPushButton

from rnn_debugger.app import create_window
from rnn_debugger.debugger import BadInput, find_file, opening
from rnn_debugger.views import long_call, task_dialog
from rnn_debugger.views.task_dialog import TaskDialog


@pytest.fixture
def window(qtbot, store):
    window = create_window(store=store)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def slow(monkeypatch):
    """Opening takes a while: as long as the test does not say how it ends."""
    ends = []

    def wait(path_or_name, allowed_code):
        while not ends:
            time.sleep(0.005)
        if isinstance(ends[0], Exception):
            raise ends[0]
        return opening(path_or_name, allowed_code)

    monkeypatch.setattr("rnn_debugger.views.window.opening", wait)
    monkeypatch.setattr(long_call, "AT_ONCE_SECONDS", 0.01)
    monkeypatch.setattr(task_dialog, "SHOWN_AFTER", 0)
    yield ends
    ends.append(BadInput("given up"))


def dialog(window):
    return window.findChild(TaskDialog)


def test_what_opens_quickly_is_open_at_once(window):
    window.open_soon("simple-words")
    assert window.session.name == "simple-words"
    assert dialog(window) is None or dialog(window).isHidden()


def test_meanwhile_the_window_lives_and_shows_what_it_does(window, slow, qtbot):
    window.open_soon("vanishing")
    assert window.session is None
    qtbot.waitUntil(lambda: dialog(window).isVisible())
    assert dialog(window).labelText() == "Opening vanishing …"
    slow.append("go on")
    qtbot.waitUntil(lambda: window.session is not None)
    assert window.session.name == "vanishing"
    qtbot.waitUntil(lambda: dialog(window) is None)


def test_it_can_be_given_up(window, slow, qtbot):
    slow.append("go on")
    window.open("simple-words")
    slow.clear()
    kept = window.session
    window.open_soon("vanishing")
    qtbot.waitUntil(lambda: dialog(window).isVisible())
    dialog(window).findChild(QPushButton).click()
    slow.append("go on")
    qtbot.wait(100)
    assert window.session is kept


def test_the_last_one_asked_for_is_opened(window, slow, qtbot):
    window.open_soon("vanishing")
    window.open_soon("simple-words")
    slow.append("go on")
    qtbot.waitUntil(lambda: window.session is not None)
    qtbot.wait(100)
    assert window.session.name == "simple-words"


def test_errors_are_told(window, slow, qtbot):
    told = []
    window.tell_error = told.append
    window.open_soon("vanishing")
    slow.append(BadInput("vanishing: is gone"))
    qtbot.waitUntil(lambda: told == ["vanishing: is gone"])
    assert window.session is None


def test_a_long_program_is_what_it_is_without_a_thread(window, tmp_path, qtbot):
    text = find_file("sine").read_text("utf-8")
    text = re.sub(r"timesteps = \d+", "timesteps = 400", text)
    (tmp_path / "long.toml").write_text(text, "utf-8")
    window.open_soon(str(tmp_path / "long.toml"))
    qtbot.waitUntil(lambda: window.session is not None, timeout=20_000)
    session, _ = opening(tmp_path / "long.toml")
    for run in (window.session, session):
        run.step(500)
    assert window.session.state_hash() == session.state_hash()
