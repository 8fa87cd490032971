import numpy as np
import pytest

from rnn_debugger.engine import ShapeError
from rnn_debugger.engine.primitives.activations import (
    IDENTITY,
    RELU,
    RELU_GRADIENT,
    SIGMOID,
    SIGMOID_GRADIENT,
    SOFTMAX,
    TANH,
    TANH_GRADIENT,
)
from tests.support.oracle import ACTIVATIONS
from tests.support.primitives import assert_pulls_back, numbers, run

PLAIN = {
    primitive: lambda a, name=name: ACTIVATIONS[name](a, np)
    for primitive, name in [
        (SIGMOID, "sigmoid"),
        (TANH, "tanh"),
        (RELU, "relu"),
        (IDENTITY, "identity"),
    ]
}


@pytest.mark.parametrize("shape", [(4, 1), (4, 3)])
@pytest.mark.parametrize("primitive", PLAIN, ids=lambda primitive: primitive.name)
def test_values_and_gradients(primitive, shape):
    value = 2 * numbers(*shape)
    np.testing.assert_allclose(run(primitive, value), PLAIN[primitive](value), rtol=1e-15)
    assert_pulls_back(primitive, PLAIN[primitive], value)
    assert primitive.is_activation


@pytest.mark.parametrize("batch", [1, 3])
def test_softmax(batch):
    value = 2 * numbers(4, batch)
    result = run(SOFTMAX, value)
    np.testing.assert_allclose(result, ACTIVATIONS["softmax"](value, np), rtol=1e-14)
    np.testing.assert_allclose(result.sum(axis=0), 1, rtol=1e-15)


def test_saturation_is_exact_and_quiet():
    np.testing.assert_array_equal(run(SIGMOID, [-1e4, 1e4, 0]), [0, 1, 0.5])
    np.testing.assert_array_equal(run(TANH, [-1e4, 1e4]), [-1, 1])
    np.testing.assert_array_equal(run(SOFTMAX, [[1e4], [-1e4]]), [[1], [0]])
    np.testing.assert_array_equal(run(SOFTMAX, [[1e4, 0], [1e4, 0]]), [[0.5, 0.5], [0.5, 0.5]])


@pytest.mark.parametrize("primitive", [SIGMOID, TANH, RELU, IDENTITY])
def test_nan_stays_nan(primitive):
    np.testing.assert_array_equal(run(primitive, [np.nan, 0]), [np.nan, PLAIN[primitive](0.0)])


def test_nan_spreads_in_its_own_column_of_a_softmax():
    result = run(SOFTMAX, [[np.nan, 1], [0, 1]])
    np.testing.assert_array_equal(result, [[np.nan, 0.5], [np.nan, 0.5]])


def test_at_the_kink_relu_has_no_gradient():
    np.testing.assert_array_equal(run(RELU_GRADIENT, [1, 1, 1], [0, 2, -0.0]), [0, 1, 0])


def test_softmax_needs_columns():
    with pytest.raises(ShapeError, match=r"softmax: \(3,\) has no columns"):
        SOFTMAX.shape((3,))


@pytest.mark.parametrize(
    ("primitive", "text"),
    [
        (SIGMOID, "out = σ(p)"),
        (SIGMOID_GRADIENT, "out = p ∘ q ∘ (1 − q)"),
        (TANH, "out = tanh(p)"),
        (TANH_GRADIENT, "out = p ∘ (1 − q²)"),
        (RELU, "out = max(p, 0)"),
        (RELU_GRADIENT, "out = p ∘ [q > 0]"),
        (IDENTITY, "out = p"),
        (SOFTMAX, "out = softmax(p)"),
    ],
)
def test_formulas(primitive, text):
    names = ("p", "q")[: 1 + ("q" in text)]
    assert primitive.formula("out", *names) == text


def test_float32_stays_float32():
    for primitive in (*PLAIN, SOFTMAX):
        assert run(primitive, [[0.1], [0.2]], dtype="float32").dtype == np.float32
