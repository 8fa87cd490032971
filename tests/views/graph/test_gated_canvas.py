"""Gated cells on the screen: painted at every moment, found by the mouse, folded by hand."""

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt

from rnn_debugger.app import create_window
from rnn_debugger.views.graph import canvas as canvas_module
from rnn_debugger.views.graph import formula_pill
from rnn_debugger.views.graph.panel import GraphPanel
from tests.support.experiments import random_table
from tests.support.panels import hover_text
from tests.views.graph.test_canvas import colours, look_alike, pixels

PITCHES = {"tensors": 306.0, "folded": 120.0, "compact": 40.0, "bands": 8.0}
CELLS = ("lstm", "lstm_peephole", "lstm_coupled", "gru", "gru_reset_after")


@pytest.fixture
def experiment(tmp_path):
    """A function that writes the experiment of a cell and gives its path."""

    def write(cell, sizes=(3,), length=4, **choices) -> str:
        table = random_table(1, cell=cell, sizes=sizes, length=length, **choices)
        # JSON's lists and strings are TOML's; of tables there is one level.
        lines = []
        for section, keys in table.items():
            lines.append(f"[{section}]")
            lines += [f"{key} = {msgspec.json.encode(v).decode()}" for key, v in keys.items()]
        path = tmp_path / f"{cell}.toml"
        path.write_text("\n".join(lines))
        return str(path)

    return write


@pytest.fixture
def make_panel(show_panel, experiment):
    def make(cell, pitch=306.0, size=(1000, 560), **choices):
        panel = show_panel(GraphPanel, experiment(cell, **choices), size=size)
        panel.canvas.zoom_by(pitch / panel.canvas.zoom.pitch)
        return panel

    return make


def seek(panel, output):
    session = panel.workbench.session
    session.seek(0, next(op.id for op in session.program if op.output == output) + 1)


def place_of(canvas, timestep, x, y) -> QPoint:
    return QPointF(canvas.zoom.column_x(timestep) + x, y).toPoint()


def node_at(canvas, timestep, name):
    column = canvas._layout()[0].column(timestep)
    return next(n for n in column.nodes if name in (n.value, n.gradient))


@pytest.mark.parametrize("level", PITCHES)
@pytest.mark.parametrize(("cell", "sizes"), [*((cell, (3,)) for cell in CELLS), ("gru", (2, 3))])
def test_painting_any_moment_changes_nothing(make_panel, cell, sizes, level):
    panel = make_panel(cell, PITCHES[level], sizes=sizes, length=6)
    session = panel.workbench.session
    for _ in range(14):
        before = session.state_hash()
        panel.canvas.grab()
        assert session.state_hash() == before
        session.step(len(session.program) // 11)


@pytest.mark.parametrize("cell", ["lstm_peephole", "gru"])
def test_kept_pictures_are_what_would_be_painted_anew(make_panel, cell):
    panel, fresh = (make_panel(cell, length=6) for _ in range(2))
    count = len(panel.workbench.session.program)
    position = 0
    for move in (3, 1, 1, count // 3, 1, 1, count // 2, 1, -1, -1, -count // 2, 2, count):
        position += move
        panel.workbench.session.seek(position // count, position % count)
        panel.canvas.grab()
    fresh.workbench.session.seek(position // count, position % count)
    assert look_alike(pixels(panel), pixels(fresh))
    panel.canvas.toggle_cells()
    panel.canvas.grab()
    fresh.canvas.toggle_cells()
    assert look_alike(pixels(panel), pixels(fresh))


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("lstm", ("c[3]", "dc[3]", "i[3]", "di[3]", "da_i[3]", "a_g[3]", "h[3]", "dh[3]", "do[3]")),
        ("gru", ("z[3]", "dz[3]", "n[3]", "da_n[3]", "r[3]", "dr[3]", "dh[3]")),
    ],
)
def test_a_click_selects_gates_and_their_gradients(make_panel, qtbot, cell, names):
    panel = make_panel(cell, size=(1500, 560))
    panel.workbench.session.step(1, "iteration")
    for name in names:
        node = node_at(panel.canvas, 3, name)
        x = node.box.right - 4 if name == node.gradient else node.box.left + 4
        place = place_of(panel.canvas, 3, x, node.box.y)
        qtbot.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=place)
        assert panel.workbench.selection.tensor == name


def test_a_joint_is_what_comes_out_of_it(make_panel, qtbot):
    panel = make_panel("lstm")
    seek(panel, "h[2]")
    canvas = panel.canvas
    joint = next(j for j in canvas._layout()[0].column(2).joints if j.output == "i_g[2]")
    place = place_of(canvas, 2, *joint.centre)
    assert hover_text(canvas, place.x(), place.y()).startswith("i_g[2]")
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    assert panel.workbench.selection.tensor == "i_g[2]"


@pytest.mark.parametrize("pitch", [306.0, 120.0])
def test_the_chevron_folds_and_opens(make_panel, qtbot, pitch):
    panel = make_panel("lstm", pitch)
    canvas, session = panel.canvas, panel.workbench.session
    session.step(20)
    position = session.position
    was_open = bool(canvas.opened)
    assert was_open == (pitch == 306.0)

    def press(deed):
        (chevron,) = canvas._layout()[0].column(2).chevrons
        deed(canvas, Qt.MouseButton.LeftButton, pos=place_of(canvas, 2, *_centre(chevron)))

    before = pixels(panel)
    press(qtbot.mouseClick)
    assert bool(canvas.opened) != was_open
    assert not look_alike(pixels(panel), before)
    assert 2 in canvas.zoom.visible()
    press(qtbot.mouseClick)
    assert bool(canvas.opened) == was_open
    press(qtbot.mouseDClick)
    assert session.position == position


def _centre(chevron):
    return chevron.box.x, chevron.box.y


def test_the_menu_folds_too_and_lists_what_has_no_place_of_its_own(make_panel):
    panel = make_panel("lstm")
    seek(panel, "h[2]")

    def actions():
        return {action.text(): action for action in panel.menu_of("i[2]").actions()}

    actions()["Fold the cell"].trigger()
    assert not panel.canvas.opened
    menu = panel.menu_of("h[2]")
    inside = next(a.menu() for a in menu.actions() if a.text() == "Inspect what is made here")
    found = {action.text(): action for action in inside.actions()}
    assert {"a_i[2]", "i[2]", "i_g[2]", "da_o[2]", "tanh_c[2]"} <= set(found)
    found["a_i[2]"].trigger()
    assert panel.workbench.selection.tensor == "a_i[2]"
    actions()["Open the cell into its gates"].trigger()
    assert panel.canvas.opened == {1}


def test_only_gated_cells_offer_to_fold(make_panel, show_panel):
    assert make_panel("gru")._fold_button.isVisible()
    panel = show_panel(GraphPanel, "simple-words", size=(800, 500))
    assert not panel._fold_button.isVisible()
    panel.canvas.toggle_cells()
    texts = [action.text() for action in panel.menu_of("h[1]").actions()]
    assert not any("cell" in text for text in texts)


def test_a_parameter_under_the_mouse_lights_the_lines_of_its_products(make_panel):
    panel = make_panel("lstm")
    seek(panel, "loss")
    canvas = panel.canvas
    dull = pixels(panel)
    canvas._hover("Whi")
    lit = np.abs(pixels(panel) - dull).max(axis=2) > 8
    bus = canvas._layout()[0].frame.open_cell(canvas.model.layers[0]).rows.forward_bus
    assert lit[round(bus) - 3 : round(bus) + 3].any()


def test_the_command_folds_all_cells_and_the_window_remembers(qtbot, qapp, store, experiment):
    path = experiment("gru", sizes=(2, 3))
    for folded in (False, True):
        window = create_window(path, store=store)
        qtbot.addWidget(window)
        window.resize(1400, 1300)
        window.show()
        qapp.processEvents()
        canvas = window.workspace.graph.canvas
        assert canvas.folding.closed == (frozenset({1, 2}) if folded else frozenset())
        if not folded:
            assert canvas.opened == {1, 2}
            window.action("fold_cells").trigger()
            assert not canvas.opened
        window.close()


def test_an_update_shows_its_formula_beside_the_table_of_gates(make_panel):
    panel = make_panel("lstm")
    session, shade = panel.workbench.session, panel.workbench.theme.update.under_white_text.rgb()
    seek(panel, "Wxf")
    assert colours(panel).get(shade, 0) > 300
    assert session.moment.last.output == "Wxf"


def test_a_long_sum_is_written_with_its_first_and_last_term(make_panel, monkeypatch):
    written = []
    monkeypatch.setattr(
        formula_pill,
        "draw_pill",
        lambda painter, centre, text, *rest: written.append(text) or QRectF(),
    )
    panel = make_panel("lstm")
    seek(panel, "dh_next[2]")
    panel.canvas.grab()
    assert written[-1] == "dh_next_1[2] + … + dh_next_4[2]"
    seek(panel, "dc[2]")
    panel.canvas.grab()
    assert written[-1] == "dc_out[2] + dc_next[2]"


def test_without_room_it_is_said_what_gates_need(make_panel, monkeypatch):
    told = []
    monkeypatch.setattr(canvas_module.QToolTip, "showText", lambda _, text, *__: told.append(text))
    panel = make_panel("lstm", size=(900, 220))
    panel.canvas.toggle_cells()
    assert told == [canvas_module.NO_ROOM]
    panel.resize(900, 600)
    assert panel.canvas.opened == {1}
