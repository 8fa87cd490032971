"""Whatever the data's source, a trace is valid, verifies, and opens again where it ended."""

import shutil
from pathlib import Path

import numpy as np
import pytest

import rnn_debugger
from rnn_debugger.data import TASKS, BadInput
from rnn_debugger.debugger import Keeper, open_session
from tests.support.traces import document, strictly, validator, verdict

TOML = """
seed = 4
[model]
cell = "rnn"
hidden_sizes = [3]
[data]
{data}
[training]
timesteps = 4
batch_size = {batch_size}
"""
SOURCES = {
    "csv": 'source = "csv"\npath = "data/d.csv"\ninputs = ["NaN", "b"]\ntargets = ["c"]',
    "npz": 'source = "npz"\npath = "data/d.npz"',
    **{name: f'source = "task"\nname = "{name}"' for name in TASKS},
}
FILES = {"csv": "d.csv", "npz": "d.npz"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with an experiment for every source, and data files beside them."""
    data = tmp_path / "home" / "data"
    data.mkdir(parents=True)
    draw = np.random.default_rng(1)
    rows = draw.uniform(-1, 1, (9, 3)).tolist()
    # A name that JSON's readers of numbers might take for one.
    lines = ["NaN;b;c", *(";".join(map(repr, row)) for row in rows)]
    (data / "d.csv").write_text("\n".join(lines))
    arrays = {"inputs": draw.uniform(-1, 1, (4, 9, 2)), "targets": draw.uniform(-1, 1, (4, 9, 1))}
    np.savez(data / "d.npz", **arrays)
    for name, table in SOURCES.items():
        content = TOML.format(data=table, batch_size=1 if name == "csv" else 2)
        (tmp_path / "home" / f"{name}.toml").write_text(content)
    return tmp_path / "home"


def exported(home: Path, name: str) -> Path:
    """The trace of three iterations and a few operations, with a branch that edits an input."""
    session = rnn_debugger.open(home / f"{name}.toml")
    session.seek(iteration=1, operation=5)
    session.edit("x[1]", (0, 0), 0.5)
    session.seek(iteration=3, operation=7)
    path = home / f"{name}.trace.json"
    session.export_trace(path)
    return path


@pytest.mark.parametrize("name", SOURCES)
def test_a_trace_verifies_and_opens_where_it_ended(home: Path, name: str) -> None:
    session = rnn_debugger.open(home / f"{name}.toml")
    session.seek(iteration=3, operation=7)
    expected = session.state_hash()
    session.export_trace(home / "t.json")
    again = open_session(home / "t.json")
    assert again.position == session.position
    assert again.state_hash() == expected
    # Windows that lie behind and ahead are drawn or read again.
    for iteration in (1, 6):
        session.seek(iteration=iteration)
        again.seek(iteration=iteration)
        assert again.state_hash() == session.state_hash()


@pytest.mark.parametrize("name", SOURCES)
def test_branches_verify_bit_for_bit(home: Path, name: str) -> None:
    path = exported(home, name)
    content = path.read_bytes()
    validator().validate(strictly(content))
    found = verdict(content, path)
    assert found.difference is None
    assert found.numbers > 100
    assert len(open_session(path).branches) == 2


@pytest.mark.parametrize("name", SOURCES)
def test_what_a_trace_says_of_its_data(home: Path, name: str) -> None:
    compiled = rnn_debugger.open(home / f"{name}.toml").compiled
    data = document(compiled)["experiment"]["data"]
    if name not in FILES:
        assert data == {"source": "task", "name": name}
        return
    assert data.pop("sha256") == compiled.data_sha256
    assert data.pop("folder") == str(home)
    assert data.pop("path") == f"data/{FILES[name]}"
    names = {"inputs": ["NaN", "b"], "targets": ["c"]} if name == "csv" else {}
    assert data == {"source": name, **names}


@pytest.mark.parametrize("name", FILES)
def test_a_data_file_is_known_by_its_content(home: Path, name: str, tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    sent.mkdir()
    trace = Path(shutil.move(exported(home, name), sent))
    file = Path(shutil.move(home / "data" / FILES[name], sent))
    assert verdict(trace.read_bytes(), trace).difference is None
    with file.open("ab") as end:
        end.write(b"\n")
    with pytest.raises(BadInput, match="SHA-256") as caught:
        open_session(trace)
    assert str(file) in str(caught.value)
    file.unlink()
    with pytest.raises(BadInput, match="is neither beside the trace"):
        open_session(trace)


@pytest.mark.parametrize("name", ["csv", "npz", "copy"])
def test_a_saved_session_comes_back(home: Path, name: str, tmp_path: Path) -> None:
    """In another folder its path leads to the same file."""
    session = rnn_debugger.open(home / f"{name}.toml")
    session.seek(iteration=2, operation=3)
    Keeper(session).save(tmp_path / "saved.toml")
    assert rnn_debugger.open(tmp_path / "saved.toml").state_hash() == session.state_hash()
