"""Gradients of a homework: the first wrong number, and the operation that should have made it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from rnn_debugger.data import BadInput
from rnn_debugger.debugger.proofs.own_arrays import compare_arrays, read_own_arrays
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


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("dWhx", "dWhx: there is no such tensor; did you mean dWxh?"),
        ("dh[5]", "dh[5]: there is no such tensor; did you mean dh[4]?"),
        ("qqq", "qqq: there is no such tensor"),
    ],
)
def test_names_that_are_none(run, name, message):
    with pytest.raises(BadInput) as raised:
        compared(run, {name: np.zeros(3)})
    assert str(raised.value).startswith(message[:40])


def test_files(tmp_path):
    np.savez(tmp_path / "a.npz", **{"dh[3]": np.ones((2, 1)), "dWhh": np.eye(2)})
    (tmp_path / "a.json").write_text(json.dumps({"dh[3]": [[1], [1]], "dWhh": [[1, 0], [0, 1]]}))
    for file in ("a.npz", "a.json"):
        found = read_own_arrays(tmp_path / file)
        assert set(found) == {"dh[3]", "dWhh"}
        np.testing.assert_array_equal(found["dWhh"], np.eye(2))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1, 2]", "is not an object of arrays by their names"),
        ('{"dWhh": [[1], [2, 3]]}', "dWhh: not numbers in rows of one length"),
        ('{"dWhh": "many"}', "dWhh: not numbers in rows of one length"),
        ("{", "is not JSON: "),
    ],
)
def test_bad_files(tmp_path, text, message):
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(BadInput) as raised:
        read_own_arrays(path)
    assert str(raised.value).startswith(f"{path}: {message}")
