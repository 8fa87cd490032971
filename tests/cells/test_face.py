import pytest

from rnn_debugger.cells.face import Cell, CellError, Parameters
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


@pytest.fixture
def symbols():
    tape = Tape("float64")
    return {name: tape.declare(name, "state", (2, 1)) for name in "xhc"}


def test_a_cell_is_offered_what_it_takes(symbols):
    taken = []

    def takes(x, h, c, W):
        taken.extend([x, W])
        return c, h

    result = Cell.from_function(takes).call(**symbols, W=3, b=4, activation=5)
    assert result == (symbols["c"], symbols["h"])
    assert taken == [symbols["x"], 3]


def test_a_single_result_becomes_a_tuple(symbols):
    assert Cell.from_function(lambda x: x).call(**symbols) == (symbols["x"],)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda x, h, c: h, "returns 1 values; it has to return h, c"),
        (lambda x, h: None, "returns nothing for h"),
        (lambda x, h: 3.0, "returns a float for h"),
    ],
)
def test_a_cell_returns_its_states(symbols, function, message):
    with pytest.raises(CellError, match=message):
        Cell.from_function(function).call(**symbols)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda x, state: state, "its first state is called h, not state"),
        (lambda x, h, loss: (h, loss), "loss is the name of another tensor"),
        (lambda x, *h: h, r"\*h is not one plain argument"),
    ],
)
def test_a_function_that_is_no_cell(function, message):
    with pytest.raises(CellError, match=message):
        Cell.from_function(function)


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
