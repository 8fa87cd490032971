"""A form stands for an experiment, and every experiment for a form."""

import tomllib

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_debugger.debugger.new_experiment.draft import Draft
from rnn_debugger.debugger.new_experiment.drafting import draft_of, drafted
from rnn_debugger.debugger.new_experiment.fields import DRAFT_FIELDS, OWN_CELL
from rnn_debugger.debugger.new_experiment.offers import changed_draft, offers
from rnn_debugger.experiments import (
    Experiment,
    builtin_experiments,
    experiment_toml,
    parse_experiment,
    resources,
    with_defaults,
)
from tests.support.experiments import tables

FOLDER = resources() / "experiments"
BUILTIN = builtin_experiments()


def is_the_same(one: Experiment, other: Experiment) -> bool:
    """Apart from numbers that the optimizer has no use for, and where paths begin."""
    return msgspec.to_builtins(drafted(draft_of(one, FOLDER)).experiment) == msgspec.to_builtins(
        drafted(draft_of(other, FOLDER)).experiment
    )


def test_the_form_has_every_key_of_the_file():
    """A key that is added to the file needs an entry in the form."""
    keys = {field.key for field in DRAFT_FIELDS}
    for table in ("model", "data", "training"):
        (struct,) = (f.type for f in msgspec.structs.fields(Experiment) if f.name == table)
        assert {f"{table}.{key}" for key in struct.__struct_fields__} <= keys
    apart = {"model", "data", "training", "weights", "debugger"}
    assert {key for key in Experiment.__struct_fields__ if key not in apart} <= keys


def test_an_empty_form_is_an_experiment():
    experiment = drafted(Draft()).experiment
    assert experiment is not None
    assert tomllib.loads(experiment_toml(experiment)) == {
        "model": {"cell": "rnn", "hidden_sizes": [8]},
        "data": {"source": "task", "name": "echo"},
        "training": {"timesteps": 8},
    }


@pytest.mark.parametrize("name", BUILTIN)
def test_every_experiment_that_ships_fits_into_the_form(name):
    found = drafted(draft_of(BUILTIN[name], FOLDER))
    assert found.problems == ()
    mine, theirs = with_defaults(found.experiment), with_defaults(BUILTIN[name])
    for part in ("title", "description", "dtype", "seed", "training", "weights"):
        assert getattr(mine, part) == getattr(theirs, part)
    moved = {"cell": theirs.model.cell}
    assert msgspec.structs.replace(mine.model, **moved) == theirs.model
    assert msgspec.structs.replace(mine.data, path=theirs.data.path) == theirs.data
    for text in (mine.model.cell.rpartition(":")[0], mine.data.path):
        assert not text or text.startswith(str(resources()))


@settings(max_examples=40)
@given(tables())
def test_any_experiment_fits_into_the_form(table):
    experiment = with_defaults(parse_experiment(table))
    found = drafted(draft_of(experiment, FOLDER))
    assert found.problems == ()
    mine = with_defaults(found.experiment)
    assert (mine.model, mine.data, mine.weights) == (
        experiment.model,
        experiment.data,
        experiment.weights,
    )
    kept = draft_of(experiment, FOLDER)
    for field in DRAFT_FIELDS:
        key = field.key.removeprefix("training.")
        if field.key != key and kept.applies(field.key):
            assert getattr(mine.training, key) == getattr(experiment.training, key), key


def test_an_epsilon_that_is_the_optimizers_own_does_not_go_on_to_the_next_optimizer():
    draft = draft_of(BUILTIN["sine"], FOLDER)
    assert draft["training.epsilon"] == ""
    adagrad = drafted(changed_draft(draft, "training.optimizer", "adagrad")).experiment
    assert with_defaults(adagrad).training.epsilon == 1e-10
    assert draft_of(BUILTIN["char-rnn"], FOLDER)["training.epsilon"] == "1e-8"


@st.composite
def forms(draw):
    """Any choices in any order, and numbers that can be."""
    draft = Draft()
    for field in draw(st.permutations([f for f in DRAFT_FIELDS if f.kind in ("choice", "switch")])):
        if field.kind == "switch":
            draft = changed_draft(draft, field.key, draw(st.booleans()))
        elif field.key != "model.function":
            wanted = [offer.value for offer in offers(draft, field.key)]
            draft = changed_draft(draft, field.key, draw(st.sampled_from(wanted)))
    number = st.floats(0, 0.99).map(str)
    for key in ("learning_rate", "momentum", "beta1", "beta2", "decay", "epsilon"):
        draft = changed_draft(draft, f"training.{key}", draw(number))
    for key in ("clip_value", "clip_norm"):
        draft = changed_draft(draft, f"training.{key}", draw(st.none() | number))
    return draft.with_values(
        {
            "title": draw(st.text()),
            "description": draw(st.text()),
            "seed": str(draw(st.integers(0, 2**62))),
            "training.timesteps": draw(st.integers(1, 2**31 - 1)),
            "data.path": "/tmp/data.file",
            "data.input_columns": "a, b",
            "data.target_columns": '"c, d"',
            "model.file": "/tmp/cells.py",
            "model.function": "mine",
            "weights.inline": draw(st.sampled_from(["", "bh = [0.5, -1e-300]\nby = [0.1]"])),
            "weights.file": draw(st.sampled_from(["", "/tmp/w.npz"])),
        }
    )


@settings(max_examples=150)
@given(forms())
def test_any_form_is_an_experiment_that_reads_back_the_same(draft):
    found = drafted(draft)
    assert found.problems == ()
    text = experiment_toml(found.experiment)
    assert parse_experiment(tomllib.loads(text)) == found.experiment
    again = drafted(draft_of(found.experiment, FOLDER))
    assert is_the_same(again.experiment, found.experiment)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("training.learning_rate", "fast",
         "“fast” is not a number such as 0.5, 1e-3, inf or nan."),
        ("training.learning_rate", "-1", "-1.0 is not 0 or more."),
        ("model.hidden_sizes", "8, 0", "0 is not a size of 1 or more."),
        ("model.hidden_sizes", "8 by 8", "“by” is not a whole number."),
        ("model.hidden_sizes", "", "Type a number for every layer, such as 32, 16."),
        ("seed", "-1", "-1 is not 0 or more."),
        ("seed", "1.5", "“1.5” is not a whole number."),
        ("training.clip_norm", "", "Type a number, such as 0.5, 1e-3, inf or nan."),
        ("weights.inline", "Whh = 3", "Whh: rows of numbers in brackets are needed, as in "
                                      "[[0.1, 0.2]]."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(key, value, sentence):
    found = drafted(Draft().with_values({key: value}))
    assert [(problem.key, problem.sentence) for problem in found.problems] == [(key, sentence)]
    assert found.experiment is None


@pytest.mark.parametrize("key", ["data.inputs", "data.targets"])
@pytest.mark.parametrize("text", ["", "1, 2", '[["a"]]', "[[true]]", "[1]\nw = 2", "[[1.0]"])
def test_rows_of_numbers_are_asked_for(key, text):
    draft = changed_draft(Draft(), "data.source", "values").with_values({key: text})
    (problem,) = drafted(draft).problems
    assert problem.key == key
    assert problem.sentence == (
        "Type rows of numbers in brackets, such as [[1.0, 0.5], [0.2, -0.3]]."
    )


def test_every_field_that_cannot_be_read_is_told_at_once():
    draft = changed_draft(Draft(), "data.source", "text")
    draft = changed_draft(changed_draft(draft, "model.cell", OWN_CELL), "seed", "x")
    keys = [problem.key for problem in drafted(draft).problems]
    assert keys == ["seed", "model.file", "model.function", "data.path"]


def test_a_field_that_does_not_apply_cannot_be_wrong():
    draft = Draft().with_values({"training.momentum": "much", "data.inputs": "none"})
    assert drafted(draft).problems == ()


def test_columns_are_named_with_commas_between(tmp_path):
    draft = changed_draft(Draft(), "data.source", "csv").with_values(
        {
            "data.path": str(tmp_path / "a.csv"),
            "data.input_columns": 'time, "height, in m"',
            "data.target_columns": "x",
        }
    )
    data = drafted(draft).experiment.data
    assert (data.inputs, data.targets) == (["time", "height, in m"], ["x"])
    again = draft_of(drafted(draft).experiment, tmp_path)
    assert again["data.input_columns"] == draft["data.input_columns"]


@pytest.mark.parametrize("text", ["", "a,,b", '"a'])
def test_names_of_columns_are_asked_for(text):
    draft = changed_draft(Draft(), "data.source", "csv").with_values(
        {"data.path": "a.csv", "data.input_columns": text, "data.target_columns": "x"}
    )
    (problem,) = drafted(draft).problems
    assert problem.key == "data.input_columns"
    assert problem.sentence == "Type names of columns with commas between."


def test_a_path_is_taken_from_where_the_program_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    draft = changed_draft(Draft(), "data.source", "npz").with_values({"data.path": "a.npz"})
    assert drafted(draft).experiment.data.path == str(tmp_path / "a.npz")
