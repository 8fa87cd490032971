import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.debugger import bytes_of_text, bytes_text, exact, shape_text, short

SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def read(text):
    """A number as it is shown, back as a number."""
    mantissa, _, power = text.replace("−", "-").partition("·10")
    return float(f"{mantissa}e{power.translate(SUPERSCRIPTS) or 0}")


@pytest.mark.parametrize(
    ("value", "text", "trimmed"),
    [
        (0.0, "0", "0"),
        (-0.0, "0", "0"),
        (1.0, "1.000", "1"),
        (-0.5, "−0.5000", "−0.5"),
        (0.25, "0.2500", "0.25"),
        (0.99999, "1.000", "1"),
        (9.99951, "10.00", "10"),
        (123.456, "123.5", "123.5"),
        (123456.7, "123457", "123457"),
        (999_999.9, "1.000·10⁶", "1·10⁶"),
        (-1.5e7, "−1.500·10⁷", "−1.5·10⁷"),
        (0.00012345, "0.0001234", "0.0001234"),
        (9.9999e-5, "0.0001000", "0.0001"),
        (0.000012, "1.200·10⁻⁵", "1.2·10⁻⁵"),
        (5e-324, "4.941·10⁻³²⁴", "4.941·10⁻³²⁴"),
        (math.nan, "NaN", "NaN"),
        (math.inf, "∞", "∞"),
        (-math.inf, "−∞", "−∞"),
    ],
)
def test_short(value, text, trimmed):
    assert short(value) == text
    assert short(value, trim=True) == trimmed


@given(st.floats(-1e300, 1e300), st.integers(2, 8), st.booleans())
def test_the_digits_shown_are_significant_and_right(value, digits, trim):
    text = short(value, digits, trim=trim)
    assert read(text) == pytest.approx(value, rel=0.5001 * 10 ** (1 - digits), abs=0)
    assert "-" not in text
    shown = re.sub(r"[−.]|·10.*", "", text).lstrip("0")
    if not trim and value and len(shown) > digits:
        assert "." not in text
        assert len(shown) <= 6
    elif not trim and value:
        assert len(shown) == digits
    elif "." in text:
        assert not text.partition("·")[0].endswith("0")


@given(st.floats(allow_nan=False))
def test_exact_gives_the_same_bits(value):
    text = exact(value)
    assert text in ("∞", "−∞") or math.copysign(1, float(text)) == math.copysign(1, value)
    assert text in ("∞", "−∞") or float(text) == value


def test_exact_specials():
    assert [exact(value) for value in (math.nan, math.inf, -math.inf)] == ["NaN", "∞", "−∞"]


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1 KiB"),
        (12_600, "12.3 KiB"),
        (1000 * 1024, "1000 KiB"),
        (2**20 - 1, "1 MiB"),
        (2**30, "1 GiB"),
        (5 * 2**40, "5 TiB"),
        (5000 * 2**40, "5000 TiB"),
    ],
)
def test_bytes(count, text):
    assert bytes_text(count) == text


def test_bytes_of_so_many():
    assert bytes_of_text(34 * 2**20, 256 * 2**20) == "34 of 256 MiB"
    assert bytes_of_text(34 * 2**20, 2**31) == "34 MiB of 2 GiB"
    assert bytes_of_text(0, 0) == "0 of 0 B"


def test_shapes():
    assert [shape_text(shape) for shape in ((), (3,), (100, 65))] == ["scalar", "3", "100 × 65"]
