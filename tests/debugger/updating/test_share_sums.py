"""Shares against HIPS autograd, finite differences and plain outer products."""

import numpy as np
import pytest

from rnn_debugger.debugger import FactorRecord, ShareCounter, open_session, share
from tests.support.experiments import changed, random_table, session
from tests.support.oracle_training import train
from tests.support.running import share_memory

TABLES = {
    "rnn": random_table(1, length=4),
    "batch": random_table(2, sizes=(2, 3), sequences=3, batch_size=3, length=3),
    "lstm_peephole": random_table(3, cell="lstm_peephole", sequences=2, batch_size=2),
    "gru_reset_after": random_table(4, cell="gru_reset_after"),
    "every_timestep": random_table(5, length=4, update_schedule="every_timestep"),
    "last_timestep": random_table(6, length=4, loss_at="last_timestep"),
    "float32": {**random_table(7, length=4), "dtype": "float32"},
}


def counter_of(run, parameter):
    return ShareCounter(FactorRecord(run.program, parameter))


def summed(run, parameter, counter=None):
    counter = counter or counter_of(run, parameter)
    edited = {edit.tensor for fork, edit in run.edits if fork.iteration == run.moment.iteration}

    def recall(operations, take):
        return run.recalling(run.moment.iteration, operations, take)

    return counter.summing(run.moment, edited.__contains__, recall).finish()


def parameters(run):
    return [tensor.name for tensor in run.program.parameters]


@pytest.mark.parametrize("table", TABLES)
def test_every_share_is_what_autograd_says(table):
    run = session(TABLES[table])
    run.step(1, "iteration")
    shares = next(train(TABLES[table])).shares
    close = 1e-4 if table == "float32" else 1e-9
    for name in parameters(run):
        found = summed(run, name)
        there = [t for t in shares if name in shares[t] and np.any(shares[t][name])]
        assert set(there) <= set(found.timesteps)
        expected = [shares[t][name] for t in found.timesteps]
        total = sum(expected)
        norms = [np.sqrt(np.sum(e**2)) for e in expected]
        along = [np.sum(e * total) / np.sqrt(np.sum(total**2)) for e in expected]
        np.testing.assert_allclose(found.total, total, rtol=close, atol=close)
        np.testing.assert_allclose(found.norms, norms, rtol=close, atol=close)
        np.testing.assert_allclose(found.projections, along, rtol=close, atol=close)
        for index in np.ndindex(total.shape):
            elements = [e[index] for e in expected]
            np.testing.assert_allclose(found.element(index), elements, rtol=close, atol=close)
        expected_cancellation = 1 - np.sqrt(np.sum(total**2)) / sum(norms)
        assert found.cancellation == pytest.approx(expected_cancellation, abs=10 * close)


@pytest.mark.parametrize("table", TABLES)
def test_they_add_up_to_what_the_program_has(table):
    """The projections to ‖dW‖, the elements to dW[i, j]; of one timestep dW holds the last."""
    run = session(TABLES[table])
    run.step(1, "iteration")
    close = 1e-5 if table == "float32" else 1e-12
    for name in parameters(run):
        found = summed(run, name)
        if table == "every_timestep":
            latest = min(found.timesteps)
            np.testing.assert_allclose(
                share(run.moment, name, latest), run.moment.value(f"d{name}")
            )
            whole = found.total
        else:
            whole = run.moment.value(f"d{name}")
            np.testing.assert_allclose(found.total, whole, rtol=close, atol=close)
        norm = np.linalg.norm(whole)
        assert found.projections.sum() == pytest.approx(norm, rel=close, abs=close)
        assert found.norm == pytest.approx(norm, rel=close, abs=close)
        for index in np.ndindex(whole.shape):
            total = found.element(index).sum()
            assert total == pytest.approx(whole[index], rel=close, abs=close)


def test_a_share_is_the_change_of_the_loss_when_one_timestep_has_another_weight():
    """Finite differences of the network unrolled by hand, each timestep its own Whh."""
    table = random_table(8, length=3, model={"hidden_activation": "tanh"})
    run = session(table)
    run.step(1, "iteration")
    found = summed(run, "Whh")
    w = {name: np.array(value) for name, value in table["weights"].items()}
    x, target = np.array(table["data"]["inputs"][0]), np.array(table["data"]["targets"][0])

    def loss(recurrent):
        h, total = np.zeros(2), 0.0
        for t in range(3):
            h = np.tanh(w["Wxh"] @ x[t] + recurrent[t] @ h + w["bh"])
            total += np.sum((w["Why"] @ h + w["by"] - target[t]) ** 2) / 2
        return total

    for t in (1, 2, 3):
        for index in np.ndindex(2, 2):
            sides = []
            for sign in (1, -1):
                moved = [w["Whh"].copy() for _ in range(3)]
                moved[t - 1][index] += sign * 1e-5
                sides.append(loss(moved))
            expected = (sides[0] - sides[1]) / 2e-5
            place = found.timesteps.index(t)
            assert found.element(index)[place] == pytest.approx(expected, abs=1e-8)


def test_a_share_is_the_outer_product_of_its_factors():
    run = open_session("vanishing")
    run.step(1, "iteration")
    found = summed(run, "Whh")
    for place, t in enumerate(found.timesteps):
        part = np.outer(run.moment.value(f"da[{t}]"), run.moment.value(f"h[{t - 1}]"))
        assert found.norms[place] == pytest.approx(np.linalg.norm(part))
        assert found.element((1, 2))[place] == pytest.approx(part[1, 2])
        np.testing.assert_allclose(share(run.moment, "Whh", t), part)


def test_the_sweep_fills_it_and_going_back_empties_it():
    run = session(TABLES["rnn"])
    counter = counter_of(run, "Whh")
    assert summed(run, "Whh", counter) is None
    seen = []
    for operation in run.program:
        run.step()
        found = summed(run, "Whh", counter)
        if operation.output == "dWhh":
            seen.append(operation.timestep)
            total = run.moment.value("dWhh")
            np.testing.assert_allclose(found.total, total, atol=1e-15)
        assert (found.timesteps if found else ()) == tuple(sorted(seen))
    assert seen == [4, 3, 2, 1]
    run.seek(0, run.program.writers["dWhh"][1] + 1)
    assert summed(run, "Whh", counter).timesteps == (3, 4)


def test_what_is_known_is_not_read_again(monkeypatch):
    run = session(TABLES["rnn"])
    counter = counter_of(run, "Whh")
    run.step(1, "iteration")
    first = summed(run, "Whh", counter)
    monkeypatch.setattr(counter.record, "_keep", lambda *_: pytest.fail("read again"))
    again = summed(run, "Whh", counter)
    np.testing.assert_array_equal(again.projections, first.projections)


def test_factors_that_are_gone_are_run_again():
    plain = open_session("vanishing")
    plain.step(1, "iteration")
    expected = summed(plain, "Whh")
    with share_memory():
        run = open_session("vanishing")
        run.step(1, "iteration")
        assert share(run.moment, "Whh", 1) is None
        before = run.position, run.state_hash()
        found = summed(run, "Whh")
        np.testing.assert_array_equal(found.norms, expected.norms)
        np.testing.assert_array_equal(found.total, expected.total)
        assert (run.position, run.state_hash()) == before


def test_a_factor_that_was_set_by_hand_afterwards_is_the_old_one():
    run = session(TABLES["rnn"])
    first = run.program.writers["dWhh"][0]
    run.seek(0, first + 1)
    expected = summed(run, "Whh").norms
    run.edit("h[3]", (0, 0), 100.0)
    np.testing.assert_array_equal(summed(run, "Whh").norms, expected)


def test_it_can_be_given_up_between_slices(monkeypatch):
    monkeypatch.setattr("rnn_debugger.debugger.updating.share_sums.CHUNK", 1)
    run = session(TABLES["batch"])
    run.step(1, "iteration")
    expected = run.moment.value("dW1hh").copy()
    counter = counter_of(run, "W1hh")
    task = counter.summing(run.moment, lambda _: False, lambda *_: pytest.fail("recalled"))
    assert task.advance()
    task.cancel()
    found = summed(run, "W1hh", counter)
    np.testing.assert_allclose(found.total, expected, atol=1e-15)


def test_where_nothing_flows_nothing_cancels():
    table = changed(random_table(9, length=2), data={"inputs": [[[0.0, 0.0]] * 2]})
    run = session(table)
    run.step(1, "iteration")
    found = summed(run, "Wxh")
    assert (found.norm, found.length, found.cancellation) == (0, 0, 0)
    assert not found.projections.any()


def test_opposite_shares_cancel():
    table = random_table(
        10, length=2, inputs=1, sizes=(1,), outputs=1,
        model={"hidden_activation": "identity", "bias": False, "output_activation": "identity"},
    )  # fmt: skip
    table["data"] = {"source": "values", "inputs": [[[1.0], [1.0]]], "targets": [[[0.0], [2.0]]]}
    table["weights"] = {"Wxh": [[1.0]], "Whh": [[0.0]], "Why": [[1.0]]}
    run = session(table)
    run.step(1, "iteration")
    found = summed(run, "Why")
    assert found.element((0, 0)).tolist() == [1, -1]
    assert found.cancellation == 1
    assert found.norm == 0
