"""Each task's batches against what its paper says of one sequence, read timestep by timestep."""

from math import cos, pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.data.tasks import TASKS, copy_length, echo_delay

BATCH = 3


@st.composite
def batches(draw, name):
    """Pairs x (T, inputs), target (T, outputs) of a batch, of any length that the task takes."""
    timesteps = draw(st.integers(TASKS[name].least, 45))
    return sequences(name, timesteps, BATCH, draw(st.integers(0, 2**32)))


def sequences(name, timesteps, batch_size, seed=0):
    task = TASKS[name]
    x, target = task.draw(np.random.default_rng(seed), timesteps, batch_size)
    assert x.shape == (timesteps, task.inputs, batch_size)
    assert target.shape == (timesteps, task.outputs, batch_size)
    assert x.dtype == target.dtype == np.float64
    return [(x[:, :, b], target[:, :, b]) for b in range(batch_size)]


def codes(rows):
    """The places of the ones in one-hot rows."""
    assert set(np.unique(rows)) <= {0, 1}
    assert (rows.sum(axis=1) == 1).all()
    return rows.argmax(axis=1).tolist()


@given(batches("copy"))
def test_copy(batch):
    blank, delimiter = 8, 9
    for x, target in batch:
        said, asked = codes(x), codes(target)
        length = copy_length(len(said))
        symbols, rest = said[:length], said[length:]
        assert all(0 <= symbol < 8 for symbol in symbols)
        # Blanks, the delimiter, and as many blanks as there are symbols to be said.
        assert rest[-length - 1 :] == [delimiter] + [blank] * length
        assert set(rest[: -length - 1]) <= {blank}
        assert asked == [blank] * (len(said) - length) + symbols


def test_copy_with_a_window_of_120_is_that_of_the_paper():
    """Ten symbols, and a hundred timesteps from each to its copy less the ten symbols."""
    assert copy_length(120) == 10
    ((x, target),) = sequences("copy", 120, 1)
    assert codes(x)[:10] == codes(target)[110:]
    assert codes(x).index(9) == 109


@given(batches("adding"))
def test_adding(batch):
    for x, target in batch:
        numbers, markers = x.T
        assert ((numbers >= 0) & (numbers < 1)).all()
        first, second = np.flatnonzero(markers)
        assert first < len(x) // 2 <= second
        assert markers[first] == markers[second] == 1
        so_far = 0.0
        for t, (number, marker) in enumerate(zip(numbers, markers, strict=True)):
            so_far += number if marker else 0.0
            assert target[t, 0] == so_far
        assert target[-1, 0] == numbers[first] + numbers[second]


def test_any_timestep_of_a_half_may_be_marked():
    marked = [set(np.flatnonzero(x[:, 1])) for x, _ in sequences("adding", 7, 300)]
    assert set.union(*marked) == set(range(7))
    assert {min(pair) for pair in marked} == {0, 1, 2}


def test_saying_one_has_the_squared_error_of_one_sixth():
    """Two uniform numbers have the variance 1/12 each (Arjovsky et al. 2016: 0.167)."""
    sums = np.array([target[-1, 0] for _, target in sequences("adding", 10, 20_000)])
    assert np.mean((sums - 1) ** 2) == pytest.approx(1 / 6, rel=0.03)


@given(batches("parity"))
def test_parity(batch):
    for x, target in batch:
        is_odd = False
        for bit, parity in zip(x[:, 0], target[:, 0], strict=True):
            assert bit in (0, 1)
            is_odd ^= bool(bit)
            assert parity == is_odd


@given(batches("echo"))
def test_echo(batch):
    for x, target in batch:
        delay = echo_delay(len(x))
        assert set(np.unique(x)) <= {0, 1}
        for t, value in enumerate(target[:, 0]):
            assert value == (x[t - delay, 0] if t >= delay else 0)


@given(batches("sine"))
def test_sine(batch):
    for x, target in batch:
        wave = [*x[:, 0], target[-1, 0]]
        np.testing.assert_array_equal(target[:, 0], wave[1:])
        assert max(map(abs, wave)) <= 1
        # Any three values tell the period, which is the same everywhere.
        best = max(range(1, len(wave) - 1), key=lambda t: abs(wave[t]), default=None)
        if best is None or abs(wave[best]) < 0.1:
            continue
        twice = (wave[best - 1] + wave[best + 1]) / wave[best]
        assert 2 * cos(2 * pi / 8) - 1e-9 <= twice <= 2 * cos(2 * pi / 32) + 1e-9
        for before, here, after in zip(wave, wave[1:], wave[2:], strict=False):
            assert before + after == pytest.approx(twice * here, abs=1e-9)


@pytest.mark.parametrize("name", TASKS)
def test_sequences_of_a_batch_are_drawn_apart(name):
    batch = sequences(name, 20, 8)
    assert len({x.tobytes() for x, _ in batch}) == 8


@pytest.mark.parametrize("name", ["parity", "echo"])
def test_bits_are_fair(name):
    bits = np.array([x for x, _ in sequences(name, 20, 2000)])
    assert bits.mean() == pytest.approx(0.5, abs=0.02)


def test_all_symbols_are_as_likely():
    said = [codes(x)[0] for x, _ in sequences("copy", 4, 8000)]
    assert np.bincount(said, minlength=10).tolist() == pytest.approx([1000] * 8 + [0, 0], abs=120)


@pytest.mark.parametrize(
    ("timesteps", "length", "delay"), [(3, 1, 1), (7, 1, 1), (8, 2, 2), (40, 10, 10), (60, 10, 15)]
)
def test_what_follows_from_the_window(timesteps, length, delay):
    assert (copy_length(timesteps), echo_delay(timesteps)) == (length, delay)
