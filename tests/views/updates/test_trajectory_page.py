"""A weight within a sweep that updates it at every timestep."""

import numpy as np
import pytest

from tests.support.experiments import random_table
from tests.support.panels import hover_text

TABLE = random_table(2, length=4, update_schedule="every_timestep")


@pytest.fixture
def panel(make_panel):
    panel = make_panel(TABLE)
    panel.show_page(panel.trajectory)
    panel.show_parameter("Whh")
    return panel


@pytest.fixture
def run(panel):
    return panel.workbench.session


def test_only_where_every_timestep_updates_there_is_such_a_page(panel, make_panel):
    other = make_panel(random_table(2))
    assert panel.button_of(panel.trajectory).isVisibleTo(panel.head)
    assert not other.button_of(other.trajectory).isVisibleTo(other.head)


def test_it_fills_going_back_through_time(panel, run):
    assert panel.trajectory.is_empty
    assert panel.table() is None
    panel.workbench.selection.select("Whh", (1, 0))
    expected = [run.value("Whh")[1, 0]]
    for number in run.program.writers["Whh"]:
        run.seek(0, number + 1)
        expected.append(run.value("Whh")[1, 0])
        assert panel.trajectory.trajectory.values.tolist() == expected
    points = panel.trajectory.element.points()
    assert [point.x() for point in points] == sorted((p.x() for p in points), reverse=True)
    assert panel.trajectory.element.title == "Whh[1, 0]"
    run.step_back(1, "timestep")
    run.seek(0, run.program.writers["Whh"][1] + 1)
    assert panel.trajectory.trajectory.values.tolist() == expected[:3]


def test_the_norm_and_what_the_mouse_tells(panel, run):
    run.step(1, "iteration")
    found = panel.trajectory.trajectory
    assert found.norms[-1] == pytest.approx(np.linalg.norm(run.moment.value("Whh")))
    view = panel.trajectory.norm
    start, _, second, *_ = view.points()
    assert hover_text(view, start.x(), start.y()).startswith("‖Whh‖ before the sweep\n")
    told = hover_text(view, second.x(), second.y())
    assert told == f"‖Whh‖ after the update at t = 3\n{found.norms[2]!r}".replace(
        "np.float64(", ""
    ).replace(")", "")
    view.mouseDoubleClickEvent(None)
    assert (run.moment.last.output, run.moment.last.timestep) == ("Whh", 3)


def test_the_table(panel, run):
    run.step(1, "iteration")
    names, rows = panel.table()
    assert names[0] == "timestep"
    assert [row[0] for row in rows] == ["before the sweep", 4, 3, 2, 1]
