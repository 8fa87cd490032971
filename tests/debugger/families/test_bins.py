import numpy as np
import pytest

from rnn_debugger.debugger import histogram


def test_against_numpy():
    values = np.random.default_rng(0).standard_normal((40, 30))
    found = histogram(values)
    expected, edges = np.histogram(values, bins=found.edges)
    np.testing.assert_array_equal(found.counts, expected)
    assert found.level == edges[-1] >= np.abs(values).max()
    assert found.counts.sum() == values.size


def test_zeros_and_what_is_no_number_are_counted_apart():
    values = np.array([0.0, 0.0, 1e-9, -0.0, 2.0, -2.0, np.nan, np.inf, -np.inf])
    found = histogram(values)
    assert (found.zeros, found.nan, found.infinite) == (3, 1, 2)
    middle = len(found.counts) // 2
    assert found.counts[middle] == 4
    assert found.bars[middle] == 1
    assert found.counts.sum() == 6
    assert found.bars[0] == found.bars[-1] == 1


@pytest.mark.parametrize(
    ("values", "level", "counted"),
    [
        (np.zeros((3, 3)), 0.0, 9),
        (np.full(4, np.nan), 0.0, 0),
        (np.zeros(0), 0.0, 0),
        (np.array([[5e-324]]), 5e-324, 1),
        (np.array([1.7e308]), 1.7e308, 1),
    ],
)
def test_at_the_edges_of_the_numbers(values, level, counted):
    found = histogram(values)
    assert found.counts.sum() == counted
    assert found.level >= level
    assert len(found.edges) == len(found.counts) + 1
    assert (found.bars >= 0).all()
