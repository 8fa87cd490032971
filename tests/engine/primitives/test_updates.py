import numpy as np
import pytest

from rnn_debugger.engine import ShapeError
from rnn_debugger.engine.primitives.updates import (
    SUBTRACT_STEP,
    AdagradStep,
    AdamStep,
    Descend,
    RmspropStep,
)
from tests.support.primitives import numbers, run

SHAPES = [(3, 2), (3, 1), (3,)]


@pytest.mark.parametrize("shape", SHAPES)
def test_descent(shape):
    weight, grad = numbers(*shape), numbers(*shape, seed=1)
    expected = weight - 0.3 * grad
    np.testing.assert_allclose(run(Descend(0.3), grad, out=weight), expected, rtol=1e-15)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("primitive", "root"),
    [
        (AdagradStep(0.3, 0.01, False), lambda v: np.sqrt(v) + 0.01),
        (AdagradStep(0.3, 0.01, True), lambda v: np.sqrt(v + 0.01)),
        (RmspropStep(0.3, 0.01), lambda v: np.sqrt(v) + 0.01),
        (AdamStep(0.3, 0.01), lambda v: np.sqrt(v) + 0.01),
    ],
)
def test_steps_that_are_divided_by_a_root(primitive, root, shape):
    grad, memory = numbers(*shape), numbers(*shape, seed=2) ** 2
    np.testing.assert_allclose(run(primitive, grad, memory), 0.3 * grad / root(memory), rtol=1e-15)


def test_a_step_that_was_worked_out_is_taken():
    weight, step = numbers(3, 2), numbers(3, 2, seed=1)
    np.testing.assert_array_equal(run(SUBTRACT_STEP, step, out=weight), weight - step)


def test_only_what_changes_in_place_says_so():
    assert all(primitive.in_place for primitive in (Descend(0.1), SUBTRACT_STEP))
    others = (AdagradStep(0.1, 0.1, False), RmspropStep(0.1, 0.1), AdamStep(0.1, 0.1))
    assert not any(primitive.in_place for primitive in others)


def test_shapes_that_do_not_fit():
    with pytest.raises(ShapeError, match="adagrad_step"):
        AdagradStep(0.1, 0.1, False).shape((3, 2), (2, 3))


@pytest.mark.parametrize(
    ("primitive", "text"),
    [
        (Descend(0.1), "W −= 0.1·p"),
        (AdagradStep(0.1, 1e-8, False), "W = 0.1·p / (√q + 1e-08)"),
        (AdagradStep(0.1, 1e-8, True), "W = 0.1·p / √(q + 1e-08)"),
        (RmspropStep(0.1, 1e-8), "W = 0.1·p / (√q + 1e-08)"),
        (AdamStep(0.001, 1e-8), "W = 0.001·p / (√q + 1e-08)"),
        (SUBTRACT_STEP, "W −= p"),
    ],
)
def test_formulas(primitive, text):
    assert primitive.formula("W", *("p", "q")[: 1 + ("q" in text)]) == text
