import numpy as np
import pytest

from rnn_debugger.engine import ShapeError
from rnn_debugger.engine.primitives.elementwise import (
    ADD,
    COPY,
    MULTIPLY,
    NEGATE,
    SUBTRACT,
    Scale,
    Shift,
    SubtractFrom,
)
from tests.support.primitives import assert_pulls_back, numbers, run

BINARY = {ADD: np.add, SUBTRACT: np.subtract, MULTIPLY: np.multiply}
UNARY = {
    NEGATE: lambda a: -a,
    COPY: lambda a: a,
    Scale(1.5): lambda a: 1.5 * a,
    Shift(-2.0): lambda a: a - 2,
    SubtractFrom(1.0): lambda a: 1 - a,
}


def columns(operand):
    """A vector as a column, for plain NumPy."""
    return operand[:, None] if operand.ndim == 1 else operand


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("vector", [None, 0, 1])
@pytest.mark.parametrize("primitive", BINARY, ids=lambda primitive: primitive.name)
def test_binary(primitive, vector, batch):
    """As many columns as rows too: then a vector put along the wrong axis would still fit."""
    operands = [numbers(3, batch, seed=number) for number in range(2)]
    if vector is not None:
        operands[vector] = numbers(3)

    def plain(left, right):
        return BINARY[primitive](columns(left), columns(right))

    np.testing.assert_array_equal(run(primitive, *operands), plain(*operands))
    assert_pulls_back(primitive, plain, *operands)


@pytest.mark.parametrize("shape", [(3, 1), (3, 3), (3,), ()])
@pytest.mark.parametrize("primitive", UNARY, ids=lambda primitive: primitive.name)
def test_unary(primitive, shape):
    value = numbers(*shape)
    np.testing.assert_array_equal(run(primitive, value), UNARY[primitive](value))
    assert_pulls_back(primitive, UNARY[primitive], value)


@pytest.mark.parametrize("primitive", BINARY, ids=lambda primitive: primitive.name)
@pytest.mark.parametrize("shapes", [((2, 3), (3, 2)), ((2, 3), (3,)), ((2,), (3,))])
def test_shapes_that_do_not_fit(primitive, shapes):
    with pytest.raises(ShapeError) as raised:
        primitive.shape(*shapes)
    assert str(raised.value) == f"{primitive.name}: shapes {shapes[0]} and {shapes[1]} do not fit"


@pytest.mark.parametrize(
    ("primitive", "names", "text"),
    [
        (ADD, ("a", "b"), "out = a + b"),
        (SUBTRACT, ("a", "b"), "out = a − b"),
        (MULTIPLY, ("a", "b"), "out = a ∘ b"),
        (NEGATE, ("a",), "out = −a"),
        (COPY, ("a",), "out = a"),
        (Scale(1.5), ("a",), "out = 1.5·a"),
        (Scale(-1.5), ("a",), "out = −1.5·a"),
        (Shift(2.0), ("a",), "out = a + 2"),
        (Shift(-2.0), ("a",), "out = a − 2"),
        (SubtractFrom(1.0), ("a",), "out = 1 − a"),
        (SubtractFrom(-1.0), ("a",), "out = −1 − a"),
    ],
)
def test_formulas(primitive, names, text):
    assert primitive.formula("out", *names) == text


def test_float32_stays_float32():
    for primitive in UNARY:
        assert run(primitive, [0.1, 0.2], dtype="float32").dtype == np.float32
