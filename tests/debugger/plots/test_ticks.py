import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.debugger import (
    byte_ticks,
    linear_ticks,
    log_ticks,
    power_of_ten,
    whole_step,
    whole_ticks,
)


def texts(ticks):
    return [tick.text for tick in ticks]


def test_whole_numbers():
    assert texts(whole_ticks(0, 25, 6)) == ["0", "5", "10", "15", "20", "25"]
    assert texts(whole_ticks(1, 25, 6)) == ["1", "5", "10", "15", "20", "25"]
    assert texts(whole_ticks(1, 3, 9)) == ["1", "2", "3"]
    assert texts(whole_ticks(0, 1_000_000, 3)) == ["0", "500,000", "1,000,000"]
    assert texts(whole_ticks(-4, 4, 5)) == ["−4", "−2", "0", "2", "4"]


@given(st.integers(-50, 10**9), st.integers(0, 10**9), st.integers(1, 30))
def test_whole_ticks_lie_inside_and_are_not_too_many(first, span, most):
    ticks = whole_ticks(first, first + span, most)
    assert all(first <= tick.place <= first + span for tick in ticks)
    assert len(ticks) <= most + 2


@given(st.integers(1, 10**12), st.integers(1, 50))
def test_the_step_is_the_smallest_round_one(count, most):
    step = whole_step(count, most)
    assert count <= step * most
    leading = str(step).rstrip("0")
    assert leading in {"1", "2", "5"}
    smaller = {"1": step // 2, "2": step // 2, "5": step * 2 // 5}[leading]
    assert step == 1 or count > smaller * most


def test_linear():
    assert texts(linear_ticks(0, 1, 4)) == ["0", "0.5", "1.0"]
    assert texts(linear_ticks(-0.02, 0.02, 4)) == ["−0.02", "−0.01", "0", "0.01", "0.02"]
    assert texts(linear_ticks(0, 2e153, 2)) == ["0", "1·10¹⁵³", "2·10¹⁵³"]
    assert texts(linear_ticks(950, 1250, 3)) == ["1,000", "1,100", "1,200"]
    assert texts(linear_ticks(9.99e7, 1.0005e8, 3)) == [
        "9.99·10⁷",
        "9.995·10⁷",
        "1·10⁸",
        "1.0005·10⁸",
    ]
    assert linear_ticks(1, 1, 4) == []
    assert linear_ticks(math.nan, 1, 4) == []
    assert linear_ticks(0, math.inf, 4) == []


@given(st.floats(-1e9, 1e9), st.floats(1e-3, 1e9), st.integers(1, 12))
def test_linear_ticks_lie_inside(low, span, most):
    ticks = linear_ticks(low, low + span, most)
    slack = span * 1e-6
    assert all(low - slack <= tick.place <= low + span + slack for tick in ticks)
    assert len(ticks) <= most + 1
    assert len(set(texts(ticks))) == len(ticks)


def test_logarithmic():
    assert texts(log_ticks(-3, 1, 9)) == ["10⁻³", "10⁻²", "10⁻¹", "1", "10"]
    assert texts(log_ticks(-20, 0, 3)) == ["10⁻²⁰", "10⁻¹⁰", "1"]
    assert [tick.place for tick in log_ticks(-20, 0, 3)] == [-20, -10, 0]
    assert log_ticks(0, 0, 3) == []


def test_within_a_power_of_ten_there_are_ticks_too():
    ticks = log_ticks(math.log10(0.03), math.log10(0.05), 4)
    assert len(ticks) >= 2
    for tick in ticks:
        assert math.log10(0.03) - 1e-6 <= tick.place <= math.log10(0.05) + 1e-6
        assert 10**tick.place == pytest.approx(float(tick.text))


def test_bytes():
    assert texts(byte_ticks(192, 3)) == ["0", "100 B"]
    assert texts(byte_ticks(628 * 1024, 3)) == ["0", "500 KiB"]
    ticks = byte_ticks(3 * 1024**2, 3)
    assert texts(ticks) == ["0", "1 MiB", "2 MiB", "3 MiB"]
    assert [tick.place for tick in ticks] == [0, 1024**2, 2 * 1024**2, 3 * 1024**2]


@pytest.mark.parametrize(
    ("exponent", "text"), [(0, "1"), (1, "10"), (2, "10²"), (-1, "10⁻¹"), (-12, "10⁻¹²")]
)
def test_powers_of_ten(exponent, text):
    assert power_of_ten(exponent) == text
