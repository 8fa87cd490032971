"""Weights of a file in a session, those at the cursor in a file, and saving what was loaded."""

import tomllib

import numpy as np
import pytest

from rnn_debugger.debugger import (
    Keeper,
    export_weights,
    load_weights,
    match_rows,
    open_session,
)
from tests.support.refusals import refusal

TEXT = """# mine
title = "Mine"
[model]
cell = "lstm"
hidden_sizes = [2]   # few
[data]
source = "values"
inputs = [[1.0], [0.5]]
targets = [[1.0], [0.0]]
[weights]
by = [7.0]           # seven
h_start = [0.5, 0.25]
[training]
timesteps = 2
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TEXT)
    return path


def parameters(session):
    return {tensor.name: session.value(tensor.name) for tensor in session.program.parameters}


@pytest.mark.parametrize("name", ["w.npz", "w.safetensors"])
def test_the_weights_at_the_cursor_begin_another_run(tmp_path, file, name):
    session = open_session(file)
    session.seek(3, 0)
    matches = export_weights(session, tmp_path / name)
    trained = parameters(session)
    loaded, found = load_weights(session, tmp_path / name)
    assert loaded.position == (0, 0, 0)
    for parameter, value in parameters(loaded).items():
        np.testing.assert_array_equal(value, trained[parameter])
    assert found == matches
    # The first of its iterations is the fourth of the other.
    assert session.position == (0, 3, 0)
    assert session.step(unit="iteration") == loaded.step(unit="iteration")
    for parameter, value in parameters(loaded).items():
        np.testing.assert_array_equal(value, session.value(parameter))


def test_what_the_file_has_not_stays_as_it_was_given(tmp_path, file):
    np.savez(tmp_path / "w.npz", Wxi=[[5.0], [6.0]])
    session = open_session(file)
    loaded, _ = load_weights(session, tmp_path / "w.npz")
    np.testing.assert_array_equal(loaded.value("Wxi"), [[5], [6]])
    np.testing.assert_array_equal(loaded.value("by"), [7])
    loaded.step(unit="phase")
    np.testing.assert_array_equal(loaded.value("h[0]"), [[0.5], [0.25]])
    np.savez(tmp_path / "w.npz", by=[8.0], h_start=[1.0, 2.0])
    loaded, _ = load_weights(loaded, tmp_path / "w.npz")
    np.testing.assert_array_equal(loaded.value("by"), [8])
    loaded.step(unit="phase")
    np.testing.assert_array_equal(loaded.value("h[0]"), [[1], [2]])


def test_what_cannot_be_loaded_leaves_the_session(tmp_path, file):
    session = open_session(file)
    session.seek(1, 5)
    np.savez(tmp_path / "w.npz", by=[1.0, 2.0])
    before = session.state_hash()
    assert refusal(load_weights, session, tmp_path / "w.npz") == (
        f"{tmp_path / 'w.npz'}: by: has shape (2,), the network needs (1,)"
    )
    assert (session.state_hash(), session.position) == (before, (0, 1, 5))


def test_saving_names_the_file_in_the_experiment(tmp_path, file):
    folder = tmp_path / "weights"
    folder.mkdir()
    session = open_session(file)
    session.seek(2, 0)
    export_weights(session, folder / "w.safetensors")
    loaded, _ = load_weights(session, folder / "w.safetensors")
    keeper = Keeper(loaded)
    assert keeper.is_unsaved
    other = tmp_path / "weights" / "other.toml"
    keeper.save(other)
    assert not keeper.is_unsaved
    assert file.read_text() == TEXT
    text = other.read_text()
    assert tomllib.loads(text)["weights"] == {"file": "w.safetensors", "h_start": [0.5, 0.25]}
    assert text.startswith(TEXT.partition("[weights]")[0])
    assert text.partition("[training]")[2].startswith("\ntimesteps = 2\n")
    for parameter, value in parameters(open_session(other)).items():
        np.testing.assert_array_equal(value, loaded.value(parameter))


def test_into_its_own_file_with_a_path_from_there(tmp_path, file):
    (tmp_path / "deep").mkdir()
    np.savez(tmp_path / "deep" / "w.npz", by=[1.5])
    loaded, _ = load_weights(open_session(file), tmp_path / "deep" / "w.npz")
    Keeper(loaded).save()
    assert tomllib.loads(file.read_text())["weights"]["file"] == "deep/w.npz"
    np.testing.assert_array_equal(open_session(file).value("by"), [1.5])


def test_an_experiment_without_the_table_gets_one(tmp_path, file):
    text = TEXT.partition("[weights]")[0] + "[training]" + TEXT.partition("[training]")[2]
    file.write_text(text)
    np.savez(tmp_path / "w.npz", by=[1.5])
    loaded, _ = load_weights(open_session(file), tmp_path / "w.npz")
    Keeper(loaded).save()
    assert file.read_text().startswith(f'{text}\n[weights]\nfile = "w.npz"\n')


def test_a_trace_has_the_loaded_weights(tmp_path, file):
    np.savez(tmp_path / "w.npz", by=[1.5])
    loaded, _ = load_weights(open_session(file), tmp_path / "w.npz")
    loaded.seek(1, 0)
    loaded.export_trace(tmp_path / "t.json")
    again = open_session(tmp_path / "t.json")
    again.seek(0, 0)
    np.testing.assert_array_equal(again.value("by"), [1.5])
    assert again.state_hash() != open_session(file).state_hash()


def test_the_table_of_matches(tmp_path, file):
    matches = export_weights(open_session(file), tmp_path / "w.safetensors")
    rows = match_rows(matches)
    assert rows[0] == ("lstm.weight_ih_l0", "8 × 1", "[0:2]", "Wxi", "2 × 1")
    assert rows[-1] == ("linear.bias", "1", "all", "by", "1")
