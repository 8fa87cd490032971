import numpy as np
import pytest

from rnn_debugger.engine.primitives.clipping import ROOT, SUM_SQUARES, ClipScale, ClipValue
from tests.support.primitives import numbers, run

SHAPES = [(3, 2), (3, 1), (3,)]


def test_clipping_cuts_each_element_and_keeps_nan():
    grad = [-9.0, -0.5, 0.0, 0.5, 9.0, np.inf, np.nan]
    expected = [-2.0, -0.5, 0.0, 0.5, 2.0, 2.0, np.nan]
    np.testing.assert_array_equal(run(ClipValue(2.0), grad), expected)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_squares_of_all_elements(shape):
    grad = numbers(*shape)
    assert run(SUM_SQUARES, grad) == pytest.approx((grad**2).sum(), rel=1e-15)
    places = [(index,) for index in np.ndindex(*shape)]
    assert SUM_SQUARES.terms((), shape) == places


def test_the_root_of_their_sum_is_the_norm():
    assert run(ROOT, run(SUM_SQUARES, [3.0, 4.0])) == 5.0


@pytest.mark.parametrize(
    ("norm", "expected"),
    [
        # 5 / (10 + 1e-6), 5 / (5 + 1e-6): just within the limit a gradient shrinks a little.
        (10.0, 0.49999995000000500),
        (5.0, 0.99999980000004),
        (4.0, 1.0),
        (0.0, 1.0),
        (np.inf, 0.0),
        (np.nan, np.nan),
    ],
)
def test_the_scale_is_that_of_pytorch(norm, expected):
    scale = run(ClipScale(5.0), norm)
    np.testing.assert_allclose(scale, expected, rtol=1e-15, equal_nan=True)


def test_nothing_changes_in_place():
    assert not any(p.in_place for p in (ClipValue(1.0), SUM_SQUARES, ROOT, ClipScale(1.0)))


@pytest.mark.parametrize(
    ("primitive", "text"),
    [
        (ClipValue(5.0), "q = clip(p, ±5)"),
        (SUM_SQUARES, "q = Σ p²"),
        (ROOT, "q = √p"),
        (ClipScale(5.0), "q = min(1, 5 / (p + 1e-06))"),
    ],
)
def test_formulas(primitive, text):
    assert primitive.formula("q", "p") == text
