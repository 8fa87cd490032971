"""The rail has a place for every parameter, and none for two."""

import itertools

import pytest
from PySide6.QtCore import QRectF

from rnn_debugger.cells.face import Cell
from rnn_debugger.cells.unroll import Network, unroll
from rnn_debugger.engine import tanh
from rnn_debugger.views.graph.frame import Frame
from rnn_debugger.views.graph.model import GraphModel
from rnn_debugger.views.graph.rail_rows import rail_rows, rail_width
from tests.views.graph.layouts import make_columns

CELLS = ("rnn", "feedforward", "lstm", "lstm_peephole", "lstm_coupled", "gru", "gru_reset_after")


def rail_of(level, height, cell, sizes):
    frame = make_columns(level, height, cell=cell, sizes=sizes).frame
    return frame, rail_rows(frame)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("sizes", [(2,), (2, 3)])
@pytest.mark.parametrize("level", ["tensors", "folded"])
def test_every_parameter_has_its_place_and_its_gradient_beside_it(cell, sizes, level):
    frame, rows = rail_of(level, 560.0, cell, sizes)
    names = [slot.parameter for slot in rows.slots]
    assert sorted(names) == sorted(t.name for t in frame.model.program.parameters)
    for slot in rows.slots:
        assert slot.gradient.size() == slot.value.size()
        assert slot.gradient.top() == slot.value.top()
        assert slot.gradient.left() >= slot.value.right()


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("sizes", [(2,), (2, 3)])
@pytest.mark.parametrize("height", [450.0, 700.0])
def test_nothing_in_the_rail_overlaps_or_leaves_it(cell, sizes, height):
    frame, rows = rail_of("tensors", height, cell, sizes)
    areas = [area for slot in rows.slots for area in (slot.value, slot.gradient)]
    areas += [label.area for label in rows.labels]
    inside = QRectF(0, 0, rail_width("tensors", frame.model), height)
    for area in areas:
        assert area.width() > 4
        assert area.height() > 6
        assert inside.contains(area), area
    for one, other in itertools.combinations(areas, 2):
        assert not one.intersects(other), (one, other)


def test_a_table_has_a_row_for_each_gate_and_a_column_for_each_kind():
    _, rows = rail_of("tensors", 560.0, "lstm_peephole", (2,))
    texts = [label.text for label in rows.labels if label.is_gate]
    assert texts == ["f", "i", "g", "o"]
    assert {label.text for label in rows.labels} - set(texts) == {"Wx", "Wh", "p", "b"}
    places = {slot.parameter: slot.value for slot in rows.slots}
    assert places["Wxi"].top() == places["Whi"].top() == places["pi"].top()
    assert places["Wxi"].left() == places["Wxo"].left()
    assert places["Wxf"].bottom() <= places["Wxi"].top()


@pytest.mark.parametrize("level", ["tensors", "folded"])
def test_parameters_of_a_cell_of_one_s_own_have_their_places_too(level):
    def mine(x, h, W, b, p):
        return tanh(W.xq @ x + W.hq @ h + p.q * h + b.q)

    network = Network(Cell.from_function(mine), 2, (2, 3), 2, 3)
    model = GraphModel(unroll(network, None))
    slots = rail_rows(Frame(model, level, 280.0, 560.0, 80.0)).slots
    names = sorted(tensor.name for tensor in model.program.parameters)
    assert sorted(slot.parameter for slot in slots) == names


def test_names_of_layers_stand_in_the_heads_of_their_tables():
    _, rows = rail_of("tensors", 560.0, "gru_reset_after", (2, 2))
    texts = {label.text for label in rows.labels}
    assert {"W1x", "W1h", "b1", "b1h", "W2x", "b2h"} <= texts
