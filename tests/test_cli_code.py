"""Commands on experiments that bring Python code, and the command that writes some."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import rnn_debugger
from tests.support.commands import refused, run_in

CELL = """
from rnn_debugger.cells import tanh

def cell(x, h, W):
    return tanh(W.xh @ x + W.hh @ h)
"""
EXPERIMENT = """
[model]
cell = "mine.py:cell"
hidden_sizes = [2]
[data]
source = "task"
name = "echo"
[training]
timesteps = 4
loss = "binary_cross_entropy"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.py").write_text(CELL)
    (tmp_path / "mine.toml").write_text(EXPERIMENT)
    return tmp_path


@pytest.mark.parametrize("command", ["trace", "check", "script"])
def test_code_has_to_be_allowed(folder: Path, command: str) -> None:
    sentence = refused(run_in(folder, f"{command} mine.toml"))
    assert sentence == (
        "rnn-debugger: mine.toml: model.cell: mine.py is Python code, which opening this would "
        "run; read it, and if you trust it, allow it with --allow-code"
    )
    assert run_in(folder, f"{command} mine.toml --allow-code").returncode == 0


def test_a_trace_brings_its_cell_along(folder: Path) -> None:
    assert run_in(folder, "trace mine.toml --allow-code -o t.json").returncode == 0
    (folder / "mine.py").unlink()
    assert refused(run_in(folder, "verify t.json")).startswith(
        "rnn-debugger: t.json: experiment: model.cell: mine.py is"
    )
    verified = run_in(folder, "verify t.json --allow-code")
    assert verified.returncode == 0
    assert "the same bit for bit" in verified.stdout


def test_what_ships_needs_no_allowance(tmp_path: Path) -> None:
    assert run_in(tmp_path, "check own-cell").returncode == 0


def test_a_script_is_written_and_runs(tmp_path: Path) -> None:
    written = run_in(tmp_path, "script simple-words")
    assert written.stdout.startswith("simple-words.py: ")
    done = subprocess.run(
        [sys.executable, "simple-words.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("iteration 0: loss = 0.277445336 ")


def test_a_script_on_standard_output(tmp_path: Path) -> None:
    assert (
        run_in(tmp_path, "script vanishing --library torch -o -").stdout.count("import torch") == 1
    )
    assert not list(tmp_path.iterdir())


def test_a_script_does_not_take_the_place_of_its_experiment(folder: Path) -> None:
    before = (folder / "mine.toml").read_text()
    sentence = refused(run_in(folder, "script mine.toml --allow-code -o mine.toml"))
    assert sentence == (
        "rnn-debugger: mine.toml: the script would take the place of the file that it is made from"
    )
    assert (folder / "mine.toml").read_text() == before


def test_arrays_of_ones_own(tmp_path: Path) -> None:
    session = rnn_debugger.open("vanishing")
    session.step(1, "phase")
    session.step(1, "phase")
    mine = {name: session.value(name) for name in ("dWhh", "dWxh", "dbh")}
    np.savez(tmp_path / "mine.npz", **mine)
    right = run_in(tmp_path, "compare vanishing mine.npz")
    assert (right.returncode, right.stderr) == (0, "")
    assert right.stdout.count("agrees") == 3
    np.savez(tmp_path / "mine.npz", **{**mine, "dWhh": 2 * mine["dWhh"]})
    wrong = run_in(tmp_path, "compare vanishing mine.npz")
    assert wrong.returncode == 1
    assert wrong.stdout.splitlines()[1].endswith("DIFFERS: it is 2 times as large")
    assert wrong.stderr == (
        "rnn-debugger: mine.npz: it first goes wrong in operation 452, dWhh += da[1] h[0]ᵀ\n"
    )
    np.savez(tmp_path / "mine.npz", dWhhh=mine["dWhh"])
    sentence = refused(run_in(tmp_path, "compare vanishing mine.npz --iteration 3"))
    assert sentence == (
        "rnn-debugger: mine.npz: dWhhh: there is no such tensor; did you mean dWhh?"
    )
