import math

import numpy as np
import pytest

from rnn_debugger.debugger import Smoothed


def one_by_one(series, horizon):
    """The recursion of Adam's corrected mean, written out."""
    decay, mean, weight, result = 1 - 1 / horizon, 0.0, 0.0, []
    for value in series:
        mean, weight = mean * decay, weight * decay
        if math.isfinite(value):
            mean, weight = mean + (1 - decay) * value, weight + (1 - decay)
            result.append(mean / weight)
        else:
            result.append(math.nan)
    return result


@pytest.mark.parametrize("horizon", [2, 100, 5_000])
def test_as_the_recursion_has_it(horizon):
    series = np.random.default_rng(0).standard_normal(1_500) + 3
    series[[0, 7, 300, 301]] = np.nan, np.inf, -np.inf, np.nan
    smoothed = Smoothed(horizon)
    for end in (0, 1, 5, 256, 257, 900, 1_500):
        smoothed.extend(series[:end])
        assert len(smoothed.values) == end
    np.testing.assert_allclose(smoothed.values, one_by_one(series, horizon), rtol=1e-9)


def test_the_first_values_are_means_of_what_there_is():
    smoothed = Smoothed(10**9)
    smoothed.extend(np.array([1.0, 2.0, 6.0]))
    np.testing.assert_allclose(smoothed.values, [1.0, 1.5, 3.0], rtol=1e-6)


def test_before_the_first_number_there_is_none():
    smoothed = Smoothed(10)
    smoothed.extend(np.array([np.nan, np.nan, 4.0]))
    np.testing.assert_array_equal(smoothed.values, [np.nan, np.nan, 4.0])
