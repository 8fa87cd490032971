import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from rnn_debugger.debugger import exact, open_session, path
from rnn_debugger.views.flow import panel as module
from rnn_debugger.views.flow.panel import FlowPanel
from rnn_debugger.views.graph.canvas import Canvas
from tests.support.experiments import random_table, session
from tests.support.panels import bench, colours_in, hover_text, on_screen

TABLE = random_table(3, sizes=(4,), sequences=2, batch_size=2, length=5)


@pytest.fixture
def run():
    return session(TABLE)


@pytest.fixture
def panel(qtbot, run):
    return on_screen(qtbot, FlowPanel(bench(run)), 800, 260)


def known(qtbot, panel, page):
    """Turn to a page and wait until its figures are there."""
    panel.show_page(page)
    work = panel._jacobians if page == "log" else panel._triangles
    qtbot.waitUntil(lambda: not work.is_busy)
    return panel.page


def test_it_fills_from_right_to_left(panel, run):
    for t in range(5, -1, -1):
        run.seek(0, run.program.writers[f"dh[{t}]"][-1] + 1)
        bars = panel.parts.bars.bars
        assert bars.present.tolist() == [k >= t for k in range(6)]
        gradient = run.moment.value(f"dh[{t}]")[:, 0]
        assert bars.total[t] == pytest.approx(np.linalg.norm(gradient))
        assert bars.along[:, t].sum() == pytest.approx(bars.total[t])
    assert panel.note.text() == "iteration 0"


def test_a_part_is_seen_before_the_whole(panel, run):
    run.seek(0, run.program.writers["dh_next[3]"][-1] + 1)
    bars = panel.parts.bars.bars
    assert not bars.present[3]
    assert bars.norms[1, 3] == pytest.approx(np.linalg.norm(run.value("dh_next[3]")[:, 0]))


@pytest.mark.parametrize("page", ["parts", "log", "triangle"])
def test_the_axis_marks_the_timestep_of_the_sweep_and_that_of_the_selection(panel, run, page):
    panel.show_page(page)
    run.seek(0, run.program.writers["dh[3]"][-1] + 1)
    panel.workbench.selection.select("dh[4]")
    marks = panel.page.axis.marks
    assert (marks.current, marks.phase, marks.selected) == (3, "backward", 4)


def test_until_something_flows_the_last_iteration_stays(panel, run):
    assert panel.parts.bars.bars.message == "dh[t] appears in the backward sweep: press Shift+→"
    assert panel.note.text() == "iteration 0"
    run.seek(2)
    wanted = panel.parts.bars.bars.total
    for place in (0, 1, run.program.writers["dloss[5]"][0] + 1):
        run.seek(2, place)
        assert panel.note.text() == "iteration 1, finished"
        np.testing.assert_array_equal(panel.parts.bars.bars.total, wanted)
    run.seek(2, run.program.writers["dh[5]"][0] + 1)
    assert panel.note.text() == "iteration 2"
    assert panel.parts.bars.bars.present.tolist() == [False] * 5 + [True]
    # It is looked up again, wherever one comes from.
    run.seek(4, 9)
    run.seek(2, 9)
    np.testing.assert_array_equal(panel.parts.bars.bars.total, wanted)


def test_the_sequence_shown(panel, run):
    run.seek(1)
    panel.workbench.selection.show_sequence(1)
    wanted = np.linalg.norm(run.moment.value("dh[3]")[:, 1])
    assert panel.parts.bars.bars.total[3] == pytest.approx(wanted)


def test_clicks_select_and_go(qtbot, panel, run):
    run.seek(1, 4)
    plot = panel.parts.bars
    place = plot.columns_rect(2, 2).center().toPoint()
    qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=place)
    assert panel.workbench.selection.tensor == "dh[2]"
    qtbot.mouseDClick(plot, Qt.MouseButton.LeftButton, pos=place)
    assert run.position.iteration == 0
    assert run.moment.last.output == "dh[2]"


def test_the_mouse_tells_the_numbers(panel, run):
    run.seek(1)
    place = panel.parts.bars.columns_rect(2, 2).center()
    text = hover_text(panel.parts.bars, place.x(), place.y())
    along = panel.parts.bars.bars.along[:, 2]
    assert f"‖dh[2]‖ = {exact(float(panel.parts.bars.bars.total[2]))}" in text
    assert f"from this step's own loss: {exact(float(along[0]))} along it" in text
    assert f"from t = 3: {exact(float(along[1]))} along it" in text
    assert hover_text(panel.parts.bars, 3, 20) == ""


def test_roads_to_choose_from(qtbot):
    run = session(random_table(2, cell="lstm", sizes=(2, 3), length=3))
    panel = on_screen(qtbot, FlowPanel(bench(run)), 800, 260)
    run.seek(1)
    choices = [panel.chooser.itemData(i) for i in range(panel.chooser.count())]
    assert choices == ["dh2", "dc2", "dh1", "dc1"]
    panel.show_road("dc1")
    assert not panel.parts.bars.bars.meets_loss
    wanted = np.linalg.norm(run.moment.value("dc1[2]"))
    assert panel.parts.bars.bars.total[2] == pytest.approx(wanted)


def test_without_states_it_says_why_there_is_nothing(qtbot):
    run = open_session("simple-words-feedforward")
    panel = on_screen(qtbot, FlowPanel(bench(run)), 800, 260)
    run.step(5)
    assert panel.page is panel.empty
    assert "This network has no states" in panel.empty.text()
    assert panel.table() is None


def test_the_jacobians(qtbot, panel, run):
    run.seek(1)
    page = known(qtbot, panel, "log")
    shown = page.stretches.stretches
    (road,) = module.roads(run.program)
    wanted = run.taking_jacobians(0, road).finish()
    np.testing.assert_array_equal(shown.largest, wanted.largest)
    norms = page.norms.norms
    power = np.log10(norms.norms[-1])
    np.testing.assert_allclose(norms.product, wanted.product + power)
    assert "J[3] = ∂h[3] / ∂h[2]: singular values from" in page.tell(3)
    assert "‖J[5] ⋯ J[4]‖ =" in page.tell(3)
    assert "J[0]" not in page.tell(0)


def test_jacobians_come_by_with_the_sweep(qtbot, panel, run):
    run.seek(0, run.program.writers["dh[3]"][0] + 1)
    page = known(qtbot, panel, "log")
    assert np.isfinite(page.stretches.stretches.largest).tolist() == [False] * 3 + [True] * 3
    run.step(2, "timestep")
    assert np.isfinite(page.stretches.stretches.largest).sum() > 3


def test_where_a_gradient_vanishes_it_is_said(qtbot):
    run = open_session("vanishing")
    panel = on_screen(qtbot, FlowPanel(bench(run)), 900, 260)
    run.seek(1)
    page = known(qtbot, panel, "log")
    norms = page.norms.norms
    assert norms.word == "vanishes"
    ratios = norms.norms / norms.norms[-1]
    assert ratios[norms.begins] < 1e-3 <= ratios[norms.begins + 1]
    assert f"from t = {norms.begins} back" in page.head.sentence.text
    # As the Jacobians have it: what is left is never more than they let through.
    assert (np.log10(norms.norms) <= norms.product + 1e-9).all()


def test_where_only_the_jacobians_vanish_that_is_said(qtbot):
    run = open_session("char-gru")
    panel = on_screen(qtbot, FlowPanel(bench(run)), 900, 260)
    run.seek(1)
    page = known(qtbot, panel, "log")
    norms = page.norms.norms
    # Every timestep has a loss of its own, so that the whole gradient stays.
    assert norms.norms[1] > 0.01 * norms.norms[-1]
    assert norms.word == "‖J⋯J‖ vanishes"
    left = norms.product - norms.product[-1]
    assert left[norms.begins] < -3 <= left[norms.begins + 1]
    last = norms.norms.size - 1
    assert (
        f"of dh[{last}] itself less than a thousandth is left from t = {norms.begins} back"
        in page.head.sentence.text
    )


def test_with_changing_weights_it_says_which(qtbot):
    run = session(random_table(3, length=4, update_schedule="every_timestep"))
    panel = on_screen(qtbot, FlowPanel(bench(run)), 900, 260)
    run.seek(1)
    page = known(qtbot, panel, "log")
    assert "at the weights that timestep t reads on the way back" in page.head.sentence.text


def test_the_triangle(qtbot, panel, run):
    run.seek(1)
    page = known(qtbot, panel, "triangle")
    wanted = run.splitting_gradients(0).finish().roads["dh"]
    picture = page.map.picture
    np.testing.assert_array_equal(picture.values, wanted.norms)
    assert picture.logarithmic
    page.share_button.setChecked(True)
    np.testing.assert_allclose(page.map.picture.values.sum(axis=0), 1)
    assert page.map.picture.scale == "signed"
    assert "from loss[3] to dh[1]: ‖·‖ = " in page.tell(2, 1)


def test_no_cell_where_no_loss_reaches(qtbot, panel, run):
    run.seek(1)
    map_ = known(qtbot, panel, "triangle").map
    assert map_.cell_at(map_.cell_rect(1, 2).center().toPoint()) == (1, 2)
    assert map_.cell_at(map_.cell_rect(1, 3).center().toPoint()) is None
    canvas = panel.workbench.theme.surface.canvas
    image = map_.grab().toImage()
    empty = map_.cell_rect(0, 4).center().toPoint() + QPoint(0, 5)
    assert image.pixelColor(empty) == canvas
    assert image.pixelColor(map_.cell_rect(4, 0).center().toPoint()) != canvas


def test_cells_fill_in_as_the_sweep_comes_by(qtbot, panel, run):
    run.seek(0, run.program.writers["dh[3]"][0] + 1)
    page = known(qtbot, panel, "triangle")
    assert page.map.picture.present.tolist() == [False] * 3 + [True] * 3
    run.seek(0, run.program.writers["dh[1]"][0] + 1)
    assert page.map.picture.present.tolist() == [False] + [True] * 5


def test_a_click_on_a_cell_lights_the_way(qtbot, panel, run):
    run.seek(1)
    page = known(qtbot, panel, "triangle")
    canvas = on_screen(qtbot, Canvas(panel.workbench), 1600, 500)
    plain = canvas.grab().toImage()
    place = page.map.cell_rect(3, 2).center().toPoint()
    qtbot.mouseClick(page.map, Qt.MouseButton.LeftButton, pos=place)
    selection = panel.workbench.selection
    assert selection.tensor == "dh[2]"
    assert selection.path == path(run.program, 4, "dh[2]")
    assert page.head.sentence.text.startswith("loss[4] reaches dh[2] through J[3]ᵀ J[4]ᵀ")
    assert page.map.picture.chosen == (3, 2)
    canvas.update()
    assert canvas.grab().toImage() != plain
    # Another selection ends it, and so does a step.
    selection.select("h[1]")
    assert not selection.path
    assert page.map.picture.chosen is None
    qtbot.mouseClick(page.map, Qt.MouseButton.LeftButton, pos=place)
    run.step()
    assert not selection.path


def is_lit(qtbot, run, name, level):
    """Whether the graph looks otherwise when a tensor lies on the way shown."""
    workbench = bench(run)
    run.seek(1)
    canvas = on_screen(qtbot, Canvas(workbench), 1500, 500)
    canvas.fit()
    assert canvas.zoom.level == level
    workbench.selection.select("dh[2]")
    plain = canvas.grab().toImage()
    workbench.selection.show_path("dh[2]", None, frozenset({name}))
    return canvas.grab().toImage() != plain


@pytest.mark.parametrize("name", ["dh[3]", "da[3]", "dh[4]"])
def test_the_graph_lights_what_lies_on_the_way(qtbot, name):
    assert is_lit(qtbot, session(random_table(3, sizes=(4,), length=4)), name, "tensors")


def test_so_do_the_bands_of_many_timesteps(qtbot):
    run = session(random_table(3, length=80))
    assert is_lit(qtbot, run, "dh[70]", "bands")
    # That has no band.
    assert not is_lit(qtbot, run, "da[70]", "bands")


def test_a_hand_in_the_gradients_is_noticed(qtbot, panel, run):
    run.seek(0, run.program.writers["dh[3]"][0] + 1)
    run.edit("dh[3]", (0, 0), 100.0)
    run.seek(1)
    page = known(qtbot, panel, "triangle")
    assert "Columns do not add up" in page.head.sentence.text


def test_a_loss_at_the_end_is_one_row(qtbot):
    run = session(random_table(4, length=4, loss_at="last_timestep"))
    panel = on_screen(qtbot, FlowPanel(bench(run)), 800, 260)
    run.seek(1)
    page = known(qtbot, panel, "triangle")
    assert page.map.picture.values.shape == (1, 5)
    assert not page.map.grab().isNull()


def test_long_work_is_offered_and_can_be_given_up(qtbot, monkeypatch, panel, run):
    monkeypatch.setattr(module, "LONG_SECONDS", -1.0)
    run.seek(1)
    panel.show_page("triangle")
    work, button = panel._triangles, panel.triangle.head.button
    assert not work.is_busy
    assert button.text().startswith("Work it out")
    assert "press the button" in panel.triangle.map.picture.message
    button.click()
    assert work.is_busy
    work.give_up()
    assert button.text().startswith("Work it out")
    button.click()
    qtbot.waitUntil(lambda: not work.is_busy)
    assert panel.triangle.map.picture.present.all()
    assert button.isHidden()


def test_what_is_not_finite_is_hatched(qtbot, panel, run):
    run.edit("Why", (0, 0), float("nan"))
    run.seek(1)
    ink = panel.workbench.theme.surface.ink.name().upper()
    assert np.isnan(panel.parts.bars.bars.total).all()
    assert ink in colours_in(panel.parts.bars)
    page = known(qtbot, panel, "log")
    assert page.head.sentence.text == "dh is not a number, or infinite, from t = 5 back"
    page = known(qtbot, panel, "triangle")
    assert ink in colours_in(page.map)


def test_tables(qtbot, panel, run):
    assert panel.table() is None
    run.seek(1)
    names, rows = panel.table()
    assert [row[0] for row in rows] == list(range(6))
    bars = panel.parts.bars.bars
    assert rows[2][1:4] == [bars.total[2], *bars.along[:, 2]]
    known(qtbot, panel, "log")
    names, rows = panel.table()
    assert len(names) == len(rows[0]) == 6
    known(qtbot, panel, "triangle")
    names, rows = panel.table()
    # s ≥ k, and k from 0.
    assert [row[:2] for row in rows] == [[s, k] for s in range(1, 6) for k in range(s + 1)]


def test_a_page_out_of_sight_works_nothing_out(qtbot, panel, run):
    run.seek(1)
    panel.show_page("log")
    panel.show_page("parts")
    assert not panel._jacobians.is_busy
    panel.hide()
    run.seek(3)
    panel.show_page("triangle")
    assert not panel._triangles.is_busy


@pytest.mark.parametrize("page", ["log", "triangle"])
def test_looking_changes_nothing(qtbot, page):
    run, alone = session(TABLE), session(TABLE)
    panel = on_screen(qtbot, FlowPanel(bench(run)), 800, 260)
    panel.show_page(page)
    for place in ((1, 0), (1, 9), (2, len(run.program) - 9), (0, 40)):
        run.seek(*place)
        alone.seek(*place)
        known(qtbot, panel, page)
        assert (run.position, run.state_hash()) == (alone.position, alone.state_hash())
