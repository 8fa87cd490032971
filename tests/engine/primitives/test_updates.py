import numpy as np
import pytest

from rnn_debugger.engine import ShapeError
from rnn_debugger.engine.primitives.updates import (
    ACCUMULATE_SQUARE,
    SUBTRACT_STEP,
    AdagradStep,
    ClipValue,
    Descend,
)
from tests.support.primitives import numbers, run

SHAPES = [(3, 2), (3, 1), (3,)]


@pytest.mark.parametrize("shape", SHAPES)
def test_descent(shape):
    weight, grad = numbers(*shape), numbers(*shape, seed=1)
    expected = weight - 0.3 * grad
    np.testing.assert_allclose(run(Descend(0.3), grad, out=weight), expected, rtol=1e-15)


def test_clipping_cuts_each_element_and_keeps_nan():
    grad = [-9.0, -0.5, 0.0, 0.5, 9.0, np.inf, np.nan]
    expected = [-2.0, -0.5, 0.0, 0.5, 2.0, 2.0, np.nan]
    np.testing.assert_array_equal(run(ClipValue(2.0), grad), expected)


@pytest.mark.parametrize("in_root", [False, True])
@pytest.mark.parametrize("shape", SHAPES)
def test_adagrad(shape, in_root):
    weight, grad = numbers(*shape), numbers(*shape, seed=1)
    memory = numbers(*shape, seed=2) ** 2
    filled = run(ACCUMULATE_SQUARE, grad, out=memory)
    np.testing.assert_allclose(filled, memory + grad**2, rtol=1e-15)
    root = np.sqrt(filled + 0.01) if in_root else np.sqrt(filled) + 0.01
    step = run(AdagradStep(0.3, 0.01, in_root), grad, filled)
    np.testing.assert_allclose(step, 0.3 * grad / root, rtol=1e-15)
    np.testing.assert_array_equal(run(SUBTRACT_STEP, step, out=weight), weight - step)


def test_only_what_changes_in_place_says_so():
    in_place = (Descend(0.1), ACCUMULATE_SQUARE, SUBTRACT_STEP)
    assert all(primitive.in_place for primitive in in_place)
    assert not ClipValue(1.0).in_place
    assert not AdagradStep(0.1, 0.1, False).in_place


def test_shapes_that_do_not_fit():
    with pytest.raises(ShapeError, match="adagrad_step"):
        AdagradStep(0.1, 0.1, False).shape((3, 2), (2, 3))


@pytest.mark.parametrize(
    ("primitive", "text"),
    [
        (ClipValue(5.0), "W = clip(p, ±5)"),
        (Descend(0.1), "W −= 0.1·p"),
        (ACCUMULATE_SQUARE, "W += p²"),
        (AdagradStep(0.1, 1e-8, False), "W = 0.1·p / (√q + 1e-08)"),
        (AdagradStep(0.1, 1e-8, True), "W = 0.1·p / √(q + 1e-08)"),
        (SUBTRACT_STEP, "W −= p"),
    ],
)
def test_formulas(primitive, text):
    assert primitive.formula("W", *("p", "q")[: 1 + ("q" in text)]) == text
