"""The command that draws a text from a character model."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnn_debugger.debugger import SampleSettings, Sampling, Task, open_session
from tests.support.commands import refused, run_in

EXPERIMENT = """
[model]
cell = "gru"
hidden_sizes = [6]
[data]
source = "text"
path = "t.txt"
[training]
timesteps = 5
loss = "softmax_cross_entropy"
optimizer = "adam"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t.txt").write_text("to be or not to be, that is the question\n" * 3)
    (tmp_path / "e.toml").write_text(EXPERIMENT)
    return tmp_path


def test_the_text_is_that_of_the_session(folder: Path) -> None:
    line = "sample e.toml --iterations 40 --length 30 --temperature 0.5 --prime 'to be' --seed 7"
    done = run_in(folder, line)
    assert done.returncode == 0
    session = open_session(folder / "e.toml")
    session.seek(40)
    sampling = Sampling(session, SampleSettings("to be", 30, 0.5, 7))
    assert done.stdout == Task(sampling.run()).finish() + "\n"
    assert done.stderr == f"rnn-debugger: {sampling.place}\n"


def test_nothing_has_been_trained_where_nobody_asks_for_it(folder: Path) -> None:
    done = run_in(folder, "sample e.toml --length 3")
    assert (done.returncode, len(done.stdout)) == (0, 5)
    assert done.stderr.endswith(": nothing has been trained yet.\n")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("sample e.toml --temperature -1", 'argument --temperature: "-1" is not a number of 0'),
        ("sample e.toml --temperature inf", 'argument --temperature: "inf" is not a number'),
        ("sample e.toml --length 0", 'argument --length: "0" is not a whole number of 1 or more'),
        ("sample e.toml --prime Z --iterations 9999999", "prime: “Z” is not among the characters"),
        ("sample simple-words", "simple-words is no character model"),
    ],
)
def test_what_cannot_be_is_one_sentence(folder: Path, line: str, sentence: str) -> None:
    assert sentence in refused(run_in(folder, line))
