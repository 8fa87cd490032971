"""The line at the foot of the window."""

from PySide6.QtCore import Qt

from rnn_debugger.app import create_window
from rnn_debugger.debugger import Breakpoint, Where, open_session
from rnn_debugger.views.status import StatusBar, status_text
from tests.support.panels import on_screen


def test_it_says_where_the_session_stands(workbench):
    assert status_text(workbench.moment, "original") == (
        "original · iteration 0 · operation 0 of 47 · forward · t = 0"
    )
    workbench.session.seek(1000, 21)
    text = status_text(workbench.moment, "mine")
    assert text.startswith("mine · iteration 1,000 · operation 21 of 47 · backward · loss 0.")


def test_what_a_run_met_stands_there_until_the_session_moves_on(workbench, qtbot):
    bar = on_screen(qtbot, StatusBar(workbench), 1000, 24)
    assert not bar.met.isVisible()
    plain = bar.grab().toImage()
    workbench.session.add_stop(Breakpoint(0, Where(operation=9)))
    workbench.player.run()
    qtbot.waitUntil(lambda: not workbench.player.is_busy)
    assert bar.met.sentence == f"breakpoint 1: operation 9: {workbench.moment.next.formula}"
    assert bar.met.isVisible()
    assert bar.grab().toImage() != plain
    workbench.player.step(1)
    assert bar.met.sentence == ""
    assert not bar.met.isVisible()


def test_a_run_says_what_it_does(workbench, qtbot):
    bar = on_screen(qtbot, StatusBar(workbench), 1000, 24)
    workbench.player.run_until("iteration == 1000000")
    qtbot.waitUntil(lambda: bar.text.endswith("running until iteration == 1000000"))
    assert not bar.progress.isVisible()
    workbench.player.pause()
    assert "running" not in bar.text


def test_a_long_way_shows_how_far_it_has_come_and_its_button_ends_it(
    make_workbench, qtbot, monkeypatch
):
    monkeypatch.setattr("rnn_debugger.views.player.PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("rnn_debugger.views.status.PATIENCE_MILLISECONDS", 0)
    workbench = make_workbench("char-rnn")
    bar = on_screen(qtbot, StatusBar(workbench), 1000, 24)
    parts = (bar.search, bar.progress, bar.cancel)
    assert not any(part.isVisible() for part in parts)
    before = workbench.session.position
    workbench.player.seek(1_000_000, 5)
    qtbot.waitUntil(lambda: all(part.isVisible() for part in parts))
    assert bar.search.text() == "going to iteration 1,000,000 …"
    assert bar.progress.maximum() > 0
    workbench.player.pause()
    workbench.player.seek(300, 5)
    values = []
    bar.progress.valueChanged.connect(values.append)
    qtbot.waitUntil(lambda: len(values) > 3)
    assert values == sorted(values)
    qtbot.mouseClick(bar.cancel, Qt.MouseButton.LeftButton)
    assert not workbench.player.is_busy
    assert not any(part.isVisible() for part in parts)
    assert workbench.session.position == before


def test_opening_says_where_it_goes(qtbot, store, monkeypatch, tmp_path):
    monkeypatch.setattr("rnn_debugger.views.player.PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("rnn_debugger.views.status.PATIENCE_MILLISECONDS", 0)
    run = open_session("vanishing")
    run.seek(400)
    run.export_trace(tmp_path / "run.json")
    window = create_window(str(tmp_path / "run.json"), store=store)
    qtbot.addWidget(window)
    window.show()
    bar = window.statusBar()
    qtbot.waitUntil(bar.search.isVisible)
    assert bar.search.text() == "going to where it was left …"
    qtbot.waitUntil(lambda: not window.player.is_busy, timeout=20_000)
    assert window.session.position == run.position
    assert not bar.search.isVisible()
