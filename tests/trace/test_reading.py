"""A bad trace is refused in one sentence that names the key or the line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rnn_debugger.data import BadInput
from rnn_debugger.experiments import Compiled
from rnn_debugger.trace import is_trace, read_trace
from tests.support.traces import document, written


def _drop(*place: Any) -> Callable[[Any], None]:
    def change(trace: Any) -> None:
        *path, last = place
        for key in path:
            trace = trace[key]
        del trace[last]

    return change


def _set(*place: Any, to: Any) -> Callable[[Any], None]:
    def change(trace: Any) -> None:
        *path, last = place
        for key in path:
            trace = trace[key]
        trace[last] = to

    return change


BAD_DOCUMENTS = [
    (_drop("format"), "format: not a trace"),
    (_set("format", to="other"), "format: not a trace"),
    (_set("version", to=2), "version: 2 is a version that this program cannot read"),
    (_set("version", to="1"), "version: 1 is a version"),
    (_drop("steps"), "steps: is missing"),
    (_drop("environment", "cpu"), "environment.cpu: is missing"),
    (_drop("tensors", 3, "shape"), r"tensors\[\d\].shape: is missing"),
    (_set("tensors", 0, "bytes", to="8"), r"tensors\[\d\].bytes: expected int, got str"),
    (_set("program", 2, "phase", to="sideways"), r"program\[\d\].phase: invalid enum value"),
    (_set("steps", 5, "live_bytes", to=None), r"steps\[\d\].live_bytes: expected int, got null"),
    (_set("iterations", 0, "loss", to="nan"), r"iterations\[\d\].loss: invalid enum value"),
    (_set("experiment", to=[]), "experiment: expected object, got array"),
]


@pytest.mark.parametrize(("change", "problem"), BAD_DOCUMENTS)
def test_a_bad_document_is_refused(
    tmp_path: Path, two_layers: Compiled, change: Callable[[Any], None], problem: str
) -> None:
    trace = document(two_layers)
    change(trace)
    _refused(tmp_path, json.dumps(trace).encode(), problem)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"[]", "not a trace: the JSON is not an object"),
        (b"3", "not a trace: the JSON is not an object"),
        (b"{}", "format: not a trace"),
        (b'{"a": 1}', "format: not a trace"),
        (b'title = "x"\n', "line 1, column 5: not JSON"),
        (b'{"format": NaN}', "line 1, column 12: not JSON: invalid character"),
        (b'{\n"format":\n\n x}', "line 4, column 2: not JSON: invalid character"),
        (b'{"format": 1} x', "line 1, column 16: not JSON: trailing characters"),
        (b"\xff\xfe{", "line 1, column 1: not JSON"),
        (b"PK\x03\x04", "line 1, column 1: not JSON"),
        (b"[" * 100_000, "not"),
        (b'{"format":' + b"[" * 100_000, "nested too deeply"),
        (b'{"format":"\xff"}', "a text in it is not UTF-8"),
    ],
)
def test_what_is_no_trace_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    _refused(tmp_path, content, problem)


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.9, 0.9999])
def test_a_trace_that_is_cut_off_is_refused(
    tmp_path: Path, two_layers: Compiled, share: float
) -> None:
    content = written(two_layers)
    cut = content[: int(len(content) * share)]
    _refused(tmp_path, cut, f"it ends in line {cut.count(10) + 1}")


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"a\.json: no such file"):
        read_trace(tmp_path / "a.json")
    with pytest.raises(BadInput, match="is a folder, not a trace"):
        read_trace(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.json", "", True),
        ("a.JSON", "", True),
        ("a.toml", "{", False),
        ("trace", '\n {"format"', True),
        ("trace", "title = 1", False),
    ],
)
def test_a_trace_is_told_from_an_experiment(
    tmp_path: Path, name: str, content: str, expected: bool
) -> None:
    (tmp_path / name).write_text(content)
    assert is_trace(tmp_path / name) == expected


def _refused(folder: Path, content: bytes, problem: str) -> None:
    path = folder / "bad.json"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=problem) as caught:
        read_trace(path)
    sentence = str(caught.value)
    assert sentence.startswith(f"{path}: ")
    assert "\n" not in sentence
