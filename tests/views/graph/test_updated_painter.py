"""The sign of a weight that is updated already, in the graph: on every line that needs it."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter, QPixmap

from rnn_debugger.debugger import updated_lines
from rnn_debugger.views.graph.elements import Point, Wire
from rnn_debugger.views.graph.panel import GraphPanel
from rnn_debugger.views.graph.updated_painter import (
    BESIDE_LINE,
    BESIDE_NAME,
    marked_nodes,
    place_of,
)
from rnn_debugger.views.theme import load_theme
from rnn_debugger.views.updated_mark import draw_updated_mark
from tests.support.experiments import random_table, session
from tests.support.panels import bench, on_screen
from tests.views.graph.layouts import PITCH, all_columns, make_columns

CELLS = ("rnn", "lstm", "lstm_peephole", "gru", "gru_reset_after")


def is_painted(widget, colour) -> bool:
    """Whether some pixel has that colour."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return bool((np.frombuffer(image.constBits(), np.uint32) | 0xFF000000 == colour.rgb()).any())


@pytest.mark.parametrize("sizes", [(2,), (2, 3)])
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("level", ["tensors", "folded", "compact"])
def test_every_such_operation_has_a_line_or_else_a_node_that_is_marked(level, cell, sizes):
    maker = make_columns(level, cell=cell, sizes=sizes, update_schedule="every_timestep")
    drawn = {
        output
        for column in all_columns(maker)
        for wire in column.wires
        if wire.part != "way"
        for output in wire.outputs
    }
    told = updated_lines(maker.frame.model.program)
    assert told
    seen = [
        name
        for column in all_columns(maker)
        for _, names in marked_nodes(column, told)
        for name in names
    ]
    # What has no line but while it happens is marked then.
    ways = {
        output
        for column in all_columns(maker)
        for wire in column.wires
        if wire.part == "way"
        for output in wire.outputs
    }
    assert told <= {*drawn, *seen, *ways}
    assert cell == "lstm_peephole" or told <= {*drawn, *seen}
    assert not drawn & {*seen}


def test_single_units_have_them_too():
    maker = make_columns("units", sizes=(1,), inputs=3, outputs=1, update_schedule="every_timestep")
    drawn = {o for c in all_columns(maker) for wire in c.wires for o in wire.outputs}
    assert updated_lines(maker.frame.model.program) <= drawn


def test_it_stands_beside_the_name_on_the_line_or_in_its_middle():
    points = (Point(0, 100), Point(0, 40), Point(-200, 40))
    assert place_of(Wire("backward", points, ("dh[1]",))) == (-100, 40)
    named = Wire("backward", points, ("dh[1]",), "Whh", label=Point(-60, 40))
    assert place_of(named) == (-60 + BESIDE_NAME, 40)
    short = Wire("backward", (Point(0, 0), Point(0, 12)), ("dh[1]",), "Why")
    assert place_of(short) == (BESIDE_LINE, 6)


@pytest.mark.parametrize("level", PITCH)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_painted_once_the_sweep_goes_back_and_only_where_every_timestep_updates(
    qtbot, level, theme
):
    for schedule, expected in (("every_timestep", True), ("every_window", False)):
        length = {"folded": 9, "compact": 30}.get(level, 3)
        units = {"sizes": (1,), "outputs": 1} if level == "units" else {"length": length}
        run = session(random_table(1, update_schedule=schedule, **units))
        workbench = bench(run, theme)
        panel = on_screen(qtbot, GraphPanel(workbench), 1500, 560)
        panel.canvas.zoom_by(PITCH[level] / panel.canvas.zoom.pitch)
        assert panel.canvas.zoom.level == level
        run.run("operation > 0 and phase == 'backward'")
        run.step(4)
        assert is_painted(panel.canvas, workbench.theme.update.line) == expected
        assert panel.legend.isVisible() == expected
        workbench.player.close()


def test_the_sign_is_full_when_done_and_hollow_before(qapp):
    theme = load_theme("light")
    middles = []
    for is_done in (True, False):
        picture = QPixmap(20, 20)
        picture.fill(theme.surface.canvas)
        painter = QPainter(picture)
        ground = theme.surface.canvas
        draw_updated_mark(painter, QPointF(10, 10), theme, is_done=is_done, ground=ground)
        painter.end()
        middles.append(picture.toImage().pixelColor(10, 10))
    assert middles == [theme.update.line, theme.surface.canvas]


@pytest.mark.parametrize("cell", ["gru", "lstm_peephole"])
def test_what_has_no_line_is_signed_at_the_corner_of_its_node(qtbot, cell):
    run = session(random_table(1, cell=cell, length=9, update_schedule="every_timestep"))
    workbench = bench(run)
    panel = on_screen(qtbot, GraphPanel(workbench), 1500, 560)
    panel.canvas.zoom_by(PITCH["folded"] / panel.canvas.zoom.pitch)
    run.seek(1)
    told, sight = updated_lines(run.program), panel.canvas._sight()
    image = panel.canvas.grab().toImage()
    corners = [
        (sight.x_of(column) + node.box.right, node.box.top)
        for column in sight.columns()
        for node, _ in marked_nodes(column, told)
        if column.timestep
    ]
    inside = [(x, y) for x, y in corners if 160 < x < image.width() - 8]
    assert inside
    for x, y in inside:
        assert image.pixelColor(int(x), int(y)) == workbench.theme.update.line
    workbench.player.close()
