import numpy as np
import pytest

from rnn_debugger.engine import ShapeError
from rnn_debugger.engine.primitives.losses import (
    BINARY_CROSS_ENTROPY,
    DIFFERENCE,
    SOFTMAX_CROSS_ENTROPY,
    SQUARED_ERROR,
)
from tests.support.oracle import LOSSES
from tests.support.primitives import assert_pulls_back, numbers, run

PRIMITIVES = [SQUARED_ERROR, BINARY_CROSS_ENTROPY, SOFTMAX_CROSS_ENTROPY]


def plain(primitive):
    """The definition, of the output or the logits and the target."""
    return lambda s, target: LOSSES[primitive.name](s, s, target, np)


def targets(outputs, batch):
    """Numbers that sum to 1 in each column, so that they suit all three."""
    return np.eye(outputs)[np.arange(batch) % outputs].T


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("primitive", PRIMITIVES, ids=lambda primitive: primitive.name)
def test_values_and_gradients(primitive, batch):
    """The softmax's targets sum to 1: else its gradient is not the difference."""
    output, target = 2 * numbers(4, batch), targets(4, batch)
    expected = plain(primitive)(output, target)
    np.testing.assert_allclose(run(primitive, output, target), expected, rtol=1e-14)
    assert_pulls_back(primitive, plain(primitive), output, target, fixed=(1,))


@pytest.mark.parametrize("outputs", [1, 3])
def test_with_a_single_output(outputs):
    output, target = numbers(outputs, 3), targets(outputs, 3)
    for primitive in PRIMITIVES:
        expected = plain(primitive)(output, target)
        np.testing.assert_allclose(run(primitive, output, target), expected, atol=1e-15)


def test_huge_logits_lose_nothing():
    assert run(SOFTMAX_CROSS_ENTROPY, [[1e4], [0]], [[0], [1]]) == 1e4
    assert run(SOFTMAX_CROSS_ENTROPY, [[1e4], [0]], [[1], [0]]) == 0
    assert run(BINARY_CROSS_ENTROPY, [[1e4], [-1e4]], [[0], [1]]) == 2e4
    assert run(BINARY_CROSS_ENTROPY, [[1e4], [-1e4]], [[1], [0]]) == 0


def test_difference():
    output, target = numbers(3, 2), numbers(3, 2, seed=1)
    expected = 0.5 * (output - target)
    np.testing.assert_array_equal(run(DIFFERENCE, 0.5, output, target), expected)


@pytest.mark.parametrize("primitive", PRIMITIVES, ids=lambda primitive: primitive.name)
@pytest.mark.parametrize("shapes", [((3, 2), (3, 1)), ((3,), (3,))])
def test_shapes_that_differ(primitive, shapes):
    with pytest.raises(ShapeError) as raised:
        primitive.shape(*shapes)
    expected = f"{primitive.name}: output {shapes[0]} and target {shapes[1]} differ in shape"
    assert str(raised.value) == expected


@pytest.mark.parametrize("primitive", PRIMITIVES, ids=lambda primitive: primitive.name)
def test_every_element_is_a_term(primitive):
    places = [places for places, _ in primitive.terms((), (2, 2), (2, 2))]
    assert places == [(0, 0), (0, 1), (1, 0), (1, 1)]


@pytest.mark.parametrize(
    ("primitive", "names", "text"),
    [
        (SQUARED_ERROR, ("y", "target"), "loss = Σ ½(y − target)²"),
        (BINARY_CROSS_ENTROPY, ("s", "target"), "loss = Σ log(1 + e^s) − target ∘ s"),
        (SOFTMAX_CROSS_ENTROPY, ("s", "target"), "loss = −Σ target ∘ log softmax(s)"),
        (DIFFERENCE, ("dloss", "y", "target"), "loss = dloss·(y − target)"),
    ],
)
def test_formulas(primitive, names, text):
    assert primitive.formula("loss", *names) == text


def test_float32_stays_float32():
    for primitive in PRIMITIVES:
        loss = run(primitive, [[0.1], [0.2]], [[1], [0]], dtype="float32")
        assert (loss.dtype, loss.shape) == (np.float32, ())
