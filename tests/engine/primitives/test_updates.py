import numpy as np
import pytest

from rnn_debugger.engine import ShapeError
from rnn_debugger.engine.primitives.updates import (
    ACCUMULATE_SQUARE,
    COUNT,
    SUBTRACT_STEP,
    AccumulateMomentum,
    AdagradStep,
    AdamStep,
    AverageGradient,
    AverageSquare,
    CorrectBias,
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
    ("primitive", "becomes"),
    [
        (ACCUMULATE_SQUARE, lambda slot, g: slot + g**2),
        (AccumulateMomentum(0.9), lambda slot, g: 0.9 * slot + g),
        (AccumulateMomentum(0.0), lambda slot, g: g),
        (AverageGradient(0.9), lambda slot, g: 0.9 * slot + 0.1 * g),
        (AverageSquare(0.99), lambda slot, g: 0.99 * slot + 0.01 * g**2),
        (AverageSquare(0.0), lambda slot, g: g**2),
        (SUBTRACT_STEP, lambda slot, g: slot - g),
    ],
)
def test_what_changes_in_place(primitive, becomes, shape):
    slot, grad = numbers(*shape), numbers(*shape, seed=1)
    after = run(primitive, grad, out=slot)
    np.testing.assert_allclose(after, becomes(slot, grad), rtol=1e-14, atol=1e-16)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_counter_counts(dtype):
    count = np.zeros((), dtype)
    for expected in (1, 2, 3):
        count = run(COUNT, out=count, dtype=dtype)
        assert count == expected


@pytest.mark.parametrize("shape", SHAPES)
def test_the_bias_of_an_average_is_made_up_for(shape):
    """Of a gradient that never changes the corrected average is that gradient, always."""
    grad, average = numbers(*shape), np.zeros(shape)
    for count in range(1, 5):
        average = run(AverageGradient(0.9), grad, out=average)
        corrected = run(CorrectBias(0.9), average, float(count))
        np.testing.assert_allclose(corrected, grad, rtol=1e-13)


@pytest.mark.parametrize(("decay", "count"), [(0.999, 1), (0.999, 1000), (0.0, 1), (1 - 1e-7, 2)])
def test_the_correction_is_exact_in_float32_too(decay, count):
    corrected = run(CorrectBias(decay), [1.0], float(count), dtype="float32")
    assert corrected[0] == pytest.approx(1 / (1 - decay**count), rel=1e-6)


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


def test_only_what_changes_in_place_says_so():
    in_place = (
        Descend(0.1), ACCUMULATE_SQUARE, SUBTRACT_STEP, COUNT, AccumulateMomentum(0.9),
        AverageGradient(0.9), AverageSquare(0.9),
    )  # fmt: skip
    assert all(primitive.in_place for primitive in in_place)
    others = (AdagradStep(0.1, 0.1, False), RmspropStep(0.1, 0.1), AdamStep(0.1, 0.1))
    assert not any(primitive.in_place for primitive in (*others, CorrectBias(0.9)))


def test_shapes_that_do_not_fit():
    with pytest.raises(ShapeError, match="adagrad_step"):
        AdagradStep(0.1, 0.1, False).shape((3, 2), (2, 3))


@pytest.mark.parametrize(
    ("primitive", "text"),
    [
        (Descend(0.1), "W −= 0.1·p"),
        (ACCUMULATE_SQUARE, "W += p²"),
        (AccumulateMomentum(0.9), "W = 0.9·W + p"),
        (AverageGradient(0.9), "W = 0.9·W + 0.1·p"),
        (AverageSquare(0.999), "W = 0.999·W + 0.001·p²"),
        (COUNT, "W += 1"),
        (CorrectBias(0.9), "W = p / (1 − 0.9^q)"),
        (AdagradStep(0.1, 1e-8, False), "W = 0.1·p / (√q + 1e-08)"),
        (AdagradStep(0.1, 1e-8, True), "W = 0.1·p / √(q + 1e-08)"),
        (RmspropStep(0.1, 1e-8), "W = 0.1·p / (√q + 1e-08)"),
        (AdamStep(0.001, 1e-8), "W = 0.001·p / (√q + 1e-08)"),
        (SUBTRACT_STEP, "W −= p"),
    ],
)
def test_formulas(primitive, text):
    assert primitive.formula("W", *("p", "q")[: 1 + ("q" in text)]) == text
