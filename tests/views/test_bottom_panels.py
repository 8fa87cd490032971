"""What holds for all the panels at the bottom of the window."""

import pytest
from PySide6.QtWidgets import QApplication

from rnn_debugger.debugger import open_session
from rnn_debugger.views.panel import Panel
from rnn_debugger.views.theme import load_theme
from rnn_debugger.views.timeline.panel import TimelinePanel
from rnn_debugger.views.workspace import BOTTOM
from tests.support.experiments import changed, random_table, session
from tests.support.panels import bench, on_screen

TABLES = {
    "batch": random_table(
        3, sizes=(2, 3), sequences=2, batch_size=2, length=3, optimizer="adagrad"
    ),
    "last_timestep": random_table(4, length=4, loss_at="last_timestep"),
    "feedforward": random_table(5, cell="feedforward", length=2),
    "one_timestep": random_table(6, length=1, update_schedule="every_timestep"),
    "float32": {**random_table(7, length=3), "dtype": "float32"},
    "exploding": changed(
        random_table(8, length=4, model={"hidden_activation": "relu"}),
        training={"learning_rate": 1e200},
    ),
}

PANELS = (*BOTTOM, TimelinePanel)


def moments(run):
    """Positions all over the first iterations, going back too."""
    count = len(run.program)
    places = [(0, 0), (0, 1), (0, count // 2), (0, count - 1), (1, 0), (1, 1), (3, count // 2)]
    return [*places, (3, 0), (2, count - 1), (5, 0), (0, 3)]


@pytest.mark.parametrize("kind", PANELS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("table", TABLES)
def test_showing_any_moment_changes_nothing(qtbot, kind, table):
    run, alone = session(TABLES[table]), session(TABLES[table])
    workbench = bench(run)
    panel = on_screen(qtbot, kind(workbench))
    for place in moments(run):
        run.seek(*place)
        alone.seek(*place)
        panel.draw(run.moment)
        panel.grab()
        assert run.position == alone.position
        assert run.state_hash() == alone.state_hash()
    run.step(4)
    alone.step(4)
    assert run.state_hash() == alone.state_hash()


@pytest.mark.parametrize("kind", PANELS, ids=lambda kind: kind.name)
def test_building_it_changes_nothing(qtbot, kind):
    run = open_session("simple-words")
    run.step(9)
    before = run.state_hash()
    on_screen(qtbot, kind(bench(run)))
    assert run.state_hash() == before


@pytest.mark.parametrize("kind", PANELS, ids=lambda kind: kind.name)
def test_a_hidden_panel_does_nothing(qtbot, kind, monkeypatch):
    run = open_session("simple-words")
    panel: Panel = kind(bench(run))
    qtbot.addWidget(panel)
    qtbot.addWidget(panel.head)
    drawn = []
    monkeypatch.setattr(panel, "draw", drawn.append)
    run.step(5)
    run.step(2, "iteration")
    assert drawn == []
    panel.show()
    assert drawn == [run.moment]
    panel.hide()
    run.step()
    assert len(drawn) == 1


@pytest.mark.parametrize("kind", PANELS, ids=lambda kind: kind.name)
def test_going_on_and_back_leaves_the_picture_as_it_was(qtbot, kind):
    """No trace of where one has been: the picture is one of the moment."""
    run = session(TABLES["batch"])
    # What has been run before stays known, so that everything is run once at first.
    run.seek(5, 0)
    panel = on_screen(qtbot, kind(bench(run)))
    pictures = {}
    for place in moments(run):
        run.seek(*place)
        QApplication.processEvents()
        pictures[place] = panel.grab().toImage()
    for place in reversed(moments(run)):
        run.seek(*place)
        QApplication.processEvents()
        assert panel.grab().toImage() == pictures[place], place


@pytest.mark.parametrize("kind", PANELS, ids=lambda kind: kind.name)
def test_another_theme_is_another_picture(qtbot, kind):
    run = open_session("simple-words")
    run.step(2, "iteration")
    workbench = bench(run)
    panel = on_screen(qtbot, kind(workbench))
    light = panel.grab().toImage()
    workbench.themes.set(load_theme("dark"))
    QApplication.processEvents()
    assert panel.grab().toImage() != light
    workbench.themes.set(load_theme("light"))
    QApplication.processEvents()
    assert panel.grab().toImage() == light


@pytest.mark.parametrize("kind", PANELS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("size", [(420, 90), (1600, 500)])
def test_small_and_large(qtbot, kind, size):
    run = open_session("vanishing")
    run.step(1, "iteration")
    panel = on_screen(qtbot, kind(bench(run)), *size)
    assert panel.minimumSizeHint().width() <= 480
    assert panel.minimumSizeHint().height() <= 120
    run.step(300)
    panel.grab()


def test_the_order_of_the_tabs():
    assert [kind.name for kind in BOTTOM][:6] == [
        "activations",
        "gradients",
        "flow",
        "updates",
        "loss",
        "branches",
    ]
