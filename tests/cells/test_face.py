import pytest

from rnn_debugger.cells.face import Cell, Parameters
from rnn_debugger.cells.feedforward import feedforward
from rnn_debugger.cells.rnn import rnn
from rnn_debugger.engine import NOTHING, Tape


def test_what_a_signature_says():
    assert Cell.from_function(rnn).states == ("h",)
    assert Cell.from_function(rnn).name == "rnn"
    assert Cell.from_function(feedforward).states == ()

    def lstm(x, h, c, W, p):
        """Only its signature matters."""

    assert Cell.from_function(lstm).states == ("h", "c")


def test_a_cell_is_offered_what_it_takes():
    def cell(x, h, W):
        return x, h, W

    assert Cell.from_function(cell).call(x=1, h=2, W=3, b=4, activation=5) == (1, 2, 3)


def test_a_single_result_becomes_a_tuple():
    assert Cell.from_function(lambda x: x).call(x=1) == (1,)


@pytest.fixture
def parameters():
    tape = Tape("float64")
    shapes = {"xh": (2, 3), "h": None}
    return Parameters(tape, "W", "2", 2, shapes.get)


def test_a_parameter_is_made_when_it_is_first_asked_for(parameters):
    made = parameters.xh
    assert (made.name, made.shape, made.role, made.layer) == ("W2xh", (2, 3), "parameter", 2)
    assert made.persistent
    assert parameters.xh is made


def test_a_parameter_that_is_not_there_is_nothing(parameters):
    assert parameters.h is NOTHING


def test_private_names_are_no_parameters(parameters):
    with pytest.raises(AttributeError, match="_private"):
        _ = parameters._private
