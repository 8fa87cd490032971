"""Whole experiments written as TOML: they read back the same, and look as if typed by hand."""

import math
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.data import BadInput
from rnn_debugger.experiments import (
    builtin_experiments,
    find_file,
    parse_experiment,
    read_experiment,
)
from rnn_debugger.experiments.writing import WIDTH, experiment_toml, write_experiment
from tests.support.experiments import builtin_table, changed, tables

BUILTIN = list(builtin_experiments())
SMALLEST = {
    "model": {"cell": "rnn", "hidden_sizes": [2]},
    "data": {"source": "task", "name": "echo"},
    "training": {"timesteps": 4},
}
ANY = st.floats(allow_nan=False)
NESTED = st.recursive(ANY, lambda inner: st.lists(inner, max_size=12), max_leaves=60)


def read_back(experiment):
    return parse_experiment(tomllib.loads(experiment_toml(experiment)))


@pytest.mark.parametrize("name", BUILTIN)
def test_every_experiment_that_ships_reads_back_the_same(name, tmp_path):
    experiment = read_experiment(find_file(name))
    assert read_back(experiment) == experiment
    # In another folder, apart from where its files are from there.
    file = tmp_path / "copy.toml"
    write_experiment(experiment, file)
    assert read_experiment(file) == experiment


def test_an_experiment_without_anything_to_leave_out_is_written_as_it_was_typed():
    for name in ("char-gru", "echo", "parity", "copy"):
        assert experiment_toml(read_experiment(find_file(name))) == find_file(name).read_text()


@settings(max_examples=60)
@given(tables())
def test_any_experiment_reads_back_the_same(table):
    experiment = parse_experiment(table)
    assert read_back(experiment) == experiment


@given(NESTED, st.text(), st.text(), st.text(min_size=1))
def test_numbers_and_texts_read_back_to_the_last_bit(nested, title, description, name):
    texts = {"title": title, "description": description, "weights": {name: nested}}
    experiment = parse_experiment({**SMALLEST, **texts})
    read = read_back(experiment)
    assert (read.title, read.description) == (title, description)
    # As texts, since −0.0 equals 0.0.
    assert repr(read.weights) == repr({name: nested})


def test_the_sign_of_a_nan_is_kept():
    written = parse_experiment({**SMALLEST, "weights": {"bh": [math.nan, -math.nan]}})
    signs = [math.copysign(1, value) for value in read_back(written).weights["bh"]]
    assert signs == [1, -1]


def test_only_what_differs_from_the_defaults_is_written():
    table = changed(SMALLEST, training={"learning_rate": 0.1, "optimizer": "sgd"})
    table |= {"seed": 0, "dtype": "float64", "title": ""}
    assert tomllib.loads(experiment_toml(parse_experiment(table))) == SMALLEST


def test_the_keys_stand_in_the_documentations_order():
    table = changed(
        SMALLEST,
        data={"source": "csv", "path": "a.csv", "inputs": ["a"], "targets": ["b"], "name": None},
        model={"bias": False, "output_activation": "tanh", "hidden_activation": "relu"},
        training={"clip_norm": 1.0, "learning_rate": 1e-8, "optimizer": "adam", "epsilon": 1e22},
    )
    table |= {"seed": 3, "title": "First", "weights": {"file": "w.npz"}}
    assert experiment_toml(parse_experiment(table)) == (
        'title = "First"\n'
        "seed = 3\n\n"
        "[model]\n"
        'cell = "rnn"\n'
        "hidden_sizes = [2]\n"
        'hidden_activation = "relu"\n'
        'output_activation = "tanh"\n'
        "bias = false\n\n"
        "[data]\n"
        'source = "csv"\n'
        'path = "a.csv"\n'
        'inputs = ["a"]\n'
        'targets = ["b"]\n\n'
        "[training]\n"
        "timesteps = 4\n"
        'optimizer = "adam"\n'
        "learning_rate = 1e-8\n"
        "epsilon = 1e22\n"
        "clip_norm = 1.0\n\n"
        "[weights]\n"
        'file = "w.npz"\n'
    )


def test_long_lists_are_laid_out_in_lines_of_a_readable_length():
    text = experiment_toml(read_experiment(find_file("nesting")))
    lines = text[text.index("inputs") :].splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert lines[:3] == ["inputs = [", "  [", "    " + "[1.0, 0.0], [0.0, 1.0], " * 3
                         + "[1.0, 0.0], [0.0, 1.0],"]  # fmt: skip


def test_a_description_of_several_lines_stays_readable():
    experiment = parse_experiment({**SMALLEST, "description": "One.\n\nTwo."})
    assert experiment_toml(experiment).startswith('description = """\nOne.\n\nTwo."""\n')


def test_a_session_is_written_too():
    mark = {"name": "here", "iteration": 3}
    branch = {"id": 1, "parent": 0, "iteration": 1, "operation": 2}
    table = {**builtin_table("echo"), "debugger": {"bookmarks": [mark], "branches": [branch]}}
    experiment = parse_experiment(table)
    assert read_back(experiment) == experiment


def test_absolute_paths_become_relative_to_the_file(tmp_path):
    (tmp_path / "data").mkdir()
    model = {"cell": f"{tmp_path}/cells.py:mine"}
    data = {"source": "text", "path": str(tmp_path / "data" / "a.txt"), "name": None}
    table = {**changed(SMALLEST, model=model, data=data), "weights": {"file": "w.npz"}}
    target = tmp_path / "runs" / "mine.toml"
    target.parent.mkdir()
    write_experiment(parse_experiment(table), target)
    written = tomllib.loads(target.read_text())
    assert written["model"]["cell"] == "../cells.py:mine"
    assert written["data"]["path"] == "../data/a.txt"
    assert written["weights"]["file"] == "w.npz"


def test_paths_are_relative_to_where_the_file_really_is(tmp_path):
    real = tmp_path / "deep" / "down"
    real.mkdir(parents=True)
    link = tmp_path / "link"
    link.symlink_to(real)
    data = {"source": "text", "path": str(tmp_path / "a.txt"), "name": None}
    write_experiment(parse_experiment(changed(SMALLEST, data=data)), link / "mine.toml")
    (tmp_path / "a.txt").touch()
    written = tomllib.loads((real / "mine.toml").read_text())
    assert (real / Path(written["data"]["path"])).samefile(tmp_path / "a.txt")


def test_what_cannot_be_written_is_said(tmp_path):
    with pytest.raises(BadInput, match="there is no folder"):
        write_experiment(parse_experiment(SMALLEST), tmp_path / "no" / "mine.toml")
