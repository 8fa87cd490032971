"""Cells of one's own: what they may do, what is said when they do something else, and that
nothing runs that was not allowed.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.data import BadInput
from rnn_debugger.experiments import ALL_CODE, CodeNotAllowed, compile_experiment, parse_experiment
from tests.support.experiments import random_table

HEAD = "from rnn_debugger.cells import identity, relu, sigmoid, softmax, tanh\n"


def compiled(folder, source, *, cell="cells.py:cell", allowed=ALL_CODE, **changes):
    (folder / "cells.py").write_text(HEAD + source, encoding="utf-8")
    table = random_table(sizes=(2,), inputs=2, outputs=1)
    del table["weights"]
    table["model"] |= {"cell": cell, **changes}
    return compile_experiment(parse_experiment(table), folder, allowed_code=allowed)


def test_its_lines_and_variables_are_those_of_the_program(tmp_path):
    source = "def cell(x, h, W, b):\n    f = sigmoid(W.xf @ x + b.f)\n    return f * h\n"
    program = compiled(tmp_path, source).program
    gate = next(operation for operation in program if operation.output == "f[2]")
    assert (gate.source.file, gate.source.line) == ("cells.py", 3)
    assert [tensor.name for tensor in program.parameters] == ["Wxf", "bf", "Why", "by"]
    assert "da_f[2]" in program.tensors


def test_a_file_in_a_folder_is_named_from_the_experiment(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "deep.py").write_text(
        HEAD + "def cell(x, h, W):\n    return tanh(W.xh @ x)\n"
    )
    program = compiled(tmp_path, "", cell="mine/deep.py:cell").program
    assert {o.source.file for o in program if o.output.startswith("h[") and o.source} == {
        "mine/deep.py"
    }


def test_of_two_values_of_a_variable_the_last_has_its_name(tmp_path):
    source = (
        "def cell(x, h, W):\n    a = W.xh @ x\n    a = a + W.hh @ h\n    y = tanh(a)\n"
        "    return y * y\n"
    )
    program = compiled(tmp_path, source).program
    last = next(operation for operation in program if operation.output == "a[1]")
    assert last.primitive == "add"
    assert program.writers["y[1]"][0] > program.writers["h[1]"][0], "y is the network's output"


@pytest.mark.parametrize(
    "source",
    [
        "def cell(x, h, W):\n    return h\n",
        "def cell(x, h, c, W):\n    h = tanh(W.xh @ x + W.hh @ h)\n    return h, h\n",
        "def cell(x, h, c, W):\n    return c, h\n",
    ],
    ids=["hands on", "twice the same", "swaps"],
)
def test_states_may_be_handed_on(tmp_path, source):
    machine = compiled(tmp_path, source).machine()
    machine.run(len(machine.program))
    assert np.isfinite(machine.arrays["loss"])


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "def cell(x, h, W):\n    return W.hh @ W.xh @ x @ x\n",
            "line 3: matmul: (2, 1) @ (2, 1) do not align",
        ),
        (
            "def cell(x, h, W):\n    return elu(W.xh @ x)\n",
            "line 3: name 'elu' is not defined; a cell computes with",
        ),
        (
            "def cell(x, h, W):\n    return h / 2\n",
            "line 3: unsupported operand type(s) for /: a tensor and 'int'",
        ),
        (
            "def cell(x, h, W):\n    if h:\n        return x\n",
            "line 3: TypeError: a symbol has no value yet",
        ),
        (
            "def cell(x, h, c, W):\n    return h\n",
            "line 2: cell returns 1 values; it has to return h, c",
        ),
        (
            "def cell(x, h, W):\n    tanh(h)\n",
            "line 2: cell returns nothing for h; it has to return h",
        ),
        (
            "def cell(x, h, W):\n    return W.xh\n",
            "line 2: cell returns h in the shape (2, 2); it has to stay (2, 1)",
        ),
        (
            "def cell(x, state, W):\n    return state\n",
            "line 2: cell: its first state is called h, not state",
        ),
        ("def cell(x, h, y):\n    return h, y\n", "line 2: cell: y is the name of another tensor"),
        ("def cell(x, h, *more):\n    return h\n", "line 2: cell: *more is not one plain argument"),
        ("def cell(x, h:\n", "line 2: '(' was never closed"),
        ("raise RuntimeError('no\\nway')\n", "line 2: RuntimeError: no way"),
        ("import sys\nsys.exit(3)\n", "line 3: SystemExit: 3"),
        (
            "other = 3\n\ndef another(x, h):\n    return h\n",
            "has no function cell; there are another",
        ),
    ],
    ids=range(14),
)
def test_what_goes_wrong_is_said_with_its_line(tmp_path, source, message):
    with pytest.raises(BadInput) as raised:
        compiled(tmp_path, source)
    assert str(raised.value).startswith("cells.py")
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_nothing_runs_that_was_not_allowed(tmp_path):
    source = (
        f"from pathlib import Path\nPath({str(tmp_path / 'it ran')!r}).touch()\n"
        "def cell(x, h):\n    return h\n"
    )
    with pytest.raises(CodeNotAllowed, match=r"model\.cell: cells\.py is Python code") as raised:
        compiled(tmp_path, source, allowed=())
    assert not (tmp_path / "it ran").exists()
    compiled(tmp_path, source, allowed={raised.value.file.sha256})
    assert (tmp_path / "it ran").exists()


def test_what_was_allowed_was_these_bytes(tmp_path):
    source = "def cell(x, h):\n    return h\n"
    with pytest.raises(CodeNotAllowed) as raised:
        compiled(tmp_path, source, allowed=())
    with pytest.raises(CodeNotAllowed):
        compiled(tmp_path, source + "# changed\n", allowed={raised.value.file.sha256})


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BadInput, match=r"none\.py: no such file"):
        compiled(tmp_path, "", cell="none.py:cell")


TERMS = st.sampled_from(["W.x{n} @ x", "W.h{n} @ h", "p.{n} * h", "h", "b.{n} + h", "1 - h"])
FUNCTIONS = st.sampled_from(["tanh", "sigmoid", "", "2 * ", "-"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(FUNCTIONS, TERMS, st.sampled_from("+-*")), min_size=1, max_size=5))
def test_random_cells_have_the_gradients_of_finite_differences(tmp_path_factory, parts):
    lines = ["def cell(x, h, W, b, p):", "    v0 = tanh(W.xh @ x + W.hh @ h)"]
    for number, (function, term, sign) in enumerate(parts, 1):
        value = term.format(n=f"n{number}")
        lines.append(f"    v{number} = v{number - 1} {sign} {function}({value})")
    source = "\n".join([*lines, f"    return tanh(v{len(parts)})\n"])
    run = compiled(tmp_path_factory.mktemp("cell"), source)
    machine = run.machine()
    machine.run(len(machine.program))
    for tensor in machine.program.parameters:
        if f"d{tensor.name}" not in machine.program.tensors:
            continue
        gradient = machine.arrays[f"d{tensor.name}"].copy()
        direction = np.random.default_rng(0).standard_normal(tensor.shape)
        ends = []
        for sign in (1, -1):
            moved = run.machine()
            moved.arrays[tensor.name][...] += sign * 1e-6 * direction
            moved.run(len(moved.program))
            ends.append(float(moved.arrays["loss"]))
        difference = (ends[0] - ends[1]) / 2e-6
        assert np.sum(gradient * direction) == pytest.approx(difference, rel=1e-5, abs=1e-7)
