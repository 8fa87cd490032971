"""Gated cells are known by what they compute."""

import pytest

from rnn_debugger.cells.face import Cell
from rnn_debugger.cells.unroll import Network, unroll
from rnn_debugger.engine import sigmoid, tanh
from rnn_debugger.views.graph.gates import Gru, Lstm
from rnn_debugger.views.graph.model import GraphModel
from tests.support.experiments import compiled, random_table


def layers_of(cell, sizes=(2,)):
    return GraphModel(compiled(random_table(0, cell=cell, sizes=sizes)).program).layers


def layer_of(function):
    """The layer of a network whose cell is a function of one's own."""
    network = Network(Cell.from_function(function), 2, (2,), 2, 3)
    return GraphModel(unroll(network, None)).layers[0]


@pytest.mark.parametrize("cell", ["lstm", "lstm_peephole", "lstm_coupled"])
def test_an_lstm_of_any_kind(cell):
    (layer,) = layers_of(cell)
    assert isinstance(layer.cell, Lstm)
    assert [gate.value for gate in layer.cell.gates] == ["f", "i", "g", "o"]
    befores = ["a_f", None if cell == "lstm_coupled" else "a_i", "a_g", "a_o"]
    assert [gate.before for gate in layer.cell.gates] == befores
    assert [gate.is_share for gate in layer.cell.gates] == [True, True, False, True]
    products = (layer.cell.kept, layer.cell.written, layer.cell.squashed)
    assert products == ("f_c", "i_g", "tanh_c")
    assert layer.cell.input.opposite == ("f" if cell == "lstm_coupled" else None)


@pytest.mark.parametrize("cell", ["gru", "gru_reset_after"])
def test_a_gru_of_any_kind(cell):
    (layer,) = layers_of(cell)
    assert isinstance(layer.cell, Gru)
    assert [gate.value for gate in layer.cell.gates] == ["z", "r", "n"]
    assert layer.cell.reset_product.startswith("r_")
    assert layer.c is None


def test_layers_have_gates_of_their_own():
    one, two = layers_of("lstm", (2, 3))
    assert (one.cell.forget.value, one.cell.forget.before) == ("f1", "a1_f")
    assert (two.cell.output.value, two.c, two.h) == ("o2", "c2", "h2")


@pytest.mark.parametrize("cell", ["rnn", "feedforward"])
def test_simple_cells_have_no_gates(cell):
    (layer,) = layers_of(cell)
    assert layer.cell is None
    assert layer.is_simple


def test_a_cell_is_known_by_its_operations_and_not_by_its_names():
    def mine(x, h, c, W, b):
        keep = sigmoid(W.xk @ x + W.hk @ h + b.k)
        write = sigmoid(W.xw @ x + W.hw @ h + b.w)
        new = tanh(W.xn @ x + W.hn @ h + b.n)
        show = sigmoid(W.xs @ x + W.hs @ h + b.s)
        c = write * new + keep * c
        h = tanh(c) * show
        return h, c

    cell = layer_of(mine).cell
    assert isinstance(cell, Lstm)
    assert [gate.value for gate in cell.gates] == ["keep", "write", "new", "show"]


def test_what_is_not_an_lstm_is_not_drawn_as_one():
    def other(x, h, c, W, b):
        f = sigmoid(W.xf @ x + W.hf @ h + b.f)
        c = f * c + tanh(W.xg @ x)
        h = tanh(c)
        return h, c

    def gru_without_reset(x, h, W):
        z = sigmoid(W.xz @ x + W.hz @ h)
        n = tanh(W.xn @ x + W.hn @ h)
        return (2 - z) * n + z * h

    for function in (other, gru_without_reset):
        layer = layer_of(function)
        assert layer.cell is None
        assert not layer.is_simple
