import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.debugger import Peaks


def grown(series, parts):
    """Peaks of a series that has come in parts."""
    peaks = Peaks()
    for end in sorted({*(int(len(series) * part) for part in parts), len(series)}):
        peaks.extend(series[:end])
    return peaks


@given(
    st.integers(0, 20_000),
    st.lists(st.floats(0, 1), max_size=4),
    st.integers(1, 300),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_nothing_high_or_low_is_lost(count, parts, most, a, b):
    series = np.random.default_rng(count).standard_normal(count)
    first, last = sorted((int(a * count), int(b * count)))
    x, y = grown(series, parts).line(first, last, most)
    assert len(x) == len(y) <= 2 * most + 2
    if first == last:
        assert len(y) == 0
        return
    if last - first < most * 64:
        # Whole blocks reach beyond the part asked for, by less than what a pixel shows.
        assert y.min() == series[first:last].min()
        assert y.max() == series[first:last].max()
    else:
        assert y.min() <= series[first:last].min()
        assert y.max() >= series[first:last].max()
    assert (np.diff(x) >= 0).all()


def test_each_stretch_is_its_own():
    series = np.zeros(100_000)
    series[70_000], series[20_000] = 5, -7
    x, y = grown(series, [0.3]).line(0, 100_000, 100)
    assert len(x) in (200, 202)
    assert y[np.abs(x - 70_000) < 1_200].max() == 5
    assert y[np.abs(x - 20_000) < 1_200].min() == -7
    assert (y != 0).sum() == 2


@pytest.mark.parametrize("count", [64_033, 64_000, 64_001])
def test_the_newest_value_is_seen_before_its_block_is_full(count):
    series = np.zeros(count)
    series[-1] = 9
    x, y = grown(series, [0.5]).line(0, count, 100)
    assert y[-2:].max() == 9
    assert x[-1] > count - 700


def test_few_points_are_what_they_are():
    series = np.array([3.0, np.nan, np.inf, -1.0])
    x, y = grown(series, []).line(0, 4, 10)
    np.testing.assert_array_equal(x, [0, 1, 2, 3])
    np.testing.assert_array_equal(y, [3.0, np.nan, np.nan, -1.0])


def test_beyond_the_ends_there_is_nothing():
    x, y = grown(np.arange(5.0), []).line(-3, 99, 10)
    np.testing.assert_array_equal(x, y)
    assert len(x) == 5
    assert len(grown(np.arange(5.0), []).line(7, 9, 10)[0]) == 0


@pytest.mark.parametrize("count", [1_000, 100_000])
def test_what_is_not_finite_leaves_a_gap(count):
    series = np.ones(count)
    series[count // 2 :] = np.nan
    series[0] = np.inf
    _, y = grown(series, [0.7]).line(0, count, 50)
    assert np.nanmax(y) == 1
    assert np.isnan(y[-40:]).all()
    assert np.isfinite(y[2:40]).all()


def test_a_smooth_course_lies_between_the_extremes():
    series = np.sin(np.arange(50_000) / 5_000)
    x, y = grown(series, [0.5]).course(0, 50_000, 100)
    assert len(x) in (100, 101)
    np.testing.assert_allclose(y, np.sin((x + 250) / 5_000), atol=0.05)
    x, y = grown(series, []).course(10, 30, 100)
    np.testing.assert_array_equal(y, series[10:30])


def test_a_series_may_be_every_third_of_another():
    table = np.random.default_rng(0).standard_normal((1_000, 3))
    peaks = Peaks()
    peaks.extend(table[:500, 1])
    peaks.extend(table[:, 1])
    _, y = peaks.line(0, 1_000, 20)
    assert y.max() == table[:, 1].max()
