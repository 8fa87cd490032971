from itertools import count, takewhile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.data import BadInput, Text, read_text


def windows_of(text, timesteps, batch_size):
    """The contract, word by word: for each window the streams' characters and the next ones."""
    length = len(text) // batch_size
    streams = [text[number * length : (number + 1) * length] for number in range(batch_size)]
    starts = takewhile(lambda p: p + timesteps < length, count(0, timesteps))
    return [[(s[p : p + timesteps], s[p + 1 : p + 1 + timesteps]) for s in streams] for p in starts]


def read_back(data, iteration):
    """The characters that the arrays of an iteration stand for, stream by stream."""
    x, target = np.full((2, data.timesteps, data.inputs, data.batch_size), np.nan)
    data.fill(iteration, x, target)
    for array in (x, target):
        assert set(np.unique(array)) <= {0, 1}
        assert (array.sum(axis=1) == 1).all()
    texts = [
        ["".join(data.characters[k] for k in array.argmax(axis=1)[:, b]) for array in (x, target)]
        for b in range(data.batch_size)
    ]
    return [tuple(pair) for pair in texts]


@given(
    st.text("abcé\n🙂", min_size=2, max_size=40), st.integers(1, 7), st.integers(1, 3)
)  # fmt: skip
def test_windows(text, timesteps, batch_size):
    expected = windows_of(text, timesteps, batch_size)
    if not expected:
        with pytest.raises(BadInput, match="too short"):
            Text(text, timesteps, batch_size)
        return
    data = Text(text, timesteps, batch_size)
    for iteration in range(2 * len(expected) + 1):
        number = iteration % len(expected)
        assert read_back(data, iteration) == expected[number]
        assert data.begins(iteration) == (number == 0)


def test_characters_in_sorted_order():
    data = Text("hello, world", 3, 1)
    assert data.characters == " ,dehlorw"
    assert (data.inputs, data.outputs) == (9, 9)


@pytest.mark.parametrize(("length", "windows"), [(4, 1), (6, 1), (7, 2), (9, 2), (10, 3)])
def test_where_a_pass_ends(length, windows):
    """T = 3: windows at 0, 3, 6 while p + 3 < N."""
    data = Text("abcdefghij"[:length], 3, 1)
    assert [data.begins(number) for number in range(windows + 1)] == [
        number in (0, windows) for number in range(windows + 1)
    ]


def test_a_text_that_is_too_short_says_how_short():
    with pytest.raises(BadInput) as raised:
        Text("abcdefg", 4, 2)
    message = str(raised.value)
    assert message.startswith("data.path: a text of 7 characters in 2 streams is too short")
    assert "windows of 4 timesteps" in message


class TestReading:
    def test_utf_8_with_any_line_ends(self, tmp_path):
        path = tmp_path / "t.txt"
        path.write_bytes("é\r\nb".encode())
        assert read_text(path) == "é\nb"

    @pytest.mark.parametrize(
        ("content", "message"),
        [(b"", "the text is empty"), (b"ab\xff", "byte 2 is not UTF-8 text")],
    )
    def test_what_is_no_text(self, tmp_path, content, message):
        path = tmp_path / "t.txt"
        path.write_bytes(content)
        with pytest.raises(BadInput) as raised:
            read_text(path)
        assert str(raised.value) == f"{path}: {message}"

    def test_no_file(self, tmp_path):
        for path in (tmp_path / "none.txt", tmp_path, tmp_path / "a\0b", tmp_path / ("x" * 999)):
            with pytest.raises(BadInput) as raised:
                read_text(path)
            assert str(raised.value).startswith(f"{path}: ")


def test_the_ones_are_where_the_window_has_them():
    data = Text("abracadabra", 3, 1)
    x, target = np.zeros((3, data.inputs, 1)), np.zeros((3, data.inputs, 1))
    for iteration in range(5):
        data.fill(iteration, x, target)
        expected = {"x": x.argmax(1)[:, 0].tolist(), "target": target.argmax(1)[:, 0].tolist()}
        assert data.ones(iteration) == expected
