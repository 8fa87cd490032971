"""The built-in 3:1:1 network against values worked out independently."""

from itertools import islice
from math import exp

import numpy as np
import pytest

from tests.support.agreement import assert_iteration_agrees, state_of
from tests.support.experiments import builtin_table, changed, compiled, session
from tests.support.oracle import Network, complex_step_gradient, nudged
from tests.support.oracle_training import train, window

SIMPLE_WORDS = builtin_table("simple-words")
EVERY_WINDOW = changed(SIMPLE_WORDS, training={"update_schedule": None})


@pytest.mark.parametrize(
    "table", [SIMPLE_WORDS, EVERY_WINDOW, builtin_table("simple-words-feedforward")]
)
def test_every_value_gradient_and_weight_equals_the_oracles(table):
    network, run = Network(table), session(table)
    for result in islice(train(table), 5):
        assert_iteration_agrees(run, network, result, rtol=0, atol=1e-12)


def test_first_iteration_by_hand():
    """The introduction's network with plain numbers, weights updated at every timestep."""
    (u1, u2, u3), w, v, rate = (0.1, 0.2, -0.1), 0.7, 1.2, 0.5

    def sigmoid(a):
        return 1 / (1 + exp(-a))

    h1 = sigmoid(u1 * 1.0 + u2 * 0.5 + u3 * -0.5)
    y1 = sigmoid(v * h1)
    h2 = sigmoid(u1 * 0.2 + u2 * -0.3 + u3 * 0.8 + w * h1)
    y2 = sigmoid(v * h2)
    ds2 = (y2 - 0.0) * y2 * (1 - y2)
    da2 = ds2 * v * h2 * (1 - h2)
    to_h1 = w * da2
    share_w, share_v, share_u = da2 * h1, ds2 * h2, [da2 * x for x in (0.2, -0.3, 0.8)]
    w, v = w - rate * share_w, v - rate * share_v
    u = [weight - rate * share for weight, share in zip((u1, u2, u3), share_u, strict=True)]
    ds1 = (y1 - 1.0) * y1 * (1 - y1)
    dh1 = ds1 * v + to_h1
    da1 = dh1 * h1 * (1 - h1)
    dh0 = w * da1
    v -= rate * ds1 * h1
    u = [weight - rate * da1 * x for weight, x in zip(u, (1.0, 0.5, -0.5), strict=True)]

    run = session(SIMPLE_WORDS)
    run.step(1, "iteration")
    wanted = {
        "h[1]": h1, "y[1]": y1, "h[2]": h2, "y[2]": y2, "ds[2]": ds2, "da[2]": da2, "ds[1]": ds1,
        "dh[1]": dh1, "da[1]": da1, "dh[0]": dh0, "Whh": w, "Why": v,
        "loss": (y1 - 1) ** 2 / 2 + y2**2 / 2,
    }  # fmt: skip
    for name, expected in wanted.items():
        assert run.moment.value(name).item() == pytest.approx(expected, abs=1e-12), name
    np.testing.assert_allclose(run.value("Wxh"), [u], rtol=0, atol=1e-12)


@pytest.mark.parametrize("iteration", range(4))
def test_gradients_equal_complex_step_derivatives(iteration):
    network, run = Network(EVERY_WINDOW), session(EVERY_WINDOW)
    run.seek(iteration)
    state = state_of(run, network)
    data = window(network, state, iteration)
    run.step(1, "iteration")
    for name in (*state.weights, *nudged(network)):
        expected = complex_step_gradient(network, state.weights, data, name)
        np.testing.assert_allclose(run.moment.value(f"d{name}"), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", ["Wxh", "Whh", "Why"])
def test_gradients_equal_finite_differences_of_our_own_loss(name):
    def loss(index, step):
        weight = np.array(SIMPLE_WORDS["weights"][name])
        weight[index] += step
        machine = compiled(changed(SIMPLE_WORDS, weights={name: weight}), updates=False).machine()
        machine.run(len(machine.program))
        return float(machine.arrays["loss"])

    machine = compiled(SIMPLE_WORDS, updates=False).machine()
    machine.run(len(machine.program))
    gradient = machine.arrays[f"d{name}"]
    for index in np.ndindex(gradient.shape):
        difference = (loss(index, 1e-5) - loss(index, -1e-5)) / 2e-5
        assert gradient[index] == pytest.approx(difference, abs=1e-7)


def test_operations_at_the_first_timestep_read_weights_already_updated():
    program = session(SIMPLE_WORDS).program
    marked = {operation.output for operation in program if program.reads_updated(operation)}
    assert marked == {"dh_out[1]", "dh[0]"}
