"""Gradients of a homework: the first wrong number, and the operation that should have made it."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_debugger.debugger.proofs.own_arrays import (
    compare_arrays,
    comparison_sentence,
)
from rnn_debugger.debugger.task import Task
from tests.support.experiments import random_table, session


@pytest.fixture
def run():
    return session(random_table(sizes=(3,), length=4, timesteps=4))


def truth(run, *names):
    """The tensors of iteration 0, by a machine of its own."""
    machine = run.compiled.machine()
    found = {}
    for operation in run.program:
        machine.run(operation.id + 1)
        if operation.output in names:
            found[operation.output] = machine.arrays[operation.output].copy()
    return found


def compared(run, given):
    return everything(run, given).rows


def everything(run, given):
    machine = run.compiled.machine()

    def value(name, operation):
        machine.run(operation + 1)
        return machine.arrays[name]

    return Task(compare_arrays(run.program, given, value)).finish()


def test_what_is_right_agrees(run):
    given = truth(run, "dWhh", "dh[3]", "h[2]", "dbh", "loss")
    rows = compared(run, given)
    assert {row.name for row in rows} == set(given)
    assert [row.verdict for row in rows] == ["agrees"] * 5
    ids = [row.operation.id for row in rows]
    assert ids == sorted(ids)
    assert next(row for row in rows if row.name == "dh[3]").operation.output == "dh[3]"


def test_the_first_that_is_wrong_comes_first(run):
    given = truth(run, "dWhh", "dh[1]", "dh[2]", "dh[3]", "da[3]")
    given["dh[2]"][1, 0] += 0.5
    given["dh[1]"] *= 1.1
    rows = compared(run, given)
    assert [row.name for row in rows[:2]] == ["dh[2]", "dh[1]"], "backward in time"
    first = rows[0]
    assert (first.verdict, first.worst) == ("DIFFERS", (1, 0))
    assert first.theirs == pytest.approx(first.ours + 0.5)
    assert [row.verdict for row in rows[2:]] == ["agrees"] * 3


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        (lambda g: -g, "the sign is the other one"),
        (lambda g: g.T, "it is transposed"),
        (lambda g: 4 * g, "it is 4 times as large"),
        (lambda g: 0 * g, "it is zero"),
        (lambda g: g + np.eye(3), ""),
    ],
)
def test_what_it_looks_like_instead(run, change, hint):
    (row,) = compared(run, {"dWhh": change(truth(run, "dWhh")["dWhh"])})
    assert (row.verdict, row.hint) == ("DIFFERS", hint)


def test_shapes(run):
    given = truth(run, "dbh", "dWxh", "dh[2]")
    rows = compared(run, {"dbh": given["dbh"][:, None], "dh[2]": given["dh[2]"][:, 0]})
    assert [row.verdict for row in rows] == ["agrees"] * 2, "an axis of one does not matter"
    (row,) = compared(run, {"dWxh": given["dWxh"].T})
    assert (row.verdict, row.hint) == ("other shape", "2 × 3, the tensor is 3 × 2: transposed?")


def test_nan_is_wrong_where_the_run_has_a_number(run):
    given = truth(run, "dWhh")
    given["dWhh"][2, 1] = np.nan
    (row,) = compared(run, given)
    assert (row.verdict, row.worst, row.error) == ("DIFFERS", (2, 1), np.inf)


def test_names_that_are_none_are_listed_and_the_rest_is_compared(run):
    given = {name: np.zeros(3) for name in ("dWhx", "dh[5]", "qqq")} | truth(run, "dbh")
    found = everything(run, given)
    assert [row.name for row in found.rows] == ["dbh"]
    assert found.unknown == (
        "dWhx: there is no such tensor; did you mean dWxh?",
        "dh[5]: there is no such tensor; did you mean dh[4]?",
        "qqq: there is no such tensor",
    )
    assert found.missing == ("dWxh", "dWhh", "dWhy", "dby")


def test_the_sentence_names_the_operation_and_what_the_numbers_look_like(run):
    given = truth(run, "dWhh", "dh[2]", "dh[1]")
    assert comparison_sentence(everything(run, given)) == (
        "All 3 arrays agree with the run, to a relative error of 10⁻⁵."
    )
    given["dh[2]"] = -given["dh[2]"]
    given["dh[1]"] *= 1.5
    found = everything(run, given)
    first = found.rows[0]
    assert comparison_sentence(found) == (
        f"2 of 3 arrays differ. It first goes wrong in operation {first.operation.id}, "
        "dh[2] = dh_out[2] + dh_next[2]: the sign is the other one."
    )
    (row,) = everything(run, {"dh[1]": given["dh[1]"]}).rows
    assert comparison_sentence(everything(run, {"dh[1]": given["dh[1]"]})) == (
        f"The array differs. It goes wrong in operation {row.operation.id} or before, "
        f"{row.operation.formula}: it is 1.5 times as large."
    )
    assert comparison_sentence(everything(run, {"qqq": np.zeros(2)})) == (
        "Nothing could be compared: no tensor has any of these names."
    )


def test_the_session_may_be_moved_while_its_arrays_are_compared(run):
    run.seek(1, 0)
    expected = truth(run, "dWhh", "dh[3]")
    run.seek(0, 5)
    task = run.comparing_arrays(expected)
    run.seek(2, 3)
    run.edit("Whh", (0, 0), 7.0)
    run.seek(3)
    assert [row.verdict for row in task.finish().rows] == ["agrees"] * 2
