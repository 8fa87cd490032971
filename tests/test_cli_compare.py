"""The command that compares somebody's arrays with the run."""

import json
from pathlib import Path

import numpy as np
import pytest

from rnn_debugger.cli import main
from rnn_debugger.debugger import open_session

TEXT = """
[model]
cell = "rnn"
hidden_sizes = [2]
[data]
source = "values"
inputs = [[1.0], [0.5]]
targets = [[1.0], [0.0]]
[training]
timesteps = 2
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "e.toml").write_text(TEXT)
    return tmp_path


def gradient(iteration: int) -> list[list[float]]:
    session = open_session("e.toml")
    session.seek(iteration, session.program.writers["dWhh"][-1] + 1)
    return session.value("dWhh").tolist()


def test_what_agrees_is_told_in_a_table(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "own.json").write_text(json.dumps({"dWhh": gradient(1)}))
    assert main(["compare", "e.toml", "own.json", "--iteration", "1"]) == 0
    shown = capsys.readouterr()
    assert [line.split()[0] for line in shown.out.splitlines()] == ["array", "dWhh"]
    assert shown.out.splitlines()[1].endswith("agrees")
    assert shown.err == ""
    assert main(["compare", "e.toml", "own.json", "--iteration", "0"]) == 1


def test_where_it_first_goes_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.savez(folder / "own.npz", dWhh=-np.array(gradient(0)))
    assert main(["compare", "e.toml", "own.npz"]) == 1
    shown = capsys.readouterr()
    assert "DIFFERS: the sign is the other one" in shown.out
    assert "own.npz: it first goes wrong in operation " in shown.err
    assert len(shown.err.splitlines()) == 1


def test_an_unknown_name_is_an_error_that_suggests_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.savez(folder / "own.npz", dWhx=np.zeros((2, 2)), dWhh=np.zeros((2, 2)))
    assert main(["compare", "e.toml", "own.npz"]) == 2
    shown = capsys.readouterr()
    assert shown.err == (
        "rnn-debugger: own.npz: dWhx: there is no such tensor; did you mean dWxh?\n"
    )
