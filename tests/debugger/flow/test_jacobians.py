import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from rnn_debugger.debugger import roads
from rnn_debugger.debugger.flow.backward import sweep_of
from rnn_debugger.debugger.flow.jacobians import jacobian, jacobian_seconds, spectral_norm
from tests.support.experiments import builtin_table, random_table, session
from tests.support.oracle import Network, forward, timestep
from tests.support.oracle_cells import STATES
from tests.support.oracle_training import initial_state, train, window

TABLES = {
    "rnn": random_table(1, sizes=(3,), length=4),
    "layers": random_table(2, sizes=(2, 3), length=3, sequences=2, batch_size=2),
    "lstm": random_table(3, cell="lstm", sizes=(3,), length=3),
    "peephole": random_table(4, cell="lstm_peephole", sizes=(2, 2), length=3),
    "coupled": random_table(5, cell="lstm_coupled", sizes=(3,), length=3, loss_at="last_timestep"),
    "gru": random_table(6, cell="gru", sizes=(3,), length=3, batch_size=2, sequences=2),
    "reset after": random_table(7, cell="gru_reset_after", sizes=(2,), length=3),
}


def road_of(run, base):
    return next(road for road in roads(run.program) if road.base == base)


def ours(run, road, t, sequence=0):
    """J[t] at the values of iteration 0, which has finished."""
    machine = run._timeline.replay(0, sweep_of(run.program).place(t))
    return jacobian(sweep_of(run.program), road, t, machine.arrays, sequence)


def by_autograd(table, weights, road, t, sequence):
    """∂state[t] / ∂state[t − 1] of the road's layer, all else held fixed."""
    network = Network(table)
    data = window(network, initial_state(table), 0)
    stored = forward(network, [initial_state(table).weights] * (network.timesteps + 1), data, {})
    before = {base: stored[f"{base}[{t - 1}]"] for base in network.states}
    own = list(road.siblings)
    lengths = [network.states[base] for base in own]

    def after(flat):
        parts = np.cumsum(lengths)[:-1]
        given = dict(before)
        for base, part in zip(own, anp.split(flat, parts), strict=True):
            # The other sequences stay as they are.
            columns = [stored[f"{base}[{t - 1}]"][:, b] for b in range(network.batch_size)]
            columns[sequence] = part
            given[base] = anp.stack(columns, axis=1)
        values = {}

        def put(name, value):
            # What the layer below hands up is stored: of the oracle's values, none but ours moves.
            base = name.split("[")[0]
            layer_below = base in network.states and base not in own
            values[name] = stored[name] if layer_below else value
            return values[name]

        timestep(network, weights, t, data, given, put, anp)
        return anp.concatenate([values[f"{base}[{t}]"][:, sequence] for base in own])

    here = np.concatenate([stored[f"{base}[{t - 1}]"][:, sequence] for base in own])
    return autograd.jacobian(after)(here)


@pytest.mark.parametrize("name", TABLES)
def test_they_are_those_of_autograd(name):
    table = TABLES[name]
    run = session(table)
    run.seek(1)
    sequence = table["training"].get("batch_size", 1) - 1
    weights = initial_state(table).weights
    for road in roads(run.program):
        for t in range(1, table["training"]["timesteps"] + 1):
            wanted = by_autograd(table, weights, road, t, sequence)
            assert len(wanted) == sum(Network(table).states[base] for base in road.siblings)
            np.testing.assert_allclose(ours(run, road, t, sequence), wanted, rtol=1e-10, atol=1e-15)


def test_they_are_those_of_finite_differences():
    table = TABLES["gru"]
    run, step = session(table), 1e-6
    run.seek(1)
    road = road_of(run, "dh")
    matrix = ours(run, road, 2, 1)
    base = session(table)
    for unit in range(3):
        ends = []
        for side in (1, -1):
            other = session(table)
            other.seek(0, base.program.writers["h[1]"][-1] + 1)
            other.edit("h[1]", (unit, 1), float(other.value("h[1]")[unit, 1] + side * step))
            other.seek(0, base.program.writers["h[2]"][-1] + 1)
            ends.append(other.value("h[2]")[:, 1])
        np.testing.assert_allclose((ends[0] - ends[1]) / (2 * step), matrix[:, unit], atol=1e-9)


def test_with_changing_weights_they_are_those_that_the_sweep_reads():
    table = random_table(
        4, sizes=(3,), length=3, update_schedule="every_timestep", learning_rate=0.5
    )
    run = session(table)
    run.seek(1)
    result = next(train(table))
    for t in (3, 2, 1):
        weights = initial_state(table).weights if t == 3 else result.updated[t + 1]
        h = run.looking_back(0).finish().value(f"h[{t}]")
        wanted = (1 - h**2) * weights["Whh"]
        np.testing.assert_allclose(ours(run, road_of(run, "dh"), t), wanted, rtol=1e-9)


@pytest.mark.parametrize("name", TABLES)
def test_figures_are_those_of_the_matrices(name):
    table = TABLES[name]
    run = session(table)
    run.seek(1)
    last = table["training"]["timesteps"]
    for road in roads(run.program):
        found = run.taking_jacobians(0, road).finish()
        matrices = {t: ours(run, road, t) for t in range(1, last + 1)}
        assert list(found.timesteps) == list(range(last + 1))
        assert np.isnan(found.largest[0])
        for t, matrix in matrices.items():
            assert found.size == len(matrix)
            # By the eigenvalues of A Aᵀ, another way than ours.
            roots = np.sqrt(np.maximum(np.linalg.eigvalsh(matrix @ matrix.T), 0))
            assert found.largest[t] == pytest.approx(roots[-1])
            assert found.smallest[t] == pytest.approx(roots[0], abs=1e-7)
            assert found.growing[t] == (roots > 1).sum()
            units = Network(table).states[road.state]
            start = sum(
                Network(table).states[s] for s in road.siblings[: road.siblings.index(road.state)]
            )
            block = matrix[start : start + units, start : start + units]
            assert found.own[t] == pytest.approx(np.linalg.norm(block, 2))
        product, bound = np.eye(found.size), 1.0
        for t in range(last, -1, -1):
            assert found.product[t] == pytest.approx(np.log10(np.linalg.norm(product, 2)))
            assert found.bound[t] == pytest.approx(np.log10(bound))
            if t:
                product = product @ matrices[t]
                bound *= np.linalg.norm(matrices[t], 2)
        assert (found.product <= found.bound + 1e-12).all()


def test_the_product_of_many_leaves_no_range_of_numbers():
    table = builtin_table("vanishing")
    table["training"]["timesteps"] = 40
    table["weights"] = {"Whh": (1e-9 * np.eye(16)).tolist()}
    run = session(table)
    run.seek(1)
    found = run.taking_jacobians(0, road_of(run, "dh")).finish()
    assert found.product[0] < -340
    np.testing.assert_allclose(found.bound[0], np.log10(found.largest[1:]).sum())


def test_what_is_not_finite_has_no_singular_values():
    run = session(TABLES["rnn"])
    run.edit("Whh", (0, 0), float("inf"))
    run.seek(1)
    found = run.taking_jacobians(0, road_of(run, "dh")).finish()
    assert np.isnan(found.largest).all()
    assert np.isnan(found.product[:-1]).all()


def test_of_zeros():
    run = session(TABLES["rnn"])
    for index in np.ndindex(3, 3):
        run.edit("Whh", index, 0.0)
    run.seek(1)
    found = run.taking_jacobians(0, road_of(run, "dh")).finish()
    assert (found.largest[1:] == 0).all()
    assert (found.product[:-1] == -np.inf).all()
    assert found.product[-1] == 0


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
def test_the_norm_of_a_matrix(scale):
    matrix = np.random.default_rng(0).normal(size=(7, 7)) * scale
    assert spectral_norm(matrix) == pytest.approx(scale * np.linalg.norm(matrix / scale, 2))
    assert spectral_norm(np.zeros((3, 3))) == 0


def test_large_ones_are_known_to_take_their_time():
    run = session(random_table(1, sizes=(3,), length=4))
    assert jacobian_seconds(run.program, road_of(run, "dh")) < 0.01


def test_every_cell_has_been_held_to_autograd():
    cells = {table["model"]["cell"] for table in TABLES.values()}
    assert cells == {cell for cell, states in STATES.items() if states}
