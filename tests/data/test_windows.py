import numpy as np
import pytest

from rnn_debugger.data import Sequences, Text, WindowFeed
from tests.support.primitives import numbers


@pytest.fixture
def data():
    return Sequences(numbers(2, 6, 3), numbers(2, 6, 1, seed=1), 2, 2)


@pytest.fixture
def feed(data):
    return WindowFeed(data, 2, 2, "float32", {"h_start": np.ones((4, 2))})


def test_streams_have_the_programs_shapes_and_type(feed):
    shapes = {name: stream.shape for name, stream in feed.streams.items()}
    assert shapes == {"x": (2, 3, 2), "target": (2, 1, 2), "begins": (1,), "h_start": (4, 2)}
    assert feed.streams["x"].dtype == feed.streams["h_start"].dtype == np.float32


def test_loading_fills_the_same_buffers(data, feed):
    buffers = dict(feed.streams)
    for iteration in (0, 2, 1, 3):
        feed.load(iteration)
        start = 2 * (iteration % 3)
        expected = data.x[:, start : start + 2].transpose(1, 2, 0).astype(np.float32)
        np.testing.assert_array_equal(buffers["x"], expected)
        assert buffers["begins"][0] == (iteration % 3 == 0)
        assert all(feed.streams[name] is buffer for name, buffer in buffers.items())


def test_texts_leave_nothing_of_the_window_before():
    feed = WindowFeed(Text("abcabcabca", 3, 1), 3, 1, "float64", {})
    for iteration in range(4):
        feed.load(iteration)
        assert feed.streams["x"].sum() == feed.streams["target"].sum() == 3
