"""What panels show, as tables: every number is the session's own."""

import numpy as np

from rnn_debugger.debugger import (
    AxisLabels,
    FamilySheet,
    family,
    family_table,
    loss_table,
    open_session,
    operations_table,
    value_table,
)
from tests.support import experiments


def sheet_of(session, base, sequence=0):
    sheet = FamilySheet(session.program, family(session.program, base))
    sheet.read(session.moment, sequence)
    return sheet


def test_a_family_has_a_line_for_every_timestep():
    table = experiments.random_table(3, sizes=(3,), sequences=2, batch_size=2)
    session = experiments.session(table)
    session.seek(0, session.program.writers["dh[3]"][-1] + 1)
    names, rows = family_table(sheet_of(session, "dh", 1), 1)
    assert names == ("timestep", "norm of dh[t]", "dh[t][0, 1]", "dh[t][1, 1]", "dh[t][2, 1]")
    assert [row[0] for row in rows] == [0, 1, 2, 3]
    assert rows[0][1:] == [None] * 4
    value = session.value("dh[3]")[:, 1]
    assert rows[3][2:] == value.tolist()
    np.testing.assert_allclose(rows[3][1], np.linalg.norm(value))


def test_a_family_of_numbers_and_labels():
    session = open_session("simple-words")
    assert family_table(sheet_of(session, "loss"), 0) is None
    session.step(unit="phase")
    names, rows = family_table(sheet_of(session, "loss"), 0)
    assert names == ("timestep", "norm of loss[t]", "loss[t]")
    assert [row[2] for row in rows] == [float(session.value(f"loss[{t}]")) for t in (1, 2)]
    names, _ = family_table(sheet_of(session, "y"), 0, ("⏎",))
    assert names[-1] == "y[t][0, 0] ⏎"


def test_losses_of_all_branches():
    session = open_session("simple-words")
    assert loss_table(session) is None
    session.seek(3)
    names, rows = loss_table(session)
    losses = session.results_of(0).loss
    assert (names, list(rows)) == (
        ("iteration", "loss"),
        [[iteration, losses[iteration]] for iteration in range(3)],
    )
    session.seek(1)
    session.edit("Whh", (0, 0), 5.0)
    session.seek(2)
    names, rows = loss_table(session)
    rows = list(rows)
    assert names == ("iteration", "loss, original", "loss, branch 1")
    assert len(rows) == 3
    assert rows[0][1] == rows[0][2]
    assert rows[1][1] != rows[1][2]
    assert rows[2][2] is None


def test_operations_with_what_they_wrote():
    session = open_session("simple-words")
    session.seek(1, 12)
    names, rows = operations_table(session.moment, range(len(session.program)), 0)
    rows = list(rows)
    assert len(rows) == len(session.program)
    assert all(len(row) == len(names) for row in rows)
    for row, operation in zip(rows, session.program, strict=True):
        assert row[:7] == [
            operation.id, operation.phase, operation.timestep, operation.layer,
            operation.primitive, operation.formula, operation.output,
        ]  # fmt: skip
        if operation.id < 12:
            value = session.value(operation.output)
            assert row[7] == (float(value.flat[0]) if value.size == 1 else None)
            np.testing.assert_allclose(row[8], np.linalg.norm(value))
            assert row[11:] == [0, 0]
        else:
            assert row[7:] == [None] * 6


def test_operations_of_one_sequence():
    table = experiments.random_table(3, sizes=(1,), sequences=2, batch_size=2)
    session = experiments.session(table)
    session.step(unit="phase")
    (number,) = session.program.writers["h[2]"]
    for sequence in (0, 1):
        _, rows = operations_table(session.moment, [number], sequence)
        assert next(iter(rows))[7] == session.value("h[2]")[0, sequence]


def test_what_was_written_over_has_no_value():
    session = open_session("simple-words")
    session.seek(0, len(session.program) - 1)
    numbers = session.program.writers["dWhh"]
    _, rows = operations_table(session.moment, numbers, 0)
    values = [row[7] for row in rows]
    assert len(values) > 1
    assert values == [None] * (len(numbers) - 1) + [float(session.value("dWhh")[0, 0])]


def test_a_value_with_what_its_axes_stand_for():
    values = np.array([[1.0, np.nan], [2.0, 3.0]])
    names, rows = value_table("W", values, AxisLabels(None, ("a", "b")))
    assert names == ("row", "W column a", "W column b")
    assert (rows[0][:2], rows[1]) == ([0, 1.0], [1, 2.0, 3.0])
    names, rows = value_table("y[1]", values[:, :1], AxisLabels(("a", "b")))
    assert (names, rows) == (("row", "y[1]"), [["a", 1.0], ["b", 2.0]])
