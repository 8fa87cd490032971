import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from rnn_debugger.debugger import exact, open_session
from rnn_debugger.views.gradients.panel import GradientsPanel
from tests.support.experiments import random_table, session
from tests.support.panels import bench, hover_text, on_screen


@pytest.fixture
def run():
    return session(random_table(3, sizes=(4,), sequences=2, batch_size=2, length=5))


@pytest.fixture
def panel(qtbot, run):
    return on_screen(qtbot, GradientsPanel(bench(run)))


def test_it_fills_from_right_to_left(panel, run):
    assert panel.sheet.family.base == "dh"
    for timestep in range(5, -1, -1):
        run.seek(0, run.program.writers[f"dh[{timestep}]"][-1] + 1)
        norms = panel.strip._norms
        assert norms.present.tolist() == [t >= timestep for t in range(6)]
        gradient = run.moment.value(f"dh[{timestep}]")[:, 0]
        assert norms.norms[timestep] == pytest.approx(np.sqrt((gradient**2).sum()))
        assert np.isnan(norms.norms[:timestep]).all()


def test_norm_and_heatmap_stand_above_each_other(panel, run):
    run.step(1, "iteration")
    for column in range(6):
        above = panel.heatmap.cell_rect(0, column)
        left = panel.heatmap.mapTo(panel, above.topLeft().toPoint()).x()
        below = panel.strip._column(column, column)
        assert panel.strip.mapTo(panel, QPoint(0, 0)).x() + below.left() == pytest.approx(
            left, abs=1
        )
        assert below.width() == pytest.approx(above.width())
        middle = panel.axis._middle(column) + panel.axis.mapTo(panel, QPoint(0, 0)).x()
        assert middle == pytest.approx(left + above.width() / 2, abs=1)


def test_the_norm_is_that_of_the_sequence_shown(panel, run):
    run.step(1, "iteration")
    panel.workbench.selection.show_sequence(1)
    gradient = run.moment.value("dh[3]")[:, 1]
    assert panel.strip._norms.norms[3] == pytest.approx(np.linalg.norm(gradient))


def test_only_gradients_are_offered(panel):
    choices = [panel.chooser.itemData(i) for i in range(panel.chooser.count())]
    assert choices[:4] == ["dh", "dy", "ds", "da"]
    assert "h" not in choices


def test_clicks_on_the_norm(qtbot, panel, run):
    run.step(1, "iteration")
    place = panel.strip._column(2, 2).center().toPoint()
    qtbot.mouseClick(panel.strip, Qt.MouseButton.LeftButton, pos=place)
    selection = panel.workbench.selection
    assert (selection.tensor, selection.element) == ("dh[2]", None)
    assert panel.strip._norms.marked == 2
    qtbot.mouseDClick(panel.strip, Qt.MouseButton.LeftButton, pos=place)
    assert run.position.iteration == 0
    assert run.moment.last.output == "dh[2]"


def test_the_mouse_tells_the_norm(panel, run):
    run.step(1, "iteration")
    place = panel.strip._column(2, 2).center()
    norm = exact(float(panel.strip._norms.norms[2]))
    assert hover_text(panel.strip, place.x(), place.y()) == f"‖dh[2]‖ = {norm}"
    assert hover_text(panel.strip, 3, 20) == ""


def test_while_nothing_is_there_it_says_what_will_be(panel):
    assert panel.heatmap.picture.message == "dh[t] appears in the backward sweep: press Shift+→"
    assert panel.heatmap.picture.message_side == "left"


def test_a_vanishing_gradient_is_seen_over_all_its_decades(qtbot):
    run = open_session("vanishing")
    panel = on_screen(qtbot, GradientsPanel(bench(run)))
    run.step(1, "iteration")
    norms = panel.strip._norms.norms
    heights = [panel.strip.height_of(float(norm)) for norm in norms]
    # The gradient dies going back, and every timestep of it can be told from the next.
    assert norms[1] < norms[40] * 1e-6
    assert heights[1] - heights[40] > panel.strip.height() / 3
    low, high = panel.strip._range
    assert low < np.log10(norms.min())
    assert high >= np.log10(norms.max())
