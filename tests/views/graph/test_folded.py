"""Folded cells: the states alone, with everything that happens inside seen at them."""

import pytest

from rnn_debugger.cells.face import Cell
from rnn_debugger.cells.unroll import Network, unroll
from rnn_debugger.engine import sigmoid, tanh
from rnn_debugger.views.graph.columns import ColumnMaker
from rnn_debugger.views.graph.folding import Folding
from rnn_debugger.views.graph.frame import Frame
from rnn_debugger.views.graph.model import GraphModel
from tests.views.graph.layouts import PITCH, all_columns, make_columns

FOLDED = Folding(frozenset({1, 2}))
LEVELS = ("tensors", "folded", "compact")


def columns_of(level, cell, **choices):
    return make_columns(level, cell=cell, folding=FOLDED, **choices)


def boxes(column):
    return {node.value: node.box for node in column.nodes}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("cell", "states"), [("lstm", {"h[2]", "c[2]"}), ("gru", {"h[2]"})])
def test_only_the_states_are_left(level, cell, states):
    column = columns_of(level, cell).column(2)
    assert not column.joints
    assert {node.value for node in column.nodes} == {*states, "x[2]", "y[2]", "loss[2]"}


@pytest.mark.parametrize("level", LEVELS)
def test_the_cell_state_goes_straight_on_over_the_state(level):
    maker = columns_of(level, "lstm")
    here, before = boxes(maker.column(2)), boxes(maker.column(1))
    (road,) = (wire for wire in maker.column(2).wires if wire.is_road)
    assert road.outputs == ("f_c[2]",)
    assert road.points[0].y == road.points[1].y
    assert road.points[0].x == before["c[1]"].right - maker.frame.pitch
    assert road.points[1].x == here["c[2]"].left
    assert here["c[2]"].bottom < here["h[2]"].top
    (back,) = (w for w in maker.column(2).wires if "dc_next[1]" in w.outputs)
    assert back.points[0].x == here["c[2]"].left


@pytest.mark.parametrize("level", ["tensors", "folded"])
def test_lines_between_state_and_output_pass_beside_the_cell_state(level):
    column = columns_of(level, "lstm").column(2)
    c = boxes(column)["c[2]"]
    for wire in column.wires:
        if "Why_h[2]" in wire.outputs or "dh_out[2]" in wire.outputs:
            assert all(not c.left <= point.x <= c.right for point in wire.points)


def test_the_gradient_of_c_is_made_at_c_and_that_of_gates_at_h():
    nodes = {node.value: node for node in columns_of("tensors", "lstm").column(2).nodes}
    assert set(nodes["c[2]"].others) == {"dc_out[2]"}
    assert {"i[2]", "a_g[2]", "di[2]", "da_o[2]", "tanh_c[2]"} <= set(nodes["h[2]"].others)


@pytest.mark.parametrize("level", LEVELS)
def test_a_cell_of_another_kind_is_always_folded_and_loses_nothing(level):
    def three_states(x, h, c, m, W, b):
        f = sigmoid(W.xf @ x + W.hf @ h + b.f)
        m = m * f + tanh(W.xm @ x)
        c = c + f * m
        h = tanh(c) * sigmoid(W.mo @ m)
        return h, c, m

    network = Network(Cell.from_function(three_states), 2, (2, 3), 2, 3)
    model = GraphModel(unroll(network, None))
    pitch = PITCH[level]
    maker = ColumnMaker(Frame(model, level, pitch, 560.0, 0.3 * pitch))
    assert not maker.frame.opened
    placed = set()
    for column in all_columns(maker):
        assert not column.chevrons
        for wire in column.wires:
            placed.update(wire.outputs)
        for node in column.nodes:
            placed.update((node.value, node.gradient, *node.others))
        placed.update(point.output for point in column.sums)
    layered = {
        op.output
        for op in model.program
        if model.program.tensors[op.output].layer and model.program.tensors[op.output].timestep
    }
    assert layered <= placed
