import numpy as np
import pytest

from rnn_debugger.debugger import statistics


@pytest.mark.parametrize("shape", [(), (5,), (3, 4)])
def test_figures(shape):
    values = np.random.default_rng(1).normal(size=shape)
    found = statistics(values)
    assert found.minimum == values.min()
    assert found.maximum == values.max()
    assert found.mean == pytest.approx(values.mean())
    assert found.norm == pytest.approx(np.sqrt((values**2).sum()))
    assert (found.nan, found.infinite, found.count) == (0, 0, values.size)
    assert found.is_finite


def test_nan_and_infinity_are_counted_apart():
    found = statistics(np.array([[1.0, np.nan], [np.inf, -3.0], [-np.inf, np.nan]]))
    assert (found.nan, found.infinite, found.count) == (2, 2, 6)
    assert (found.minimum, found.maximum, found.mean) == (-3, 1, -1)
    assert found.norm == pytest.approx(np.sqrt(10))
    assert not found.is_finite


@pytest.mark.parametrize("values", [[], [np.nan], [np.inf, np.nan]])
def test_without_a_finite_element_there_are_no_figures(values):
    found = statistics(np.array(values))
    figures = (found.minimum, found.maximum, found.mean, found.norm)
    assert np.isnan(figures).all()
    assert found.nan + found.infinite == found.count == len(values)


def test_huge_numbers_do_not_warn():
    found = statistics(np.full(3, 1e308))
    assert (found.maximum, found.norm) == (1e308, np.inf)


def test_float32_is_summed_in_double():
    assert statistics(np.full(3, 3e38, np.float32)).mean == pytest.approx(3e38, rel=1e-6)
