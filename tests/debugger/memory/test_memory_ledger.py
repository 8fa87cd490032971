import numpy as np
from hypothesis import given, settings

from rnn_debugger.debugger import ROLES, ledger, ledger_table
from tests.support.experiments import compiled, random_table, session, tables


@settings(max_examples=20)
@given(tables())
def test_what_is_live_by_brute_force(table):
    """Held are what lasts, and what an operation at or before the last one wrote and that one or
    a later one touches.
    """
    program = compiled(table).program
    touching = {
        name: [o.id for o in program if name == o.output or name in o.inputs]
        for name in program.tensors
    }
    for reached in range(len(program) + 1):
        found = ledger(program, reached)
        expected = {
            name
            for name, tensor in program.tensors.items()
            if tensor.persistent
            or (min(touching[name]) < reached and max(touching[name]) >= reached - 1)
        }
        assert {live.tensor.name for live in found.live} == expected
        sizes = {name: program.tensors[name].bytes for name in expected}
        assert found.total == sum(sizes.values()) == sum(found.by_role.values())
        for role, bytes_ in found.by_role.items():
            of_role = [n for n in expected if program.tensors[n].role == role]
            assert bytes_ == sum(sizes[name] for name in of_role)
        if reached:
            assert found.total == found.curve[reached - 1]


def test_the_curve_and_its_peak(simple_words):
    found = simple_words.memory()
    assert found.curve.shape == (len(simple_words.program),)
    assert found.peak == found.curve.max()
    np.testing.assert_array_equal(ledger(simple_words.program, 5).curve, found.curve)


def test_at_the_beginning_only_what_lasts_is_live(simple_words):
    names = {live.tensor.name for live in simple_words.memory().live}
    assert names == {"Wxh", "Whh", "Why", "h_carry"}
    assert simple_words.memory().total == 8 * (3 + 1 + 1 + 1)


def test_activations_wait_for_their_gradients():
    run = session(random_table(length=3))
    run.step(unit="phase")
    lives = {live.tensor.name: live for live in run.memory().live}
    assert {"h[0]", "h[1]", "h[2]", "h[3]", "y[1]", "x[1]"} <= set(lives)
    assert "Wxh_x[1]" not in lives
    last = lives["h[1]"].last
    assert "h[1]" in run.program[last].inputs
    assert last == run.program.readers["h[1]"][-1]


def test_every_role_has_a_place(two_layers):
    assert list(ledger(two_layers.program, 0).by_role) == list(ROLES)
    assert {tensor.role for tensor in two_layers.program.tensors.values()} <= set(ROLES)


def test_by_timestep_it_is_the_same_bytes():
    run = session(random_table(length=4, cell="lstm"))
    run.step(60)
    found = run.memory()
    times = found.by_timestep()
    assert sum(sum(roles.values()) for roles in times.values()) == found.total
    for role, count in found.by_role.items():
        assert sum(roles[role] for roles in times.values()) == count
    table = ledger_table(run.program).by_timestep(60)
    for column in range(table.shape[1]):
        roles = times.get(None if column == 0 else column - 1, dict.fromkeys(ROLES, 0))
        assert table[:, column].tolist() == [roles[role] for role in ROLES]
