"""Norms over the iterations, and the last update."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from rnn_debugger.debugger import short
from rnn_debugger.views.updates.last_update import _ASKING, _HEATMAP, _HISTOGRAM
from rnn_debugger.views.updates.panel import UpdatesPanel
from tests.support.experiments import changed, random_table, session
from tests.support.panels import bench, hover_text, on_screen

TABLE = random_table(3, sizes=(3,), length=3, learning_rate=0.1)


@pytest.fixture
def run():
    return session(TABLE)


@pytest.fixture
def panel(qtbot, run):
    panel = on_screen(qtbot, UpdatesPanel(bench(run)), 900, 240)
    panel.show_page(panel.ratio)
    return panel


def points(panel, name):
    curve = panel.ratio.plot.curves[name]
    return list(curve.x), list(curve.y)


def test_before_the_first_iteration_it_says_what_will_be(panel, run):
    assert panel.ratio.is_empty
    run.step(1, "iteration")
    assert not panel.ratio.is_empty


@pytest.mark.parametrize("measure", [0, 1, 2])
def test_a_curve_for_every_parameter(panel, run, measure):
    run.seek(7)
    panel.ratio.measure_box.setCurrentIndex(measure)
    for name in run.moment.results.parameters:
        results = [run.moment.results[i] for i in range(7)]
        expected = [
            [r.update_norm[name] / r.parameter_norm[name] for r in results],
            [r.update_norm[name] for r in results],
            [r.gradient_norm[name] for r in results],
        ][measure]
        np.testing.assert_allclose(points(panel, name)[1], expected)
    assert panel.ratio.plot.scale.is_log


def test_each_has_a_name_a_colour_and_a_number(panel, run):
    run.seek(7)
    names = run.moment.results.parameters
    colours = {panel.ratio._colour(number).name() for number in range(len(names))}
    assert len(colours) == len(names)
    result = run.moment.results[6]
    for row, name in enumerate(names):
        ratio = short(result.update_norm[name] / result.parameter_norm[name])
        assert panel.ratio.list.item(row).text().split() == [name, ratio]


def test_the_usual_ratio_is_a_line_with_a_name(panel, run):
    run.seek(3)
    assert panel.ratio.plot.guide == 1e-3
    assert panel.ratio.list._guide.text() == "usual 10⁻³"
    panel.ratio.measure_box.setCurrentIndex(1)
    assert panel.ratio.plot.guide is None
    assert panel.ratio.list._guide.isHidden()


def test_the_last_update_is_that_of_the_last_finished_iteration(panel, run):
    run.seek(4, 5)
    np.testing.assert_array_equal(
        panel.ratio.last._values.reshape(-1), run.last_update("Wxh").reshape(-1)
    )
    norm = short(run.moment.results[3].update_norm["Wxh"])
    assert panel.ratio.last.title == f"ΔWxh of iteration 3 · norm {norm}"
    run.step(1, "iteration")
    assert panel.ratio.last.title.startswith("ΔWxh of iteration 4 ")
    run.step_back(1, "iteration")
    assert panel.ratio.last.title.startswith("ΔWxh of iteration 3 ")


def test_histogram_or_heatmap(panel, run):
    run.seek(2)
    assert panel.ratio.last._pages.currentIndex() == _HISTOGRAM
    counts = panel.ratio.last._histogram._histogram.counts
    assert counts.sum() == run.value("Wxh").size
    panel.ratio.view_box.setCurrentIndex(1)
    assert panel.ratio.last._pages.currentIndex() == _HEATMAP
    np.testing.assert_array_equal(panel.ratio.last.heatmap.picture.values, run.last_update("Wxh"))


def test_a_parameter_chosen_here_is_selected_everywhere_and_the_other_way(qtbot, panel, run):
    run.seek(2)
    row = run.moment.results.parameters.index("Whh")
    place = panel.ratio.list.visualItemRect(panel.ratio.list.item(row)).center()
    qtbot.mouseClick(panel.ratio.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.workbench.selection.tensor == "Whh"
    assert panel.ratio.last.title.startswith("ΔWhh ")
    panel.workbench.selection.select("by")
    assert panel.ratio.list.current == "by"
    assert panel.ratio.last.title.startswith("Δby ")
    panel.workbench.selection.select("h[1]")
    assert panel.ratio.list.current == "by"


def test_stepping_through_the_updates_does_not_change_what_is_looked_at(panel, run):
    run.seek(2, len(run.program) - 4)
    for _ in range(4):
        run.step()
        assert panel.ratio.list.current == "Wxh"


def test_an_element_of_the_heatmap(qtbot, panel, run):
    run.seek(2)
    panel.ratio.view_box.setCurrentIndex(1)
    heatmap = panel.ratio.last.heatmap
    place = heatmap.cell_rect(2, 1).center().toPoint()
    assert hover_text(heatmap, place.x(), place.y()).startswith("ΔWxh[2, 1]\n")
    qtbot.mouseClick(heatmap, Qt.MouseButton.LeftButton, pos=place)
    selection = panel.workbench.selection
    assert (selection.tensor, selection.element) == ("Wxh", (2, 1))
    panel.show_parameter("bh")
    panel.ratio._select_element(1, 0)
    assert (selection.tensor, selection.element) == ("bh", (1,))


def test_it_is_not_worked_out_again_on_every_step(panel, run, monkeypatch):
    run.seek(3)
    asked = []
    original = type(run).last_update
    monkeypatch.setattr(
        type(run), "last_update", lambda self, name: asked.append(name) or original(self, name)
    )
    run.step(5)
    run.step_back(3)
    assert asked == []
    panel.hide()
    run.step(2, "iteration")
    assert asked == []
    panel.show()
    assert asked == ["Wxh"]


def test_what_would_take_long_waits_to_be_asked_for(qtbot, panel, run, monkeypatch):
    monkeypatch.setattr("rnn_debugger.views.updates.ratio_page.WITHOUT_ASKING", 0)
    run.seek(6)
    run.step(1, "iteration")
    run.step_back(2)
    run.step_back(1, "iteration")
    assert run.last_update_distance > 0
    assert panel.ratio.last._pages.currentIndex() == _ASKING
    assert "have to run again" in panel.ratio.last._asking.text()
    before = run.position, run.state_hash()
    qtbot.mouseClick(panel.ratio.last._button, Qt.MouseButton.LeftButton)
    assert panel.ratio.last._pages.currentIndex() == _HISTOGRAM
    np.testing.assert_array_equal(panel.ratio.last._values, run.last_update("Wxh"))
    assert (run.position, run.state_hash()) == before


def test_at_the_start_there_is_no_last_update(panel, run):
    run.seek(3)
    run.go_to_start()
    assert panel.ratio.last._pages.currentIndex() == _ASKING
    assert panel.ratio.last._button.isHidden()
    names = run.moment.results.parameters
    assert [panel.ratio.list.item(row).text().strip() for row in range(len(names))] == list(names)


def test_where_every_timestep_updates_it_says_so(qtbot):
    run = session(changed(TABLE, training={"update_schedule": "every_timestep"}))
    panel = on_screen(qtbot, UpdatesPanel(bench(run)), 900, 240)
    panel.show_page(panel.ratio)
    run.seek(2)
    assert "its 3 updates together" in panel.ratio.last.title
    np.testing.assert_array_equal(panel.ratio.last._values, run.last_update("Wxh"))


def test_the_mouse_tells_all_measures(panel, run):
    run.seek(5)
    told = panel.ratio._tell(2).splitlines()
    assert told[0] == "Wxh, iteration 2"
    assert [line.rsplit(" ", 1)[0] for line in told[1:]] == [
        "update / weight",
        "update",
        "gradient",
    ]
    assert panel.ratio._tell(99) == ""


def test_a_double_click_goes_there(qtbot, panel, run):
    run.seek(5)
    panel.ratio.plot.double_clicked.emit(3)
    assert run.position[1:] == (3, 0)


def test_the_histogram_tells_how_many(panel, run):
    run.seek(2)
    view = panel.ratio.last._histogram
    bar = int(view._histogram.bars.argmax())
    place = view._bar(view._histogram, bar).center()
    told = hover_text(view, place.x(), place.y() if place.y() > 0 else QPoint().y())
    assert told.startswith(f"{view._histogram.bars[bar]} from ")


def test_the_table(panel, run):
    assert panel.table() is None
    run.seek(3)
    names, rows = panel.table()
    rows = list(rows)
    result = run.moment.results[1]
    assert names[:2] == ("iteration", "ratio Wxh")
    assert rows[1][:2] == [1, result.update_norm["Wxh"] / result.parameter_norm["Wxh"]]
    assert len(rows) == 3
