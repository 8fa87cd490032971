import numpy as np
import pytest
from hypothesis import given, settings

from rnn_debugger.debugger import LEDGER_COLUMNS, ROLES, bytes_by_role, ledger, ledger_table
from tests.support.experiments import compiled, random_table, session, tables


@settings(max_examples=20)
@given(tables())
def test_at_every_operation_as_the_ledger_has_it(table):
    program = compiled(table).program
    quick, by_role = ledger_table(program), bytes_by_role(program)
    assert by_role.shape == (len(ROLES), len(program) + 1)
    for reached in range(len(program) + 1):
        expected = ledger(program, reached)
        rows = quick.rows(reached, "name")
        assert {quick.tensors[n].tensor.name for n in rows} == {
            live.tensor.name for live in expected.live
        }
        assert by_role[:, reached].tolist() == [expected.by_role[role] for role in ROLES]


@pytest.fixture
def table():
    return ledger_table(session(random_table(3, length=12, sizes=(3,))).program)


KEYS = {
    "name": lambda live: None,
    "bytes": lambda live: live.tensor.bytes,
    "role": lambda live: ROLES.index(live.tensor.role),
    "t": lambda live: -1 if live.tensor.timestep is None else live.tensor.timestep,
    "shape": lambda live: live.tensor.bytes,
    "born": lambda live: live.first,
    "to_come": lambda live: live.last,
    "needed": lambda live: live.last,
}


@pytest.mark.parametrize("column", LEDGER_COLUMNS[1:])
@pytest.mark.parametrize("descending", [False, True])
def test_rows_are_sorted_and_ties_stay_in_the_programs_order(table, column, descending):
    rows = table.rows(60, column, descending=descending).tolist()
    expected = sorted(
        np.flatnonzero(table.live(60)).tolist(),
        key=lambda number: KEYS[column](table.tensors[number]) * (-1 if descending else 1),
    )
    assert rows == expected
    assert len(rows) > 10


def test_names_are_sorted_as_people_count(table):
    names = [table.tensors[n].tensor.name for n in table.rows(120, "name")]
    states = [name for name in names if name.startswith("h[")]
    assert states == [f"h[{t}]" for t in range(len(states))]
    assert len(states) > 10


def test_numbers_by_name(table):
    for name, number in table.numbers.items():
        assert table.tensors[number].tensor.name == name


def test_the_shares_of_roles_cannot_be_written(table):
    by_role = bytes_by_role(session(random_table(3)).program)
    with pytest.raises(ValueError, match="read-only"):
        by_role[0, 0] = 1


def test_the_peaks_of_timesteps_by_brute_force():
    program = session(random_table(3, cell="lstm", length=4, optimizer="adam")).program
    quick = ledger_table(program)
    held = [quick.by_timestep(reached).sum(axis=0) for reached in range(len(program) + 1)]
    assert quick.peaks_by_timestep.tolist() == np.max(held, axis=0).tolist()
