import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from rnn_debugger.debugger import Absent, open_session, path_sentence
from rnn_debugger.debugger.flow import triangle as module
from tests.support.experiments import random_table, session
from tests.support.oracle import Network, forward
from tests.support.oracle_training import initial_state, window
from tests.support.running import share_memory

TABLES = {
    "rnn": random_table(1, sizes=(3,), length=4),
    "layers": random_table(2, sizes=(2, 3, 2), length=3, sequences=2, batch_size=2),
    "peephole": random_table(3, cell="lstm_peephole", sizes=(2, 2), length=3, reduction="mean"),
    "coupled": random_table(
        4, cell="lstm_coupled", sizes=(3,), length=3, batch_size=2, sequences=2
    ),
    "gru": random_table(5, cell="gru_reset_after", sizes=(3,), length=4),
    "last": random_table(6, cell="lstm", sizes=(2,), length=4, loss_at="last_timestep"),
    "entropy": random_table(7, sizes=(2,), length=3, loss="softmax_cross_entropy"),
    "binary": random_table(8, sizes=(2,), length=3, loss="binary_cross_entropy"),
    "one": random_table(9, length=1),
}


def split(run, sequence=0):
    """The triangles of iteration 0, the cursor behind it."""
    run.seek(1)
    return run.splitting_gradients(0, sequence).finish().roads


def separate_passes(table, state, sequence):
    """By autograd: the gradient of each loss alone in each value of a state, by (s, k)."""
    network, start = Network(table), initial_state(table)
    data = window(network, start, 0)
    weights = [start.weights] * (network.timesteps + 1)
    values = forward(network, weights, data, {})
    names = [f"{state}[{k}]" for k in range(network.timesteps + 1)]
    nudges = {name: np.zeros(values[name].shape) for name in names}
    found = {}
    for s in range(1, network.timesteps + 1):
        if f"loss[{s}]" not in values:
            continue

        def loss(nudges, s=s):
            return network.scale * forward(network, weights, data, nudges, anp)[f"loss[{s}]"]

        gradient = autograd.grad(loss)(nudges)
        for k, name in enumerate(names):
            found[s, k] = gradient[name][:, sequence]
    return found


@pytest.mark.parametrize("name", TABLES)
def test_each_cell_is_a_backward_pass_of_one_loss_alone(name):
    table = TABLES[name]
    sequence = table["training"].get("batch_size", 1) - 1
    for found in split(session(table), sequence).values():
        for (s, k), wanted in separate_passes(table, found.road.state, sequence).items():
            place = found.losses.index(s), k - found.timesteps.start
            if k not in found.road.timesteps:
                assert found.norms[place] == 0
                continue
            np.testing.assert_allclose(found.contribution(s, k), wanted, rtol=1e-9, atol=1e-15)
            assert found.norms[place] == pytest.approx(np.linalg.norm(wanted), abs=1e-15)
            assert found.reached[place] == (s >= k)
            if s < k:
                assert found.norms[place] == 0


SUMMED = {
    **TABLES,
    "changing weights": random_table(
        3, cell="lstm", sizes=(2, 2), length=4, update_schedule="every_timestep",
        optimizer="momentum", learning_rate=0.5,
    ),
    "float32": {**random_table(4, sizes=(5,), length=6), "dtype": "float32"},
}  # fmt: skip


def assert_columns_add_up(run, found, sequence, tolerance):
    for road in found.values():
        for k in road.road.timesteps:
            total = run.moment.value(road.road.name(k))[:, sequence]
            largest = np.abs(total).max()
            assert np.abs(road.vectors[k].sum(axis=1) - total).max() <= tolerance * largest
            column = k - road.timesteps.start
            norm = pytest.approx(float(np.linalg.norm(total)), rel=10 * tolerance)
            assert road.along[:, column].sum() == norm
            assert road.total[column] == norm


@pytest.mark.parametrize("name", SUMMED)
def test_columns_add_up_to_the_gradient(name):
    table = SUMMED[name]
    for sequence in range(table["training"].get("batch_size", 1)):
        run = session(table)
        tolerance = 1e-5 if table.get("dtype") == "float32" else 1e-13
        assert_columns_add_up(run, split(run, sequence), sequence, tolerance)


def test_of_a_long_text_and_of_a_cell_of_ones_own():
    for name in ("char-rnn", "own-cell"):
        run = open_session(name)
        assert_columns_add_up(run, split(run), 0, 1e-13)


def test_where_memory_is_shared():
    table = random_table(4, sizes=(3,), length=6)
    wanted = split(session(table))["dh"].norms
    with share_memory():
        run = session(table)
        assert (split(run)["dh"].norms == wanted).all()
        assert run.moment.shares_memory


def test_a_weight_edited_on_the_way_back():
    run = session(random_table(4, sizes=(3,), length=5))
    run.seek(0, run.program.writers["dh[3]"][0] + 1)
    run.edit("Whh", (0, 0), 4.0)
    assert_columns_add_up(run, split(run), 0, 1e-13)


def test_nothing_moves_by_it():
    run, alone = (session(TABLES["layers"]) for _ in range(2))
    for one in (run, alone):
        one.seek(2, len(one.program) // 2 + 9)
    run.splitting_gradients(1).finish()
    run.splitting_gradients(2).finish()
    assert (run.position, run.state_hash()) == (alone.position, alone.state_hash())


def test_before_its_backward_sweep_there_is_none():
    run = session(TABLES["rnn"])
    run.seek(0, run.program.writers["loss"][0] + 1)
    run.splitting_gradients(0).finish()
    run.step_back()
    with pytest.raises(Absent, match="iteration 0 has not come to its backward sweep"):
        run.splitting_gradients(0)


def test_what_is_not_finite_stays_so():
    run = session(TABLES["rnn"])
    run.edit("Whh", (0, 0), float("nan"))
    found = split(run)["dh"]
    assert np.isnan(found.norms[found.reached][-1])
    assert np.isnan(found.total[0])


def test_large_ones_keep_their_sizes_alone(monkeypatch):
    wanted = split(session(TABLES["gru"]))["dh"]
    monkeypatch.setattr(module, "VECTOR_BYTES", 10)
    found = split(session(TABLES["gru"]))["dh"]
    assert (found.norms == wanted.norms).all()
    assert found.vectors is None
    with pytest.raises(KeyError):
        found.contribution(2, 1)


def test_it_can_be_given_up_between_two_slices(monkeypatch):
    monkeypatch.setattr(module, "SLICE_SECONDS", 0.0)
    run = session(TABLES["rnn"])
    run.seek(1)
    task = run.splitting_gradients(0)
    slices = 0
    while task.advance():
        slices += 1
        # Whoever looks elsewhere meanwhile takes the second machine along.
        run.evidence(3)
        assert task.progress.total == 4
    assert slices >= 3
    assert (task.finish().roads["dh"].norms == split(session(TABLES["rnn"]))["dh"].norms).all()
    other = run.splitting_gradients(0)
    other.advance()
    other.cancel()


def test_a_path_in_words():
    found = split(session(TABLES["gru"]))["dh"]
    row = found.losses.index(4)
    shrunk = found.norms[row, 1 - found.timesteps.start] / found.norms[row, -1]
    text = path_sentence(found, 4, 1)
    assert text.startswith("loss[4] reaches dh[1] through J[2]ᵀ J[3]ᵀ J[4]ᵀ: 3 Jacobians bring it")
    assert f"{shrunk:.2g} of what it was" in text
    assert "in its own timestep, without a Jacobian" in path_sentence(found, 3, 3)
    assert "through J[3]ᵀ: 1 Jacobian brings it" in path_sentence(found, 3, 2)
