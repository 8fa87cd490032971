import math

import pytest

from rnn_debugger.debugger import typed_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        (" -1e-3 ", -1e-3),
        ("−1e−3", -1e-3),
        ("inf", math.inf),
        ("-Infinity", -math.inf),
        ("−∞", -math.inf),
        ("1_000", 1000.0),
        ("-0.0", -0.0),
        (".25", 0.25),
    ],
)
def test_numbers(text, value):
    found = typed_number(text)
    assert found == value
    assert math.copysign(1, found) == math.copysign(1, value)


def test_not_a_number_is_one():
    assert math.isnan(typed_number("NaN"))


@pytest.mark.parametrize(
    ("text", "dtype", "message"),
    [
        ("", "float64", "type a number, such as 0.5, 1e-3, inf or nan"),
        ("abc", "float64", "“abc” is not a number such as 0.5, 1e-3, inf or nan"),
        ("1,5", "float64", "“1,5” is not a number"),
        ("1e400", "float64", "1e400 is too large for float64; infinity is written inf"),
        ("-1e39", "float32", "-1e39 is too large for float32"),
    ],
)
def test_what_is_none(text, dtype, message):
    with pytest.raises(ValueError, match=r"number|large") as raised:
        typed_number(text, dtype)
    assert str(raised.value).startswith(message)
