"""Numbers survive the way through JSON bit for bit."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.engine import Array
from rnn_debugger.trace import numbers
from tests.support.traces import strictly

ODD = [0.0, -0.0, 5e-324, -5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.1, 1e22]


def bits(array: Array) -> bytes:
    """The bytes, every NaN written the same way."""
    return np.where(np.isnan(array), np.nan, array).astype(array.dtype).tobytes()


@st.composite
def arrays(draw: st.DrawFn, width: int) -> Array:
    """Arrays of any bit patterns: (), (n,) or (n, B)."""
    shape = draw(st.sampled_from([(), (1,), (3,), (2, 1), (3, 2)]))
    count = int(np.prod(shape))
    whole = st.integers(0, 2**width - 1)
    patterns = draw(st.lists(whole, min_size=count, max_size=count))
    return np.array(patterns, f"u{width // 8}").view(f"f{width // 8}").reshape(shape)


@given(arrays(64))
def test_float64_reads_back_with_the_same_bits(array: Array) -> None:
    content = numbers.encoded(array)
    strictly(content)
    read = numbers.decoded(content)
    assert read.shape == array.shape
    assert bits(read) == bits(array)


@given(arrays(32))
def test_float32_reads_back_with_the_same_bits(array: Array) -> None:
    read = numbers.decoded(numbers.encoded(array))
    with np.errstate(invalid="ignore"):
        assert bits(read.astype(np.float32)) == bits(array)
        assert bits(read) == bits(array.astype(np.float64))


@pytest.mark.parametrize("odd", ODD)
def test_the_standard_library_reads_the_same_bits(odd: float) -> None:
    (read,) = json.loads(numbers.encoded(np.array([odd])))
    assert np.float64(read).tobytes() == np.float64(odd).tobytes()


def test_what_json_lacks_is_written_as_strings() -> None:
    content = numbers.encoded(np.array([[np.nan], [np.inf], [-np.inf], [1.0]]))
    assert content == b'[["NaN"],["Infinity"],["-Infinity"],[1.0]]'


@pytest.mark.parametrize("shape", [(), (7,), (5, 3), (3, 5), (100_001,), (1, 60_000), (300, 400)])
def test_pieces_make_up_the_whole(shape: tuple[int, ...]) -> None:
    array = np.random.default_rng(0).standard_normal(shape)
    found = list(numbers.pieces(array))
    assert b"".join(found) == numbers.encoded(array)
    assert (len(found) > 1) == (array.size > numbers.PIECE)


@pytest.mark.parametrize(
    "content",
    ["null", '"1"', "[true]", "[1,[2]]", '["nan"]', '"x"', "{}", "[", "[" * 10_000, "1e999"],
)
def test_what_is_no_array_is_refused(content: str) -> None:
    with pytest.raises(ValueError, match="not numbers in rows of one length"):
        numbers.decoded(content.encode())
