"""Experiments on tasks: a fresh batch every iteration, the same whichever way one comes there."""

import numpy as np
import pytest

from rnn_debugger.data import TASKS
from tests.support.experiments import session
from tests.support.refusals import refusal

LOSSES = ("squared_error", "binary_cross_entropy", "softmax_cross_entropy")
FITTING = [(name, loss) for name, task in TASKS.items() for loss in task.losses]
UNFIT = [(name, loss) for name, task in TASKS.items() for loss in LOSSES if loss not in task.losses]


def table(name, **training):
    return {
        "seed": 5,
        "model": {"cell": "rnn", "hidden_sizes": [3]},
        "data": {"source": "task", "name": name},
        "training": {"timesteps": 5, "batch_size": 2, **training},
    }


def data_of(stepped):
    """The bytes of an iteration's inputs, once its forward sweep has run."""
    stepped.step(1, "phase")
    return b"".join(stepped.value(f"x[{t}]").tobytes() for t in range(1, 6))


@pytest.mark.parametrize(("name", "loss"), FITTING)
@pytest.mark.parametrize("loss_at", ["every_timestep", "last_timestep"])
def test_losses_that_fit(name, loss, loss_at):
    running = session(table(name, loss=loss, loss_at=loss_at))
    running.seek(iteration=3)
    assert all(loss > 0 for loss in running.moment.losses)


@pytest.mark.parametrize(("name", "loss"), UNFIT)
def test_losses_that_do_not_fit(name, loss):
    sentence = refusal(session, table(name, loss=loss))
    expected = f'training.loss: "{loss}" does not fit data.name: "{name}", which goes with '
    assert sentence.startswith(expected)
    assert all(f'"{other}"' in sentence for other in TASKS[name].losses)


@pytest.mark.parametrize("name", TASKS)
def test_an_iteration_is_the_same_from_wherever_one_comes(name):
    straight, jumping = session(table(name)), session(table(name))
    found = {}
    for iteration in range(8):
        straight.seek(iteration=iteration)
        found[iteration] = (straight.state_hash(), data_of(straight))
    assert len({data for _, data in found.values()}) == 8
    for iteration in (6, 2, 7, 0, 2):
        jumping.seek(iteration=iteration)
        assert (jumping.state_hash(), data_of(jumping)) == found[iteration]
        jumping.step_back(1, "iteration")


def test_every_sequence_begins_at_h_start():
    """A carried state would be that of another sequence."""
    given = table("echo", carry_state=True)
    given["weights"] = {"h_start": [0.5, -0.25, 0.125]}
    running = session(given)
    for iteration in range(3):
        running.seek(iteration=iteration)
        running.step(1, "timestep")
        np.testing.assert_array_equal(running.value("h[0]"), [[0.5] * 2, [-0.25] * 2, [0.125] * 2])


def test_the_seed_draws_weights_and_data():
    other = table("sine")
    other["seed"] = 6
    first, second = session(table("sine")), session(other)
    assert data_of(first) != data_of(second)
    assert (first.value("Wxh") != second.value("Wxh")).any()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"source": "task"}, 'data.name: is required with source = "task"'),
        ({"source": "task", "name": "copy", "path": "x"}, 'data.path: does not go with source = '
         '"task"'),
        ({"source": "task", "name": "cpoy"}, 'data.name: "cpoy" is not one of copy, adding, '
         "parity, echo, sine"),
        ({"source": "tsk"}, 'data.source: "tsk" is not one of values, text, csv, npz, task'),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_table(data, sentence):
    assert refusal(session, {**table("copy"), "data": data}) == sentence


def test_a_window_that_is_too_short():
    expected = 'training.timesteps: 2 is too short for data.name = "copy", which takes 3 or more'
    assert refusal(session, table("copy", timesteps=2)) == expected
