"""The oracle against itself: three ways to the same derivatives."""

from itertools import islice

import numpy as np
import pytest

from tests.support.experiments import changed, random_table
from tests.support.oracle import Network, complex_step_gradient, gradients, nudged
from tests.support.oracle_training import initial_state, iterate, train, window

TABLES = [
    random_table(1, sizes=(2, 3), model={"output_activation": "sigmoid"}),
    random_table(2, loss="softmax_cross_entropy", outputs=3, sequences=2, batch_size=2),
    random_table(3, cell="feedforward", sizes=(2, 2), loss="binary_cross_entropy"),
    random_table(4, loss_at="last_timestep", reduction="mean", start="vector"),
]


@pytest.mark.parametrize("table", TABLES)
def test_autograd_agrees_with_complex_steps(table):
    network, state = Network(table), initial_state(table)
    data = window(network, state, 0)
    shares, others = gradients(network, state.weights, data)
    wanted = {name: sum(share[name] for share in shares) for name in state.weights} | others
    assert set(wanted) == {*state.weights, *nudged(network)}
    for name, gradient in wanted.items():
        step = complex_step_gradient(network, state.weights, data, name)
        np.testing.assert_allclose(step, gradient, rtol=1e-13, atol=1e-14, err_msg=name)


@pytest.mark.parametrize("table", TABLES)
def test_without_steps_both_schedules_have_the_same_gradients(table):
    still = changed(table, training={"learning_rate": 0.0})
    together = iterate(Network(still), initial_state(still), 0)
    network = Network(changed(still, training={"update_schedule": "every_timestep"}))
    apart = iterate(network, initial_state(still), 0)
    for name in nudged(network):
        expected = together.gradients[name]
        np.testing.assert_allclose(apart.gradients[name], expected, atol=1e-15, err_msg=name)
    for timestep, shares in apart.shares.items():
        for name, share in shares.items():
            np.testing.assert_allclose(share, together.shares[timestep][name], atol=1e-15)


def test_training_lowers_the_loss():
    losses = [result.values["loss"] for result in islice(train(TABLES[0]), 30)]
    assert losses[-1] < 0.6 * losses[0]
