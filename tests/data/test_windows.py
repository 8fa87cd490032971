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


def test_places_of_ones_follow_the_window_in_the_same_lists():
    text = Text("abcabcabca", 3, 1)
    feed = WindowFeed(text, 3, 1, "float64", {})
    lists = dict(feed.ones)
    for iteration in (1, 0, 2):
        feed.load(iteration)
        assert lists == text.ones(iteration)
        assert all(feed.ones[stream] is places for stream, places in lists.items())


def test_a_batch_or_numbers_have_no_places_of_ones(feed):
    assert feed.ones == {}
    assert WindowFeed(Text("abcabcabca", 2, 2), 2, 2, "float64", {}).ones == {}
