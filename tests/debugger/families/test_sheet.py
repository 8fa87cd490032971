import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnn_debugger.debugger import (
    FamilySheet,
    column_norms,
    families,
    family,
    family_values,
    one_hot_labels,
)
from rnn_debugger.engine import arena
from tests.support.experiments import compiled, random_table, session


@pytest.fixture
def batch():
    return session(random_table(3, sizes=(2, 3), sequences=2, batch_size=2, length=3))


def assert_as_if_read_anew(sheet, run, sequence):
    """The sheet holds what a fresh look at the moment finds."""
    expected = family_values(run.moment, sheet.family, sequence)
    columns = [sheet.column(t) for t in sheet.family.timesteps]
    np.testing.assert_array_equal(sheet.values[:, columns], expected.values)
    np.testing.assert_array_equal(sheet.present[columns], expected.present)
    others = np.setdiff1d(np.arange(len(sheet.timesteps)), columns)
    assert not sheet.exists[others].any()
    assert not sheet.present[others].any()
    sizes = np.sqrt((expected.values**2).sum(axis=0))
    np.testing.assert_allclose(
        sheet.norms[columns], np.where(expected.present, sizes, np.nan), rtol=1e-12
    )
    np.testing.assert_array_equal(sheet.largest[columns], np.abs(expected.values).max(axis=0))


@pytest.mark.parametrize("base", ["h1", "dh2", "x", "loss", "dloss", "sum_a1", "dh1_next"])
def test_wherever_the_session_goes_the_sheet_follows(batch, base):
    found = family(batch.program, base)
    if found is None:
        pytest.skip("this program has no such sum")
    sheet = FamilySheet(batch.program, found)
    random = np.random.default_rng(1)
    for _ in range(60):
        way = random.integers(4)
        if way == 0:
            batch.step(int(random.integers(1, 9)))
        elif way == 1:
            batch.step_back(int(random.integers(1, 9)))
        elif way == 2:
            batch.step(1, "iteration")
        else:
            batch.seek(int(random.integers(3)), int(random.integers(len(batch.program))))
        sequence = int(random.integers(2))
        sheet.read(batch.moment, sequence)
        assert_as_if_read_anew(sheet, batch, sequence)


def test_a_step_changes_the_column_that_it_writes_and_no_other(batch):
    sheet = FamilySheet(batch.program, family(batch.program, "h1"))
    sheet.read(batch.moment)
    for operation in batch.program:
        batch.step()
        changed = sheet.read(batch.moment).tolist()
        is_ours = operation.output in {sheet.name(c) for c in range(len(sheet.timesteps))}
        assert changed == ([sheet.column(operation.timestep)] if is_ours else [])
    batch.step_back()
    assert sheet.read(batch.moment).tolist() == []


def test_another_iteration_or_sequence_is_read_anew(batch):
    sheet = FamilySheet(batch.program, family(batch.program, "h2"))
    batch.step(1, "iteration")
    assert sheet.read(batch.moment).tolist() == [0, 1, 2, 3]
    assert sheet.read(batch.moment).tolist() == []
    assert sheet.read(batch.moment, 1).tolist() == [0, 1, 2, 3]
    batch.step()
    # All columns have been taken away and none is there yet.
    assert sheet.read(batch.moment, 1).tolist() == [0, 1, 2, 3]
    assert not sheet.present[1:].any()


def test_all_families_share_one_axis():
    run = session(random_table(2, length=4, loss_at="last_timestep"))
    for found in families(run.program):
        sheet = FamilySheet(run.program, found)
        assert sheet.timesteps[-1] == 4
        assert sheet.timesteps.start == (0 if 0 in found.timesteps else 1)
        assert [t for t in sheet.timesteps if sheet.exists[sheet.column(t)]] == list(
            found.timesteps
        )
    sheet = FamilySheet(run.program, family(run.program, "y"))
    assert sheet.exists.tolist() == [False, False, False, True]
    assert sheet.column(0) is None
    assert sheet.column(5) is None
    assert sheet.column(None) is None


def test_what_is_gone_from_shared_memory_is_said_to_be_gone(monkeypatch):
    monkeypatch.setattr(arena, "DEFAULT_BUDGET", 0)
    run = session(random_table(4, length=6, sizes=(3,)))
    sheet = FamilySheet(run.program, family(run.program, "dh"))
    assert run.moment.shares_memory
    last = run.program.writers["dh[2]"][0] + 1
    run.seek(0, last)
    sheet.read(run.moment)
    expected = [run.moment.is_present(f"dh[{t}]") for t in range(7)]
    assert sheet.present.tolist() == expected
    assert sheet.gone.tolist() == [t > 2 and not expected[t] for t in range(7)]
    assert sheet.gone.any()


def test_what_was_seen_before_its_memory_was_used_again_stays(monkeypatch):
    monkeypatch.setattr(arena, "DEFAULT_BUDGET", 0)
    table = random_table(4, length=6, sizes=(3,))
    run, own = session(table), compiled(table).machine(frozenset(compiled(table).program.tensors))
    sheet = FamilySheet(run.program, family(run.program, "dh"))
    while run.position.operation <= run.program.writers["dh[0]"][0]:
        run.step()
        sheet.read(run.moment)
    own.run(run.position.operation)
    assert not run.moment.is_present("dh[6]")
    assert sheet.present.all()
    for t in range(7):
        np.testing.assert_array_equal(sheet.values[:, t], own.arrays[f"dh[{t}]"][:, 0])


@given(st.integers(-320, 300), st.integers(1, 5))
def test_norms_neither_vanish_nor_overflow(exponent, rows):
    values = np.arange(1.0, rows + 1)[:, None] * float(f"1e{exponent}")
    expected = values[0, 0] * np.sqrt((np.arange(1.0, rows + 1) ** 2).sum())
    np.testing.assert_allclose(column_norms(values), expected, rtol=1e-6 if exponent > -300 else 1)
    assert column_norms(values)[0] > 0


def test_norms_of_what_is_no_number():
    block = np.array([[np.nan, np.inf, 0.0, -np.inf, 3.0], [1.0, 2.0, 0.0, np.nan, -4.0]])
    np.testing.assert_array_equal(column_norms(block), [np.nan, np.inf, 0.0, np.nan, 5.0])


def test_characters_of_columns():
    run = session(random_table(6, inputs=3, length=3, model={"bias": False}))
    sheet = FamilySheet(run.program, family(run.program, "x"))
    sheet.values[:] = np.eye(3)[:, [2, 0, 1]]
    sheet.present[:] = [True, True, False]
    assert one_hot_labels(sheet, ("a", "b", "␣")) == ("␣", "a", "")
