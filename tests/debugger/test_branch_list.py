"""The branches in words."""

import pytest

from rnn_debugger.debugger import (
    SETTING_NAMES,
    SETTINGS,
    branch_rows,
    first_own_iterations,
    optimizer_settings,
    short,
)
from tests.support.experiments import OPTIMIZERS, random_table, session


@pytest.fixture
def run():
    return session(random_table(length=3, learning_rate=0.1))


def test_the_first_branch(run):
    run.seek(3)
    (row,) = branch_rows(run)
    assert (row.name, row.depth, row.begins, row.changes) == ("original", 0, "", ())
    assert (row.iterations, row.loss) == (3, float(run.results_of(0).loss[2]))
    assert row.is_current
    assert not row.can_delete


def test_what_an_edit_changed_and_where(run):
    run.seek(1, 25)
    before = float(run.value("Whh")[0, 1])
    run.edit("Whh", (0, 1), 0.5)
    row = branch_rows(run)[1]
    operation = run.program[25]
    assert row.begins == f"iteration 1, operation 25 ({operation.phase}, t = {operation.timestep})"
    assert row.changes == (f"Whh[0, 1]: {short(before, trim=True)} → 0.5",)
    assert (row.name, row.depth, row.parent) == ("branch 1", 1, 0)


def test_other_settings(run):
    run.change_settings(learning_rate=0.01)
    run.step()
    run.change_settings(clip_value=5.0)
    run.step()
    run.change_settings(clip_value=None, learning_rate=0.5)
    changes = [row.changes for row in branch_rows(run)]
    assert changes[1:] == [
        ("learning rate 0.1 → 0.01",),
        ("clipping off → 5",),
        ("clipping 5 → off", "learning rate 0.01 → 0.5"),
    ]


def test_settings_of_optimizers():
    run = session(random_table(optimizer="adam"))
    run.change_settings(beta1=0.5, epsilon=1e-4, clip_norm=2.0)
    run.step()
    run.change_settings(clip_norm=None)
    assert [row.changes for row in branch_rows(run)[1:]] == [
        ("beta1 0.9 → 0.5", "epsilon 1·10⁻⁸ → 0.0001", "clipping of the norm off → 2"),
        ("clipping of the norm 2 → off",),
    ]


def test_every_setting_has_a_name():
    assert set(SETTING_NAMES) == set(SETTINGS)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_what_an_optimizer_works_with_changes_its_operations(optimizer):
    run = session(random_table(optimizer=optimizer, length=1))
    for key in SETTINGS:
        formulas = [operation.rule for operation in run.program]
        run.change_settings(**{key: 0.25})
        has_changed = formulas != [operation.rule for operation in run.program]
        assert has_changed == (key in optimizer_settings(run.training) or "clip" in key), key


def test_settings_in_force_at_a_position(run):
    run.seek(1, 4)
    run.change_settings(learning_rate=0.01)
    assert run.training.learning_rate == 0.01
    run.step_back()
    assert run.training.learning_rate == 0.1
    assert run.training_of(1).learning_rate == 0.01


def test_settings_changed_before_a_fork_know_nothing_of_it(run):
    """The branch is described by what it changes of its parent, and nothing else."""
    run.seek(1, 4)
    run.change_settings(learning_rate=0.01)
    run.seek(1, 2)
    run.change_settings(clip_value=5.0)
    assert run.branch.parent == 0
    assert run.training.learning_rate == 0.1


def test_children_stand_below_their_parents(run):
    run.seek(2)
    run.edit("Whh", (0, 0), 0.1)  # 1
    run.seek(4)
    run.edit("Whh", (0, 0), 0.2)  # 2, in 1
    run.switch(0)
    run.seek(1)
    run.edit("Whh", (0, 0), 0.3)  # 3, in 0
    run.rename(3, "mine")
    rows = branch_rows(run)
    assert [(row.id, row.depth, row.name) for row in rows] == [
        (0, 0, "original"),
        (1, 1, "branch 1"),
        (2, 2, "branch 2"),
        (3, 1, "mine"),
    ]
    assert [row.id for row in rows if row.is_current] == [3]
    run.delete(1)
    assert [row.id for row in branch_rows(run)] == [0, 3]


def test_nothing_is_drawn_twice(run):
    run.seek(2)
    run.edit("Whh", (0, 0), 0.1)  # 1
    run.seek(4)
    run.edit("Whh", (0, 0), 0.2)  # 2, in 1
    run.switch(1)
    run.seek(3)
    run.edit("Whh", (0, 0), 0.3)  # 3, in 1
    assert first_own_iterations(run) == {0: 2, 1: 3, 2: 4, 3: 0}
    assert list(first_own_iterations(run))[-1] == 3
    run.switch(0)
    assert first_own_iterations(run) == {0: 0, 1: 2, 2: 4, 3: 3}
    run.switch(2)
    assert first_own_iterations(run) == {0: 2, 1: 4, 2: 0, 3: 3}
