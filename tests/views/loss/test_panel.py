import math

import numpy as np
import pytest
from PySide6.QtCore import Qt

from rnn_debugger.debugger import Smoothed, exact, short
from rnn_debugger.views.loss.panel import HORIZON, LossPanel
from tests.support.experiments import changed, random_table, session
from tests.support.panels import bench, colours_in, hover_text, on_screen

TABLE = random_table(3, length=2, learning_rate=0.1)


@pytest.fixture
def run():
    return session(TABLE)


@pytest.fixture
def panel(qtbot, run):
    return on_screen(qtbot, LossPanel(bench(run)), 700, 240)


def points(panel, name):
    curve = panel.plot.curves[name]
    return list(curve.x), list(curve.y)


def test_before_the_first_iteration_it_says_what_will_be(panel, run):
    assert panel._pages.currentIndex() == 0
    run.step(3)
    assert panel._pages.currentIndex() == 0
    run.step(1, "iteration")
    assert panel._pages.currentIndex() == 1


def test_a_point_for_every_iteration(panel, run):
    run.seek(20)
    x, y = points(panel, "loss")
    assert x == list(range(20))
    assert y == run.moment.losses.tolist()
    smoothed = Smoothed(HORIZON)
    smoothed.extend(run.moment.losses)
    np.testing.assert_array_equal(points(panel, "smooth")[1], smoothed.values)


def test_what_lies_ahead_stays_pale(panel, run):
    run.seek(20)
    assert points(panel, "ahead")[0] == [19]
    run.seek(12, 3)
    assert points(panel, "loss")[0] == list(range(12))
    assert points(panel, "ahead")[0] == list(range(11, 20))
    assert panel.plot.cursor_place == 12
    assert panel.plot.view[1] > 20
    run.go_to_start()
    assert points(panel, "loss")[0] == []
    assert points(panel, "ahead")[0] == list(range(20))
    assert panel._pages.currentIndex() == 1


def test_a_logarithmic_axis(panel, run):
    run.seek(5)
    panel.log_button.setChecked(True)
    assert panel.plot.heights[0] < np.log10(run.moment.losses.min())
    assert panel.plot.heights[1] > np.log10(run.moment.losses.max())
    panel.log_button.setChecked(False)
    assert panel.plot.heights[1] > run.moment.losses.max()


def test_the_mouse_tells_iteration_and_number(panel, run):
    run.seek(9)
    place = panel.plot.point(4, float(run.moment.losses[4]))
    told = hover_text(panel.plot, place.x(), place.y()).splitlines()
    assert told[:2] == ["iteration 4", f"loss {exact(float(run.moment.losses[4]))}"]
    assert panel.note.text().startswith(f"iteration 8: loss {short(float(run.moment.losses[8]))}")


def test_a_double_click_goes_there(qtbot, panel, run):
    run.seek(9)
    place = panel.plot.point(4, float(run.moment.losses[4])).toPoint()
    qtbot.mouseDClick(panel.plot, Qt.MouseButton.LeftButton, pos=place)
    assert run.position[1:] == (4, 0)


def test_within_an_iteration_nothing_is_drawn_anew(panel, run, monkeypatch):
    run.seek(3)
    redrawn = []
    monkeypatch.setattr(panel.plot, "redraw", lambda: redrawn.append(1))
    run.step(4)
    run.step_back(2)
    assert redrawn == []
    run.step(1, "iteration")
    assert redrawn


def test_where_it_stopped_being_a_number(qtbot):
    run = session(
        changed(
            random_table(8, length=4, model={"hidden_activation": "relu"}),
            training={"learning_rate": 1e200},
        )
    )
    panel = on_screen(qtbot, LossPanel(bench(run)))
    run.seek(6)
    losses = run.moment.losses
    first = int(np.flatnonzero(~np.isfinite(losses))[0])
    assert panel._bad == first
    text = f"{short(float(losses[first]))} at iteration {first}"
    assert panel.plot.flag == (first, text)
    assert all(math.isfinite(edge) for edge in panel.plot.heights)


def test_both_curves_are_seen(panel, run):
    run.seek(60)
    theme = panel.workbench.theme
    found = colours_in(panel.plot)
    assert theme.surface.ink.name().upper() in found
    assert theme.loss.line.name().upper() in found


@pytest.mark.parametrize("fork", [(0, 3), (6, 3)])
def test_every_branch_has_a_curve_and_the_current_one_all_of_its_way(panel, run, fork):
    run.seek(10)
    run.seek(*fork)
    run.edit("Whh", (0, 0), 0.5)
    run.seek(14)
    losses = [run.results_of(branch).loss.tolist() for branch in (0, 1)]
    joined = max(fork[0] - 1, 0)
    for current, other in ((1, 0), (0, 1), (1, 0)):
        run.switch(current)
        here = run.position.iteration
        assert points(panel, "loss") == (list(range(here)), losses[current][:here])
        x, y = points(panel, f"loss {other}")
        assert x == list(range(joined, len(losses[other])))
        assert y == losses[other][joined:]
        assert panel.note.text().startswith(
            f"iteration {here - 1}: loss {short(losses[current][here - 1])}"
        )
    names = [entry[0] for entry in panel._legend_entries()]
    assert names == ["branch 1", "original"]
