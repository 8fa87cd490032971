"""The panel of diagnostics: rows, going there, stopping, and what it costs."""

from __future__ import annotations

from time import perf_counter

import pytest
from PySide6.QtCore import Qt

import rnn_debugger
from rnn_debugger.debugger import Breakpoint, diagnose
from rnn_debugger.views.diagnostics import panel as module
from rnn_debugger.views.diagnostics.panel import DiagnosticsPanel
from tests.support.panels import bench, colours_in, on_screen


@pytest.fixture
def show(qtbot, monkeypatch):
    """A function that shows the panel on an experiment after some iterations."""
    monkeypatch.setattr(module, "REST_MILLISECONDS", 1)
    benches = []

    def make(name="vanishing", iterations=12, theme="light", size=(900, 260)):
        session = rnn_debugger.open(name)
        session.seek(iterations)
        workbench = bench(session, theme)
        benches.append(workbench)
        panel = on_screen(qtbot, DiagnosticsPanel(workbench), *size)
        qtbot.waitUntil(lambda: panel.model.rowCount() > 0)
        return panel

    yield make
    for workbench in benches:
        workbench.player.close()


def row_of(panel, kind):
    return next(n for n, found in enumerate(panel.model.findings) if found.kind == kind)


def centre(panel, row):
    return panel.list.visualRect(panel.model.index(row)).center()


def test_building_the_view_changes_nothing(show):
    panel = show()
    session = panel.workbench.session
    assert session.position[1:] == (12, 0)
    assert len(session.stops) == 0
    fresh = rnn_debugger.open("vanishing")
    fresh.seek(12)
    assert session.state_hash() == fresh.state_hash()


def test_it_lists_what_was_found(show):
    panel = show()
    assert panel.model.findings == diagnose(panel.workbench.moment)
    assert panel.model.finding(0).kind == "vanishing"
    assert "warning · vanishing gradient · From t = 40" in panel.model.index(0).data()
    names, rows = panel.table()
    assert rows[0][:5] == ("warning", "vanishing gradient", "dh[1]", 11, 449)
    assert all(len(row) == len(names) for row in rows)


def test_a_click_selects_and_a_double_click_goes_there(show, qtbot):
    panel = show()
    row = row_of(panel, "vanishing")
    button = Qt.MouseButton.LeftButton
    qtbot.mouseClick(panel.list.viewport(), button, pos=centre(panel, row))
    assert panel.workbench.selection.tensor == "dh[1]"
    qtbot.mouseDClick(panel.list.viewport(), button, pos=centre(panel, row))
    moment = panel.workbench.moment
    assert (moment.iteration, moment.last.output) == (11, "dh[1]")


def test_enter_goes_there(show, qtbot):
    panel = show()
    panel.list.setCurrentIndex(panel.model.index(row_of(panel, "vanishing")))
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert panel.workbench.moment.last.output == "dh[1]"


def test_stop_on_this(show, qtbot):
    panel = show()
    assert not panel.stop_button.isEnabled()
    panel.list.setCurrentIndex(panel.model.index(row_of(panel, "vanishing")))
    assert panel.stop_button.isEnabled()
    qtbot.mouseClick(panel.stop_button, Qt.MouseButton.LeftButton)
    session = panel.workbench.session
    (stop,) = session.stops
    assert isinstance(stop, Breakpoint)
    assert stop.condition == "norm(dh[1]) < 0.001 * norm(dh[40])"
    assert not panel.stop_button.isEnabled()
    session.go_to_start()
    assert session.run(limit=1000).reason == "breakpoint"
    assert session.moment.last.output == "dh[1]"


def test_the_menu(show):
    panel = show()
    actions = {a.text(): a.isEnabled() for a in panel.menu_of(panel.model.finding(0)).actions()}
    assert actions["Go there"]
    assert actions["Stop on this"]
    healthy = panel.model.finding(row_of(panel, "nonfinite"))
    actions = {a.text(): a.isEnabled() for a in panel.menu_of(healthy).actions()}
    assert not actions["Go there"]
    assert not actions["Stop on this"]


def test_what_is_healthy_is_said_to_be(show):
    panel = show("simple-words", 20)
    assert panel._note.text() == "all healthy · iteration 19, finished"
    assert {found.severity for found in panel.model.findings} == {"healthy", "waiting"}


def test_it_follows_the_session_once_it_rests(show, qtbot):
    panel = show("simple-words", 20)
    panel.workbench.session.go_to_start()
    qtbot.waitUntil(lambda: "iteration 0" in panel._note.text())
    assert panel.model.finding(row_of(panel, "nonfinite")).severity == "waiting"


def test_nothing_is_looked_for_while_steps_follow_one_another(show, qtbot, monkeypatch):
    panel = show("char-rnn", 1)
    monkeypatch.setattr(module, "REST_MILLISECONDS", 10_000)
    player, session = panel.workbench.player, panel.workbench.session
    before = panel.model.findings
    began = perf_counter()
    for _ in range(100):
        session.step()
        panel.draw(session.moment)
    assert perf_counter() - began < 0.5
    assert panel.model.findings is before
    assert not player.is_busy


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_painted_in_ink(show, theme):
    panel = show(theme=theme)
    colours = colours_in(panel.list.viewport())
    surface = panel.workbench.theme.surface
    assert surface.ink.name().upper() in colours
    assert surface.canvas.name().upper() in colours


def test_a_narrow_panel_has_higher_rows(show):
    panel = show()
    wide = panel.list.visualRect(panel.model.index(0)).height()
    panel.resize(360, 260)
    panel.list.doItemsLayout()
    assert panel.list.visualRect(panel.model.index(0)).height() > wide
