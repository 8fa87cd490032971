import numpy as np
import pytest

from rnn_debugger.engine.primitives.slots import (
    ACCUMULATE_SQUARE,
    COUNT,
    AccumulateMomentum,
    AverageGradient,
    AverageSquare,
    CorrectBias,
)
from tests.support.primitives import numbers, run

SHAPES = [(3, 2), (3, 1), (3,)]


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


def test_what_lasts_changes_in_place():
    slots = (
        ACCUMULATE_SQUARE, COUNT, AccumulateMomentum(0.9), AverageGradient(0.9), AverageSquare(0.9)
    )  # fmt: skip
    assert all(primitive.in_place for primitive in slots)
    assert not CorrectBias(0.9).in_place


@pytest.mark.parametrize(
    ("primitive", "text"),
    [
        (ACCUMULATE_SQUARE, "m += p²"),
        (AccumulateMomentum(0.9), "m = 0.9·m + p"),
        (AverageGradient(0.9), "m = 0.9·m + 0.1·p"),
        (AverageSquare(0.999), "m = 0.999·m + 0.001·p²"),
        (COUNT, "m += 1"),
        (CorrectBias(0.9), "m = p / (1 − 0.9^q)"),
    ],
)
def test_formulas(primitive, text):
    assert primitive.formula("m", *("p", "q")[: 1 + ("q" in text)]) == text
