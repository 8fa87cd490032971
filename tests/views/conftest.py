"""What the tests of views share: a workbench on any experiment, and a moment to draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QSettings

from rnn_debugger.debugger import open_session
from rnn_debugger.views import saving
from rnn_debugger.views.panel import Panel, Themes, Workbench
from rnn_debugger.views.player import Player
from rnn_debugger.views.selection import Selection
from rnn_debugger.views.theme import load_theme


@pytest.fixture(autouse=True)
def nothing_is_asked_at_the_end(monkeypatch):
    """Windows that a test leaves open are closed without a question."""
    monkeypatch.setattr(saving, "ask_before_loss", lambda *_, **__: "discard")


@pytest.fixture
def make_workbench(qapp) -> Iterator[Callable[..., Workbench]]:
    """A function that makes the workbench of an experiment, light or dark."""
    made: list[Workbench] = []

    def make(name="simple-words", theme="light") -> Workbench:
        session = open_session(name)
        selection = Selection()
        player = Player(session)
        player.moved.connect(lambda: selection.follow(session.moment))
        selection.follow(session.moment)
        workbench = Workbench(session, player, selection, Themes(load_theme(theme)))
        made.append(workbench)
        return workbench

    yield make
    for workbench in made:
        workbench.player.close()


@pytest.fixture
def workbench(make_workbench) -> Workbench:
    """A workbench on the 3:1:1 network."""
    return make_workbench()


@pytest.fixture
def store(tmp_path) -> QSettings:
    """Settings of their own, in a file."""
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def show_panel(make_workbench, qtbot) -> Callable[..., Panel]:
    """A function that shows a panel of a class on a workbench of its own."""

    def show(kind, name="simple-words", theme="light", size=(400, 400)) -> Panel:
        panel = kind(make_workbench(name, theme))
        qtbot.addWidget(panel)
        panel.resize(*size)
        panel.show()
        return panel

    return show
