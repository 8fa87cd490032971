"""Saving, the mark in the title, and the question before anything is lost."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMessageBox

from rnn_debugger.app import create_window
from rnn_debugger.debugger import Breakpoint, Where, open_session
from rnn_debugger.views import saving

TEXT = """# mine
[model]
cell = "rnn"
hidden_sizes = [2]   # few
[data]
source = "values"
inputs = [[1.0], [0.5]]
targets = [[1.0], [0.0]]
[training]
timesteps = 2
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TEXT)
    return path


@pytest.fixture
def window(qtbot, store, file):
    made = create_window(str(file), store=store)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def asked(monkeypatch):
    """What was asked before something is lost, and what is answered."""

    class Asked(list):
        answer = "cancel"

    found = Asked()

    def ask(_window, name, *, can_save):
        found.append((name, can_save))
        return found.answer

    monkeypatch.setattr(saving, "ask_before_loss", ask)
    yield found
    found.answer = "discard"


def set_one(window):
    window.session.add_stop(Breakpoint(0, Where(operation=3)))


def test_the_title_shows_what_is_not_saved(window, file):
    assert window.windowTitle() == "mine[*] · RNN debugger"
    window.session.seek(2, 3)
    assert not window.isWindowModified()
    set_one(window)
    assert window.isWindowModified()
    window.action("save_experiment").trigger()
    assert not window.isWindowModified()
    assert file.read_text().startswith(TEXT)
    assert open_session(file).stops.breakpoints == window.session.stops.breakpoints
    assert open_session(file).position == (0, 2, 3)


def test_nothing_is_asked_where_nothing_is_lost(window, asked):
    window.session.seek(2, 3)
    assert window.close()
    assert asked == []


@pytest.mark.parametrize(
    "leave",
    [
        lambda window: window.close(),
        lambda window: window.action("start_page").trigger(),
        lambda window: window.open("simple-words"),
        lambda window: window.action("quit").trigger(),
    ],
)
def test_cancelling_keeps_everything(window, asked, leave):
    set_one(window)
    session = window.session
    leave(window)
    assert asked == [("mine", True)]
    assert window.session is session
    assert window.isVisible()
    assert window.isWindowModified()


def test_saving_when_asked(window, asked, file):
    set_one(window)
    asked.answer = "save"
    assert window.open("simple-words")
    assert open_session(file).stops.breakpoints
    assert window.session.name == "simple-words"
    assert not window.isWindowModified()


def test_opening_the_same_file_again_after_saving_brings_back_what_was_saved(window, asked, file):
    set_one(window)
    asked.answer = "save"
    assert window.open(str(file))
    assert len(window.session.stops) == 1


def test_discarding(window, asked, file):
    set_one(window)
    asked.answer = "discard"
    assert window.close()
    assert file.read_text() == TEXT


def test_a_builtin_is_saved_as_a_file_of_ones_own(window, asked, monkeypatch, tmp_path):
    window.open("simple-words")
    set_one(window)
    monkeypatch.setattr(saving, "choose_file", lambda *_: "")
    window.action("save_experiment").trigger()
    assert window.isWindowModified()
    asked.answer = "save"
    assert not window.close()
    names = []

    def choose(_window, name):
        names.append(name)
        return str(tmp_path / "other")

    monkeypatch.setattr(saving, "choose_file", choose)
    window.action("save_experiment").trigger()
    assert names == ["simple-words.toml"]
    assert window.session.path == tmp_path / "other.toml"
    assert not window.isWindowModified()
    set_one(window)
    window.action("save_experiment").trigger()
    assert len(open_session(tmp_path / "other.toml").stops) == 2
    assert tmp_path / "other.toml" in window.settings.recent


def test_a_trace_says_what_to_do_instead(window, asked, tmp_path):
    window.session.step(5)
    window.session.export_trace(tmp_path / "t.json")
    before = (tmp_path / "t.json").read_bytes()
    window.open(str(tmp_path / "t.json"))
    set_one(window)
    window.action("save_experiment").trigger()
    assert "cannot be saved into a trace" in window._errors.text()
    window._errors.close()
    window.close()
    assert asked == [("t", False)]
    assert (tmp_path / "t.json").read_bytes() == before


def test_a_file_changed_by_others_is_asked_about(window, file, monkeypatch):
    set_one(window)
    file.write_text(TEXT + "# of somebody else\n")
    answers = [False, True]
    monkeypatch.setattr(saving, "may_overwrite", lambda *_: answers.pop(0))
    window.action("save_experiment").trigger()
    assert window.isWindowModified()
    assert "[debugger]" not in file.read_text()
    window.action("save_experiment").trigger()
    assert "# of somebody else" in file.read_text()
    assert len(open_session(file).stops) == 1


def test_what_cannot_be_written_is_told_and_stays_unsaved(window, file, monkeypatch):
    set_one(window)
    monkeypatch.setattr(saving, "may_overwrite", lambda *_: True)
    file.write_text("[model\n")
    window.action("save_experiment").trigger()
    assert window._errors.isVisible()
    assert window.isWindowModified()
    window._errors.close()


@pytest.mark.parametrize("press", ["Save", "Discard", "Cancel"])
def test_the_question_itself(window, monkeypatch, press):
    monkeypatch.undo()
    texts = []

    def answer(box):
        texts.extend(button.text() for button in box.buttons())
        next(button for button in box.buttons() if button.text() == press).click()

    monkeypatch.setattr(QMessageBox, "exec", answer)
    assert saving.ask_before_loss(window, "mine", can_save=True) == press.lower()
    assert set(texts) == {"Save", "Discard", "Cancel"}
