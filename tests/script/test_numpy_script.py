"""Scripts train as the session does, to the last bit, without anything of this program."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from rnn_debugger.data import BadInput
from rnn_debugger.debugger import open_session
from rnn_debugger.experiments import builtin_experiments
from rnn_debugger.script import literals, numpy_script
from tests.support.experiments import random_table, session, tables
from tests.support.scripts import trained


def assert_equal_bits(run, source, iterations):
    for iteration, (loss, gradients) in zip(range(iterations), trained(source), strict=False):
        run.seek(iteration, len(run.program) - 1)
        expected = run.value("loss")
        assert np.asarray(loss, expected.dtype).tobytes() == expected.tobytes()
        assert list(gradients) == [tensor.name for tensor in run.program.parameters]
        for name, gradient in gradients.items():
            expected = run.value(f"d{name}")
            assert gradient.dtype == expected.dtype
            assert gradient.tobytes() == expected.tobytes(), (iteration, name)


@settings(max_examples=40)
@given(tables())
def test_random_networks_have_the_same_bits(table):
    run = session(table)
    assert_equal_bits(run, numpy_script(run.compiled), 4)


@pytest.mark.parametrize("name", builtin_experiments())
def test_builtin_experiments_have_the_same_bits(name):
    run = open_session(name)
    assert_equal_bits(run, numpy_script(run.compiled), 3)


@pytest.mark.parametrize("schedule", ["every_window", "every_timestep"])
def test_long_windows_are_loops(schedule):
    lengths = []
    for timesteps in (10, 20):
        table = random_table(cell="lstm", length=40, timesteps=timesteps, update_schedule=schedule)
        run = session(table)
        source = numpy_script(run.compiled)
        lengths.append(len(source[source.index("def train") :].splitlines()))
        assert "for t in range(1, T + 1):" in source
        assert "for t in range(T - 1, 1, -1):" in source
        assert_equal_bits(run, source, 4)
    assert lengths[0] == lengths[1]


def test_a_script_runs_alone(tmp_path: Path):
    run = open_session("vanishing")
    path = tmp_path / "script.py"
    path.write_text(numpy_script(run.compiled), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", path],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 100
    run.seek(99, len(run.program) - 1)
    assert lines[99].startswith(f"iteration 99: loss = {run.value('loss'):.10g}  ‖dWxh‖ = ")
    assert done.stderr == ""


def test_it_imports_numpy_and_what_python_brings():
    source = numpy_script(open_session("char-rnn").compiled)
    imported = {
        alias.name if isinstance(node, ast.Import) else node.module
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported == {"os", "numpy", "pathlib", "zlib"}


def test_what_is_in_the_title_stays_in_the_title():
    table = random_table()
    table["title"] = 'Three """ quotes \\ and a\nbreak'
    source = numpy_script(session(table).compiled)
    assert ast.get_docstring(ast.parse(source)).startswith("Three ''' quotes / and a break\n")


def test_too_many_numbers_are_refused(monkeypatch):
    monkeypatch.setattr(literals, "MOST_NUMBERS", 3)
    run = session(random_table())
    with pytest.raises(BadInput, match="inputs: its 6 numbers are too many to write"):
        numpy_script(run.compiled)
