"""The history's budget: asked for in a dialog, kept, and in force in every session."""

import pytest
from PySide6.QtWidgets import QLabel

from rnn_debugger.app import create_window
from rnn_debugger.views import conductor
from rnn_debugger.views.memory.history_dialog import LEAST, MIB, HistoryBudget
from rnn_debugger.views.settings import Settings


@pytest.fixture
def choose(monkeypatch):
    """A function: what the dialog is answered with from now on, in MiB, or None to cancel."""

    def answer(mebibytes):
        def asked(dialog):
            if mebibytes is not None:
                dialog.mebibytes.setValue(mebibytes)
            codes = HistoryBudget.DialogCode
            return codes.Rejected if mebibytes is None else codes.Accepted

        monkeypatch.setattr(conductor.HistoryBudget, "exec", asked)

    return answer


def test_it_says_what_is_in_use(qtbot):
    dialog = HistoryBudget(256 * MIB, 34 * MIB, None)
    qtbot.addWidget(dialog)
    assert dialog.budget == 256 * MIB
    assert "34 MiB" in [label.text() for label in dialog.findChildren(QLabel)]
    dialog.mebibytes.setValue(0)
    assert dialog.budget == LEAST * MIB


def test_it_is_kept_and_in_force_in_every_session(qtbot, store, choose):
    window = create_window("simple-words", store=store)
    qtbot.addWidget(window)
    first = window.session
    assert first.history_budget == 256 * MIB
    choose(64)
    window.action("history_budget").trigger()
    assert first.history_budget == 64 * MIB
    window.open("vanishing")
    assert window.session is not first
    assert window.session.history_budget == 64 * MIB
    assert Settings(store).history_budget == 64 * MIB
    choose(None)
    window.action("history_budget").trigger()
    assert window.session.history_budget == 64 * MIB


def test_it_can_be_set_before_anything_is_open(qtbot, store, choose):
    window = create_window(store=store)
    qtbot.addWidget(window)
    choose(96)
    window.action("history_budget").trigger()
    window.open("simple-words")
    assert window.session.history_budget == 96 * MIB


def test_the_status_line_and_the_panel_follow(qtbot, store, choose):
    window = create_window("simple-words", store=store)
    qtbot.addWidget(window)
    window.resize(1300, 800)
    window.show()
    window.findChild(object, "memory_dock").raise_()
    choose(48)
    window.action("history_budget").trigger()
    assert window.statusBar().history.endswith("of 48 MiB")
    assert window.findChild(object, "memory").bar.history_text.endswith("of 48 MiB")


@pytest.mark.parametrize("stored", ["", "many", "-5", "12.5"])
def test_what_was_written_by_hand_does_not_stop_it(store, stored):
    store.setValue("history_budget", stored)
    assert Settings(store).history_budget is None
