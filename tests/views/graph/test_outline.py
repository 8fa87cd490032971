"""Where the parts of a column are drawn: by name, and by place."""

import pytest
from PySide6.QtCore import QRect

from rnn_debugger.views.graph.changes import family_name
from rnn_debugger.views.graph.outline import Outline
from rnn_debugger.views.graph.panel import GraphPanel


@pytest.fixture
def outline(show_panel):
    panel = show_panel(GraphPanel, "vanishing", size=(1000, 600))
    canvas = panel.canvas
    canvas.zoom_by(280 / canvas.zoom.pitch)
    return Outline(canvas._layout()[0].column(20), canvas.zoom.pitch)


def box(outline, name):
    node = next(n for n in outline.column.nodes if name in (n.value, n.gradient))
    return QRect(
        round(node.box.left), round(node.box.top), round(node.box.width), round(node.box.height)
    )


def test_a_name_stands_for_its_node_and_its_lines(outline):
    place = outline.of({"h[20]"})
    assert place.contains(box(outline, "h[20]"))
    assert not place.intersects(box(outline, "x[20]"))


def test_a_family_stands_for_its_tensors(outline):
    assert outline.of({family_name("h")}) == outline.of({"h[20]"})


def test_what_is_not_in_the_column_has_no_place(outline):
    assert outline.of({"h[3]", "dWhh", family_name("loss")}).isNull()


def test_within_a_place_is_what_it_touches_in_the_order_of_the_column(outline):
    place = outline.of({"h[20]"})
    part = outline.within(place)
    assert "h[20]" in [node.value for node in part.nodes]
    assert "x[20]" not in [node.value for node in part.nodes]
    assert part.wires == [wire for wire in outline.column.wires if wire in part.wires]
    everything = outline.within(QRect(outline.left, 0, outline.right - outline.left, 600))
    assert everything == outline.column
