"""Before, change, after."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.support.experiments import random_table
from tests.support.panels import hover_text


@pytest.fixture
def panel(make_panel):
    panel = make_panel(random_table(2, sizes=(3,), length=3))
    panel.show_page(panel.values)
    return panel


@pytest.fixture
def run(panel):
    return panel.workbench.session


def test_before_the_first_update_only_before_is_there(panel, run):
    np.testing.assert_array_equal(panel.values.values.before, run.value("Wxh"))
    assert panel.values.values.after is None
    assert panel.values.titles["after"].text() == "after: to come"
    assert not panel.values.maps["change"].picture.present.any()
    assert panel.table() is None


def test_after_the_update_all_three_are_there(panel, run):
    start = run.value("Wxh")
    run.seek(0, run.program.writers["Wxh"][0] + 1)
    values = panel.values.values
    np.testing.assert_array_equal(values.before, start)
    np.testing.assert_array_equal(values.after, run.value("Wxh"))
    np.testing.assert_array_equal(panel.values.maps["change"].picture.values, values.change)
    assert values.change.any()
    levels = {heatmap.picture.level for heatmap in panel.values.maps.values()}
    assert len(levels) == 1
    assert panel.values.note == "iteration 0"


def test_between_updates_it_is_the_last_finished_iteration(panel, run):
    run.seek(3, 0)
    finished = panel.values.values
    run.step(5)
    assert panel.values.note == "iteration 2, the last that has finished"
    np.testing.assert_array_equal(panel.values.values.before, finished.before)
    np.testing.assert_array_equal(panel.values.values.after, run.value("Wxh"))
    np.testing.assert_allclose(finished.change, run.last_update("Wxh"), atol=1e-15)


def test_the_change_can_be_enlarged(panel, run):
    run.step(1, "iteration")
    panel.values.scale_box.setCurrentIndex(1)
    pictures = {place: heatmap.picture for place, heatmap in panel.values.maps.items()}
    assert pictures["change"].level < pictures["before"].level == pictures["after"].level
    assert panel.values.scales["change"].isVisible()
    panel.values.scale_box.setCurrentIndex(2)
    assert all(heatmap.picture.logarithmic for heatmap in panel.values.maps.values())


def test_an_element(qtbot, panel, run):
    run.step(1, "iteration")
    heatmap = panel.values.maps["after"]
    place = heatmap.cell_rect(2, 1).center().toPoint()
    told = hover_text(heatmap, place.x(), place.y()).splitlines()
    assert told[0] == "Wxh[2, 1], iteration 0"
    assert float(told[3].split()[1]) == run.moment.value("Wxh")[2, 1]
    qtbot.mouseClick(heatmap, Qt.MouseButton.LeftButton, pos=place)
    selection = panel.workbench.selection
    assert (selection.tensor, selection.element) == ("Wxh", (2, 1))
    assert panel.values.maps["before"].picture.chosen == (2, 1)
    panel.show_parameter("bh")
    panel.values.maps["after"].clicked.emit(1, 0)
    assert (selection.tensor, selection.element) == ("bh", (1,))


def test_within_a_sweep_that_updates_it_says_how_far(make_panel):
    panel = make_panel(random_table(2, length=3, update_schedule="every_timestep"))
    panel.show_page(panel.values)
    run = panel.workbench.session
    start = run.value("Whh")
    panel.show_parameter("Whh")
    run.seek(0, run.program.writers["Whh"][1] + 1)
    assert panel.values.note == "iteration 0, after its update at t = 2"
    np.testing.assert_array_equal(panel.values.values.before, start)
    np.testing.assert_array_equal(panel.values.values.after, run.value("Whh"))


def test_the_table(panel, run):
    run.step(1, "iteration")
    names, rows = panel.table()
    assert names == ("row", "column", "before", "change", "after")
    rows = list(rows)
    assert len(rows) == run.value("Wxh").size
    assert all(before + change == pytest.approx(after) for *_, before, change, after in rows)
