"""The graph as a widget: it paints every moment, and the mouse finds what it shows."""

from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage

from rnn_debugger.views.graph.panel import GraphPanel
from rnn_debugger.views.pictures.rendering import image_of, svg_of
from rnn_debugger.views.pictures.subjects import panel_subject
from tests.support.panels import move_mouse

ROUNDING = 3
"""Of 255; what is cut off by a clip is rounded otherwise at soft edges."""
PITCHES = {"units": 450.0, "tensors": 280.0, "folded": 120.0, "compact": 40.0, "bands": 8.0}


@pytest.fixture
def make_panel(show_panel):
    return partial(show_panel, GraphPanel, size=(1000, 600))


def pixels(panel):
    image = panel.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.width(), 4)[:, :, :3].astype(int)


def look_alike(one, other):
    """Soft edges painted on a picture first are a shade off those painted at once."""
    return np.abs(one - other).max() <= 8


def colours(panel):
    """How often each colour is painted."""
    image = panel.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    counts: dict[int, int] = {}
    for value in memoryview(image.constBits()).cast("I"):
        counts[value] = counts.get(value, 0) + 1
    return counts


@pytest.mark.parametrize("level", PITCHES)
@pytest.mark.parametrize("name", ["simple-words", "simple-words-feedforward", "vanishing"])
def test_painting_any_moment_changes_nothing(make_panel, name, level):
    panel = make_panel(name)
    session = panel.workbench.session
    panel.canvas.zoom_by(PITCHES[level] / panel.canvas.zoom.pitch)
    reference = type(session)(session.compiled, "reference")
    for _ in range(25):
        assert session.state_hash() == reference.state_hash()
        panel.canvas.grab()
        assert session.state_hash() == reference.state_hash()
        move = max(len(session.program) // 11, 1)
        session.step(move)
        reference.step(move)


def test_a_step_changes_the_picture_and_a_step_back_restores_it(make_panel):
    panel = make_panel()
    session = panel.workbench.session
    session.step(5)
    before = panel.canvas.grab().toImage()
    session.step()
    after = panel.canvas.grab().toImage()
    assert after != before
    session.step_back()
    assert panel.canvas.grab().toImage() == before


@pytest.mark.parametrize("name", ["vanishing", "simple-words"])
def test_kept_pictures_are_what_would_be_painted_anew(make_panel, name):
    panel, fresh = make_panel(name), make_panel(name)
    for panel_of in (panel, fresh):
        panel_of.canvas.zoom_by(130.0 / panel_of.canvas.zoom.pitch)
    count = len(panel.workbench.session.program)
    position = 0
    for move in (3, 1, 1, count // 3, 1, 1, count // 2, 1, -1, -1, -count // 2, 2, count):
        position += move
        panel.workbench.session.seek(position // count, position % count)
        panel.canvas.grab()
    fresh.workbench.session.seek(position // count, position % count)
    assert look_alike(pixels(panel), pixels(fresh))


@pytest.mark.parametrize("level", PITCHES)
@pytest.mark.parametrize("name", ["simple-words", "vanishing", "remembering"])
def test_a_step_paints_again_all_that_it_changes(make_panel, name, level):
    panel = make_panel(name)
    session, canvas = panel.workbench.session, panel.canvas
    canvas.zoom_by(PITCHES[level] / canvas.zoom.pitch)
    count = len(session.program)
    for place in (count // 3, 2 * count // 3, count - 8):
        session.seek(1, place)
        canvas.grab()
        canvas.grab()
        for move in (1, 1, 1, 7, 1, -1, -1, 2):
            session.step(move)
            if move == 7:
                panel.workbench.selection.select(session.moment.last.output)
            patched = pixels(panel)
            # Forgets every picture, and keeps new ones from the second painting on.
            canvas.take_program(session.program)
            canvas.grab()
            assert np.abs(patched - pixels(panel)).max() <= ROUNDING


def test_gradients_that_outgrow_the_others_make_these_thinner_and_paler(make_panel):
    panel = make_panel("two-powers")
    session, canvas = panel.workbench.session, panel.canvas
    canvas.zoom_by(PITCHES["folded"] / canvas.zoom.pitch)
    session.seek(1, next(op.id for op in session.program if op.phase == "backward") + 8)
    for _ in range(2):
        canvas.grab()
    before = canvas._scene().tracks.scales()["dh"]
    for _ in range(12):
        session.step(1)
        canvas.grab()
    assert canvas._scene().tracks.scales()["dh"] != before
    patched = pixels(panel)
    canvas.take_program(session.program)
    canvas.grab()
    assert np.abs(patched - pixels(panel)).max() <= ROUNDING


@pytest.mark.parametrize("ratio", [1, 2])
def test_files_are_painted_from_no_picture(make_panel, ratio):
    panel = make_panel()
    panel.workbench.session.step(5)
    panel.canvas.grab()
    panel.canvas.grab()
    subject = panel_subject(panel)
    text = svg_of(subject).decode()
    assert text.count("<text") > 30
    image = image_of(subject, ratio)
    assert image.width() == ratio * panel.width()
    before = pixels(panel)
    assert np.abs(before - pixels(panel)).max() == 0


def test_a_click_selects_the_tensor_under_it(make_panel, qtbot):
    panel = make_panel()
    panel.workbench.session.step(12)
    canvas = panel.canvas
    column = canvas._layout()[0].column(1)
    node = next(n for n in column.nodes if n.value == "h[1]")
    place = QPointF(canvas.zoom.column_x(1) + node.box.x, node.box.y).toPoint()
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    assert panel.workbench.selection.tensor == "h[1]"


def test_a_click_on_the_right_half_selects_the_gradient(make_panel, qtbot):
    panel = make_panel()
    panel.workbench.session.step(1, "iteration")
    canvas = panel.canvas
    node = next(n for n in canvas._layout()[0].column(2).nodes if n.value == "h[2]")
    place = QPointF(canvas.zoom.column_x(2) + node.box.right - 8, node.box.y).toPoint()
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    assert panel.workbench.selection.tensor == "dh[2]"


def test_a_double_click_goes_to_the_operation_that_made_it(make_panel, qtbot):
    panel = make_panel()
    session = panel.workbench.session
    session.step(12)
    canvas = panel.canvas
    node = next(n for n in canvas._layout()[0].column(1).nodes if n.value == "h[1]")
    place = QPointF(canvas.zoom.column_x(1) + node.box.x, node.box.y).toPoint()
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    assert session.moment.last.output == "h[1]"


def test_dragging_scrolls_and_selects_nothing(make_panel, qtbot):
    panel = make_panel("vanishing")
    canvas, before = panel.canvas, panel.workbench.selection.tensor
    assert canvas.zoom.offset == 0
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(700, 300))
    move_mouse(canvas, 600, 300, Qt.MouseButton.LeftButton)
    move_mouse(canvas, 500, 300, Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(500, 300))
    assert canvas.zoom.offset == pytest.approx(200, abs=5)
    assert panel.workbench.selection.tensor == before


def test_the_column_of_the_step_comes_into_sight(make_panel):
    panel = make_panel("vanishing")
    session = panel.workbench.session
    canvas = panel.canvas
    assert 30 not in canvas.zoom.visible()
    at = next(op.id for op in session.program if op.output == "h[30]")
    session.seek(0, at + 1)
    assert 30 in canvas.zoom.visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_phase_colours_the_current_column(make_panel, theme):
    panel = make_panel("simple-words", theme)
    shades = panel.workbench.theme
    panel.workbench.session.step(5)
    forward = colours(panel)
    panel.workbench.session.step(22)
    backward = colours(panel)
    assert forward.get(shades.forward.tint.rgb(), 0) > 5000
    assert backward.get(shades.backward.tint.rgb(), 0) > 5000
    assert shades.backward.tint.rgb() not in forward


def test_fit_shows_all_timesteps(make_panel):
    panel = make_panel("vanishing")
    panel.canvas.fit()
    assert list(panel.canvas.zoom.visible()) == list(range(1, 41))


@pytest.mark.parametrize("level", ["units", "tensors"])
@pytest.mark.parametrize("names", [("a[2]", "h[2]"), ("Why", "a[2]"), ("a[2]", "dWhy")])
def test_all_that_is_pointed_at_is_framed(make_panel, monkeypatch, level, names):
    framed = []
    for module in ("nodes", "rail"):
        draw = f"rnn_debugger.views.graph.{module}.draw_frame"
        monkeypatch.setattr(draw, lambda painter, area, colour: framed.append(area))
    panel = make_panel()
    panel.canvas.zoom_by(PITCHES[level] / panel.canvas.zoom.pitch)
    selection = panel.workbench.selection
    panel.workbench.session.step(30)
    selection.follow(panel.workbench.moment)
    panel.canvas.follow(panel.workbench.moment)
    counts = []
    for pointed in (names[:1], names):
        selection.point_at(pointed)
        framed.clear()
        # From no picture kept, everything is painted.
        panel.canvas.take_program(panel.workbench.session.program)
        panel.canvas.grab()
        counts.append(len(framed))
    assert counts[1] > counts[0]


def test_hovering_over_a_parameter_lights_the_lines_that_use_it(make_panel):
    panel = make_panel("vanishing")
    canvas = panel.canvas
    panel.workbench.session.step(100)
    dull = pixels(panel)
    slot = next(s for s in canvas._layout()[1].slots if s.parameter == "Whh")
    move_mouse(canvas, slot.value.center().x(), slot.value.center().y())
    assert not look_alike(pixels(panel), dull)
    move_mouse(canvas, 600, 5)
    assert look_alike(pixels(panel), dull)


@pytest.mark.parametrize("level", PITCHES)
def test_every_level_finds_tensors_under_the_mouse(make_panel, level):
    panel = make_panel("simple-words")
    panel.canvas.zoom_by(PITCHES[level] / panel.canvas.zoom.pitch)
    panel.workbench.session.step(1, "iteration")
    canvas = panel.canvas
    found = {
        canvas.tensor_at(QPointF(x, y))
        for x in range(0, canvas.width(), 5)
        for y in range(0, canvas.height(), 5)
    }
    assert {"h[1]", "dh[1]", "loss[1]"} <= found


def test_the_menu_of_a_tensor(make_panel, qapp):
    panel = make_panel()
    session = panel.workbench.session
    session.step(12)
    actions = {action.text(): action for action in panel.menu_of("h[1]").actions()}
    actions["Copy its numbers"].trigger()
    assert float(qapp.clipboard().text()) == session.value("h[1]")[0, 0]
    actions["Inspect h[1]"].trigger()
    assert panel.workbench.selection.tensor == "h[1]"
    actions["Go to the operation that made it"].trigger()
    assert session.moment.last.output == "h[1]"
    later = {action.text(): action for action in panel.menu_of("dh[1]").actions()}
    assert not later["Copy its numbers"].isEnabled()


@pytest.mark.parametrize("level", ["tensors", "folded", "compact"])
def test_an_update_shows_its_formula_at_every_level_with_columns(make_panel, level):
    panel = make_panel("vanishing")
    session, shade = panel.workbench.session, panel.workbench.theme.update.under_white_text.rgb()
    panel.canvas.zoom_by(PITCHES[level] / panel.canvas.zoom.pitch)
    update = next(op.id for op in session.program if op.phase == "update")
    session.seek(0, update)
    assert colours(panel).get(shade, 0) == 0
    session.step()
    assert colours(panel)[shade] > 300


def test_another_size_keeps_the_column_of_the_step_in_sight(make_panel, qapp):
    panel = make_panel("vanishing")
    session = panel.workbench.session
    session.seek(0, next(op.id for op in session.program if op.output == "h[30]") + 1)
    panel.resize(800, 500)
    qapp.processEvents()
    assert 30 in panel.canvas.zoom.visible()


def test_the_formula_of_a_column_out_of_sight_is_not_written(make_panel):
    panel = make_panel("vanishing")
    session, shade = panel.workbench.session, panel.workbench.theme.forward.under_white_text.rgb()
    session.seek(0, next(op.id for op in session.program if op.output == "h[4]") + 1)
    assert colours(panel).get(shade, 0) > 300
    zoom = panel.canvas.zoom
    for timestep in (5, 6, 20):
        panel.canvas.set_zoom(zoom.scrolled(zoom.column_x(timestep) - zoom.left + 20))
        assert colours(panel).get(shade, 0) < 300


@pytest.mark.parametrize("factor", [1.4, 4.0, 20.0])
def test_zooming_by_a_button_keeps_the_current_timestep_in_sight(make_panel, factor):
    panel = make_panel("vanishing")
    session = panel.workbench.session
    panel.canvas.fit()
    for name in ("h[3]", "h[38]"):
        session.seek(0, next(op.id for op in session.program if op.output == name) + 1)
        panel.canvas.fit()
        panel.canvas.zoom_by(factor)
        assert int(name[2:-1]) in panel.canvas.zoom.visible()


def test_bands_promise_nothing_that_will_never_be(make_panel):
    """The loss of this network stands at the last timestep alone."""
    panel = make_panel("vanishing")
    panel.canvas.fit()
    assert panel.canvas.zoom.level == "bands"
    tracks = panel.canvas._scene().tracks
    awaited = {base: tracks.of(base).awaited for base in ("loss", "h")}
    assert list(np.flatnonzero(awaited["loss"])) == [len(awaited["loss"]) - 1]
    assert awaited["h"].all()
    panel.workbench.session.step(1, "phase")
    tracks = panel.canvas._scene().tracks
    assert not tracks.of("loss").awaited.any()
    assert not tracks.of("h").awaited.any()
