from pathlib import Path

import pytest

from rnn_debugger.cells.rnn import rnn
from rnn_debugger.engine import NOTHING, ShapeError, Source, Tape, identity, relu, softmax, tanh
from rnn_debugger.engine.primitives.elementwise import ADD, COPY


@pytest.fixture
def tape():
    return Tape("float64")


def matrix(tape, name="W", shape=(3, 2)):
    return tape.declare(name, "parameter", shape, persistent=True)


def column(tape, name="x", size=2):
    return tape.declare(name, "input", (size, 1), persistent=True)


def written(tape):
    return [record.primitive.name for record in tape.records]


def test_operators_record_operations(tape):
    W, x, v = matrix(tape), column(tape), column(tape, "v")
    assert (W @ x).shape == (3, 1)
    results = [x + v, x - v, x * v, -x, 2 * x, x * 2, x + 1, 1 + x, x - 1, 1 - x]
    results += [f(x) for f in (tanh, relu, identity, softmax)]
    assert written(tape) == [
        "matmul", "add", "subtract", "multiply", "negate", "scale", "scale",
        "shift", "shift", "shift", "subtract_from", "tanh", "relu", "identity", "softmax",
    ]  # fmt: skip
    assert {result.shape for result in results} == {(2, 1)}


def test_nothing_adds_nothing(tape):
    x = column(tape)
    assert x + NOTHING is x
    assert not tape.records


def test_symbols_cannot_be_branched_on(tape):
    with pytest.raises(TypeError, match="a cell cannot branch on it"):
        bool(column(tape))


def test_shapes_are_checked_at_once(tape):
    with pytest.raises(ShapeError, match=r"matmul: \(3, 2\) @ \(4, 1\) do not align"):
        matrix(tape) @ column(tape, size=4)
    with pytest.raises(ShapeError, match=r"copy → W: \(2, 1\) is not \(3, 2\)"):
        tape.apply(COPY, column(tape), out=matrix(tape))


def test_operations_have_the_tapes_phase_time_and_layer(tape):
    tape.phase, tape.timestep, tape.layer = "loss", 3, 2
    out = tape.apply(COPY, column(tape), base="c")
    assert (out.name, out.timestep, out.layer) == ("c[3]", 3, 2)
    operation = tape.close()[0]
    assert (operation.phase, operation.timestep, operation.layer) == ("loss", 3, 2)
    assert operation.formula == "c[3] = x"


def test_lines_and_local_names_of_a_traced_function(tape):
    W, x = matrix(tape, shape=(2, 2)), column(tape)

    def cell(x):
        product = W @ x
        return tanh(product + x)

    with tape.tracing_lines_of(cell.__code__):
        result = cell(x)
    first = cell.__code__.co_firstlineno
    assert [record.source.line for record in tape.records] == [first + 1, first + 2, first + 2]
    assert tape.records[0].output.base == "product"
    assert result.base is None
    assert result.anonymous
    x + x  # outside, operations have no line
    assert tape.records[-1].source is None


def test_sources_are_relative():
    """Files of the package by their place in it, others by their name: never this machine's."""
    tape = Tape("float64")
    code = compile("def cell(x):\n    return -x\n", "/elsewhere/my_cells.py", "exec")
    names: dict = {}
    exec(code, names)
    with tape.tracing_lines_of(names["cell"].__code__):
        names["cell"](column(tape))
    assert tape.records[0].source == Source("my_cells.py", 2)
    with tape.tracing_lines_of(rnn.__code__):
        W = type("W", (), {"xh": matrix(tape, "Wxh"), "hh": matrix(tape, "Whh")})
        b = type("b", (), {"h": NOTHING})
        rnn(column(tape), column(tape, "h"), W, b, tanh)
    file = tape.records[-1].source.file
    assert file == "rnn_debugger/cells/rnn.py"
    assert not Path(file).is_absolute()


def test_an_application_found_recorded_is_not_recorded_again(tape):
    x, v = column(tape), column(tape, "v")
    total = x + v
    assert tape.settle(ADD.of(x, v)) is total
    assert tape.settle(ADD.of(v, x)) is not total
    assert len(tape.records) == 2


def test_names_must_be_unique(tape):
    x = column(tape)
    for _ in range(2):
        tape.apply(COPY, x, base="c")
    with pytest.raises(ValueError, match="two tensors are called c"):
        tape.close()


def test_symbols_show_name_and_shape(tape):
    assert repr(column(tape)) == "<x (2, 1)>"
    tape.timestep = 4
    assert repr(tape.apply(COPY, column(tape, "y"))) == "<unnamed[4] (2, 1)>"
