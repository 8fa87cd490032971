"""Random experiments: every output of every operation against the oracle."""

from hypothesis import assume, given, settings

from tests.support.agreement import assert_iteration_agrees, is_comparable, state_of
from tests.support.experiments import random_table, session, tables
from tests.support.oracle import Network
from tests.support.oracle_training import iterate


@settings(max_examples=120)
@given(tables())
def test_every_gradient_agrees_with_autograd(table):
    # float32 programs are run again in float64.
    table = {**table, "dtype": "float64"}
    network, run = Network(table), session(table)
    for iteration in range(3):
        result = iterate(network, state_of(run, network), iteration)
        if not is_comparable(network, result):
            assume(iteration)
            break
        assert_iteration_agrees(run, network, result, rtol=1e-10, atol=1e-10)


@settings(max_examples=25)
@given(tables(activations=("sigmoid", "tanh", "identity")))
def test_in_float32_they_agree_to_its_precision(table):
    table = {**table, "dtype": "float32"}
    network, run = Network(table), session(table)
    for iteration in range(2):
        result = iterate(network, state_of(run, network), iteration)
        if not is_comparable(network, result):
            assume(iteration)
            break
        assert_iteration_agrees(run, network, result, rtol=1e-3, atol=1e-4)
        assert {tensor.dtype for tensor in run.program.tensors.values()} == {"float32"}


def test_a_long_run_stays_with_the_oracle():
    """Carried state, several sequences, Adagrad and clipping, errors adding up over 40 windows."""
    table = random_table(
        11, sizes=(3, 2), sequences=4, batch_size=2, length=7, timesteps=3,
        loss="softmax_cross_entropy", optimizer="adagrad", clip_value=0.1,
    )  # fmt: skip
    network, run = Network(table), session(table)
    state = state_of(run, network)
    for iteration in range(40):
        result = iterate(network, state, iteration)
        assert_iteration_agrees(run, network, result, rtol=1e-9, atol=1e-9)
        state = result.after
