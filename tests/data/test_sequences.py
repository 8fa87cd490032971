import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.data import BadInput, Sequences


def numbered(count, length, size, offset=0.0):
    """(count, length, size) numbers that tell sequence, timestep and feature."""
    n, t, k = np.ogrid[:count, :length, :size]
    return offset + 10_000.0 * n + 10 * t + k


@given(
    groups=st.integers(1, 3),
    batch_size=st.integers(1, 3),
    timesteps=st.integers(1, 4),
    windows=st.integers(1, 3),
    leftover=st.integers(0, 3),
)
def test_windows(groups, batch_size, timesteps, windows, leftover):
    leftover %= timesteps
    length = windows * timesteps + leftover
    x = numbered(groups * batch_size, length, 2)
    target = numbered(groups * batch_size, length, 3, 0.5)
    data = Sequences(x, target, timesteps, batch_size)
    assert (data.inputs, data.outputs, bool(data.note)) == (2, 3, leftover > 0)
    order = [(g, p) for g in range(groups) for p in range(0, length - timesteps + 1, timesteps)]
    for iteration in range(2 * len(order) + 1):
        group, p = order[iteration % len(order)]
        got_x = np.full((timesteps, 2, batch_size), np.nan)
        got_target = np.full((timesteps, 3, batch_size), np.nan)
        data.fill(iteration, got_x, got_target)
        for t, b in np.ndindex(timesteps, batch_size):
            np.testing.assert_array_equal(got_x[t, :, b], x[group * batch_size + b, p + t])
            expected = target[group * batch_size + b, p + t]
            np.testing.assert_array_equal(got_target[t, :, b], expected)
        assert data.begins(iteration) == (p == 0)


def test_one_window_repeats_and_always_begins():
    data = Sequences(numbered(1, 3, 1), numbered(1, 3, 1), 3, 1)
    assert all(data.begins(iteration) for iteration in range(5))


@pytest.mark.parametrize(
    ("count", "length", "note"),
    [
        (1, 6, ""),
        (1, 7, "the last timestep of the sequence fits into no window"),
        (2, 7, "the last timestep of every sequence fits into no window"),
        (2, 8, "the last 2 timesteps of every sequence fit into no window"),
    ],
)
def test_what_is_left_over_is_said(count, length, note):
    data = Sequences(numbered(count, length, 1), numbered(count, length, 1), 3, 1)
    assert data.note == note


@pytest.mark.parametrize(
    ("shapes", "timesteps", "batch_size", "message"),
    [
        (((3, 4), (3, 4)), 2, 2, "training.batch_size: 2 does not divide the 3 sequences"),
        (((1, 4), (1, 4)), 2, 2, "training.batch_size: 2 does not divide the one sequence"),
        (((1, 4), (1, 5)), 2, 1, "data.targets: 1 sequences × 5 timesteps do not fit inputs of "
         "1 sequences × 4 timesteps"),
        (((1, 4), (2, 4)), 2, 1, "data.targets: 2 sequences × 4 timesteps do not fit inputs of "
         "1 sequences × 4 timesteps"),
        (((1, 4), (1, 4)), 5, 1, "training.timesteps: a window of 5 timesteps does not fit into "
         "sequences of 4"),
    ],
)  # fmt: skip
def test_what_does_not_fit(shapes, timesteps, batch_size, message):
    x, target = (numbered(*shape, 1) for shape in shapes)
    with pytest.raises(BadInput) as raised:
        Sequences(x, target, timesteps, batch_size)
    assert str(raised.value) == message


def test_what_is_said_of_the_targets_begins_with_where_they_are_from():
    with pytest.raises(BadInput, match=r"^a\.npz: targets: 1 sequences × 5 timesteps do not fit"):
        Sequences(numbered(1, 4, 1), numbered(1, 5, 1), 2, 1, "a.npz: targets")
