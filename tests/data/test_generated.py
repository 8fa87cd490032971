"""A task's window is a function of seed and iteration: whatever was drawn before."""

import subprocess
import sys

import numpy as np
import pytest

from rnn_debugger.data import TASKS, BadInput, Generated, WindowFeed

PRINT = """
from tests.data.test_generated import batch
from rnn_debugger.data import TASKS
print(*[batch(name, 3, 17).hex() for name in TASKS])
"""


def batch(name, seed, iteration, timesteps=6, batch_size=2):
    """The bytes of a window, x before the target."""
    data = Generated(name, timesteps, batch_size, seed)
    arrays = [np.full((timesteps, n, batch_size), np.nan) for n in (data.inputs, data.outputs)]
    data.fill(iteration, *arrays)
    return b"".join(array.tobytes() for array in arrays)


@pytest.mark.parametrize("name", TASKS)
def test_a_batch_is_the_same_whichever_came_before(name):
    forth = [batch(name, 3, iteration) for iteration in range(6)]
    back = [batch(name, 3, iteration) for iteration in reversed(range(6))]
    assert forth == back[::-1]
    assert len(set(forth)) == 6, "every iteration has a batch of its own"
    assert batch(name, 4, 0) not in forth


@pytest.mark.parametrize("name", TASKS)
def test_one_data_set_gives_what_fresh_ones_give(name):
    data = Generated(name, 6, 2, 3)
    feed = WindowFeed(data, 6, 2, "float64", {})
    for iteration in (5, 0, 10**6, 5):
        feed.load(iteration)
        found = feed.streams["x"].tobytes() + feed.streams["target"].tobytes()
        assert found == batch(name, 3, iteration)
        assert feed.streams["begins"][0]


def test_another_process_draws_the_same():
    done = subprocess.run(
        [sys.executable, "-c", PRINT], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == [batch(name, 3, 17).hex() for name in TASKS]


def test_the_draws_stay_what_they_are():
    """Else older traces could not be verified."""
    x, target = np.empty((2, 8, 1, 1))
    Generated("parity", 8, 1, 0).fill(0, x, target)
    assert x.ravel().tolist() == [1, 0, 0, 0, 1, 1, 1, 1]


def test_any_seed():
    assert batch("sine", 0, 0) != batch("sine", 2**80, 0)


def test_float32_has_the_same_numbers_rounded():
    feeds = [WindowFeed(Generated("sine", 6, 1, 3), 6, 1, d, {}) for d in ("float64", "float32")]
    for feed in feeds:
        feed.load(7)
    wide, narrow = (feed.streams["x"] for feed in feeds)
    assert narrow.tobytes() == wide.astype(np.float32).tobytes()


@pytest.mark.parametrize(("name", "least"), [(name, task.least) for name, task in TASKS.items()])
def test_windows_that_are_too_short(name, least):
    batch(name, 0, 0, timesteps=least, batch_size=1)
    if least > 1:
        with pytest.raises(BadInput) as raised:
            Generated(name, least - 1, 1, 0)
        assert str(raised.value) == (
            f'training.timesteps: {least - 1} is too short for data.name = "{name}", '
            f"which takes {least} or more"
        )
