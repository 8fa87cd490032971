"""A trace brings its experiment along, and finds the data file that it was made with."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rnn_debugger.data import BadInput
from rnn_debugger.debugger import open_session
from rnn_debugger.experiments import Compiled, compile_experiment, find_file, read_experiment
from rnn_debugger.trace import compile_trace, parse_trace, write_trace
from tests.support.experiments import Table, compiled, random_table
from tests.support.traces import NOWHERE, document, verdict, written

TEXT = """
[model]
cell = "rnn"
hidden_sizes = [3]
[data]
source = "text"
path = "{path}"
[training]
timesteps = 4
loss = "softmax_cross_entropy"
"""


def rebuilt(content: bytes, path: Path = NOWHERE) -> Compiled:
    return compile_trace(parse_trace(content), path).compiled


@pytest.mark.parametrize(
    "table",
    [
        random_table(1),
        random_table(2, start="vector", sizes=(2, 2)),
        random_table(3, sequences=4, batch_size=2, length=4, start="matrix"),
        random_table(4, loss="softmax_cross_entropy", outputs=3),
        {**random_table(5), "dtype": "float32"},
        random_table(6, learning_rate=float("inf")),
    ],
)
def test_the_experiment_of_a_trace_gives_the_same_trace(table: Table) -> None:
    content = written(compiled(table), 2)
    assert written(rebuilt(content), 2) == content


def test_weights_that_are_not_finite_come_back() -> None:
    table = random_table(1)
    table["weights"]["Wxh"][0] = [float("nan"), float("-inf")]
    table["weights"]["h_start"] = [-0.0, -0.0]
    content = written(compiled(table))
    assert document(compiled(table))["experiment"]["weights"]["Wxh"][0] == ["NaN", "-Infinity"]
    assert b'"h_start":[[-0.0],[-0.0]]' in content
    assert written(rebuilt(content)) == content


def test_a_weights_file_is_not_needed_again(tmp_path: Path) -> None:
    table = random_table(1)
    np.savez(tmp_path / "w.npz", **{k: np.array(v) for k, v in table["weights"].items()})
    content = written(compiled({**table, "weights": {"file": "w.npz"}}, tmp_path))
    assert written(compiled(table)) == content
    assert written(rebuilt(content)) == content


@pytest.fixture
def made(tmp_path: Path) -> dict[str, Path]:
    """An experiment on a text in a folder of its own, and its trace in another."""
    home, other = tmp_path / "home", tmp_path / "other"
    home.mkdir()
    other.mkdir()
    (home / "text.txt").write_text("abcabcaabbcc")
    (home / "e.toml").write_text(TEXT.format(path="text.txt"))
    trace = other / "t.json"
    experiment = compile_experiment(read_experiment(home / "e.toml"), home)
    list(write_trace(experiment, trace, 30))
    return {"home": home, "other": other, "trace": trace, "text": home / "text.txt"}


def test_the_data_are_found_where_they_were(made: dict[str, Path]) -> None:
    assert verdict(made["trace"].read_bytes(), made["trace"]).difference is None


def test_the_data_are_found_beside_the_trace(made: dict[str, Path]) -> None:
    made["text"].rename(made["other"] / "text.txt")
    assert verdict(made["trace"].read_bytes(), made["trace"]).difference is None


def test_another_file_of_that_name_is_passed_over(made: dict[str, Path]) -> None:
    (made["other"] / "text.txt").write_text("another text altogether")
    assert verdict(made["trace"].read_bytes(), made["trace"]).difference is None


def test_a_file_in_a_folder_is_found_beside_the_trace_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "text.txt").write_text("abcabcaabbcc")
    (tmp_path / "e.toml").write_text(TEXT.format(path="data/text.txt"))
    experiment = compile_experiment(read_experiment(tmp_path / "e.toml"), tmp_path)
    content = written(experiment)
    (tmp_path / "sent").mkdir()
    shutil.move(tmp_path / "data" / "text.txt", tmp_path / "sent")
    assert verdict(content, tmp_path / "sent" / "t.json").difference is None


@pytest.mark.parametrize("beside", [True, False])
def test_a_changed_file_is_an_error_that_names_it(made: dict[str, Path], beside: bool) -> None:
    if beside:
        made["text"].rename(made["other"] / "text.txt")
    changed = made["other" if beside else "home"] / "text.txt"
    changed.write_text("abcabcaabbcd")
    with pytest.raises(BadInput, match="SHA-256") as caught:
        open_session(made["trace"])
    assert str(changed) in str(caught.value)
    assert str(made["trace"]) in str(caught.value)


def test_a_missing_file_is_an_error_that_names_it(made: dict[str, Path]) -> None:
    made["text"].unlink()
    with pytest.raises(BadInput, match=r'data\.path: "text\.txt" is neither beside the trace'):
        open_session(made["trace"])


def test_a_built_in_text_is_found_from_anywhere_and_says_nothing_of_this_machine() -> None:
    path = find_file("char-rnn")
    trace = document(compile_experiment(read_experiment(path), path.parent), 0)
    assert set(trace["experiment"]["data"]) == {"source", "path", "sha256"}
    assert rebuilt(json.dumps(trace).encode()).dataset.inputs > 50


def test_a_trace_opens_at_its_end(made: dict[str, Path]) -> None:
    session = open_session(made["trace"])
    assert session.position == (0, *divmod(30, len(session.program)))
    assert session.name == "t"


def _change(content: bytes, change: Any) -> bytes:
    trace = json.loads(content)
    change(trace)
    return json.dumps(trace).encode()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda t: t["experiment"].pop("model"), "experiment: model: this key is required"),
        (
            lambda t: t["experiment"]["model"].update(cell="xnn", hidden_activation=None),
            'experiment: model.cell: "xnn" is not one of',
        ),
        (
            lambda t: t["experiment"]["weights"].update(Whh=[[1.0]]),
            r"experiment: weights.Whh: has shape",
        ),
        (lambda t: t["experiment"].update(weights=3), "experiment: weights"),
        (lambda t: t["experiment"].update(data=[]), "experiment: data"),
        (lambda t: t["experiment"]["data"].update(color=1), "data.color: unknown key"),
    ],
)
def test_an_experiment_that_cannot_be_is_refused(change: Any, problem: str) -> None:
    content = _change(written(compiled(random_table(1))), change)
    with pytest.raises(BadInput, match=problem) as caught:
        rebuilt(content)
    assert str(caught.value).startswith(str(NOWHERE))


def test_a_trace_of_another_program_is_not_opened(tmp_path: Path) -> None:
    content = _change(
        written(compiled(random_table(1))), lambda t: t["program"][3].update(formula="x = y")
    )
    (tmp_path / "t.json").write_bytes(content)
    with pytest.raises(BadInput, match=r"another program: operation 3, .*'x = y' in the trace"):
        open_session(tmp_path / "t.json")
