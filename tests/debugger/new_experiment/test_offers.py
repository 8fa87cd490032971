"""Choices that do not fit the others are not offered, and fields that do not apply not shown."""

import pytest

from rnn_debugger.debugger.new_experiment.draft import Draft
from rnn_debugger.debugger.new_experiment.drafting import drafted
from rnn_debugger.debugger.new_experiment.fields import DRAFT_FIELDS, OWN_CELL
from rnn_debugger.debugger.new_experiment.offers import changed_draft, offers
from rnn_debugger.experiments import compile_experiment
from tests.support.experiments import OPTIMIZERS


def chosen(**choices):
    draft = Draft()
    for key, value in choices.items():
        draft = changed_draft(draft, key.replace("__", "."), value)
    return draft


def offered(draft, key):
    return [offer.value for offer in offers(draft, key)]


def shown(draft):
    return {field.key for field in DRAFT_FIELDS if draft.applies(field.key)}


@pytest.mark.parametrize("task", ["copy", "adding", "parity", "echo", "sine"])
def test_all_that_is_offered_with_a_task_can_be_compiled(task, tmp_path):
    begun = chosen(data__name=task)
    for loss in offered(begun, "training.loss"):
        draft = changed_draft(begun, "training.loss", loss)
        for activation in offered(draft, "model.output_activation"):
            whole = changed_draft(draft, "model.output_activation", activation)
            compile_experiment(drafted(whole).experiment, tmp_path)


def test_what_does_not_fit_any_more_changes_along():
    draft = chosen(data__name="parity", training__loss="binary_cross_entropy")
    assert draft["model.output_activation"] == "sigmoid"
    draft = changed_draft(draft, "data.name", "copy")
    assert draft["training.loss"] == "softmax_cross_entropy"
    assert draft["model.output_activation"] == "softmax"
    draft = changed_draft(draft, "data.name", "sine")
    assert draft["training.loss"] == "squared_error"
    assert offered(draft, "model.output_activation") == ["identity", "sigmoid", "tanh"]


def test_a_text_is_learned_with_softmax_cross_entropy():
    draft = chosen(data__source="text")
    assert draft["training.loss"] == "softmax_cross_entropy"
    assert "binary_cross_entropy" not in offered(draft, "training.loss")


def test_an_output_activation_that_fits_stays():
    draft = chosen(model__output_activation="tanh", data__name="sine")
    assert draft["model.output_activation"] == "tanh"


def test_the_hidden_activation_is_chosen_for_simple_cells_alone():
    having = [
        cell
        for cell in offered(Draft(), "model.cell")
        if "model.hidden_activation" in shown(chosen(model__cell=cell))
    ]
    assert having == ["rnn", "feedforward"]


NUMBERS = ("momentum", "beta1", "beta2", "decay", "epsilon", "epsilon_in_root")
WITH = {
    "sgd": [],
    "momentum": ["momentum"],
    "adagrad": ["epsilon", "epsilon_in_root"],
    "rmsprop": ["decay", "epsilon"],
    "adam": ["beta1", "beta2", "epsilon"],
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_has_its_own_numbers(optimizer):
    there = shown(chosen(training__optimizer=optimizer))
    assert [name for name in NUMBERS if f"training.{name}" in there] == WITH[optimizer]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("values", {"inputs", "targets"}),
        ("text", {"path"}),
        ("csv", {"path", "input_columns", "target_columns"}),
        ("npz", {"path"}),
        ("task", {"name"}),
    ],
)
def test_every_source_has_its_own_fields(source, names):
    there = {key for key in shown(chosen(data__source=source)) if key.startswith("data.")}
    assert there == {"data.source", *(f"data.{name}" for name in names)}


def test_slots_for_states_belong_to_one_way_of_keeping_them():
    assert "training.checkpoint_slots" in shown(chosen(training__checkpointing="gruslys"))
    assert "training.checkpoint_slots" not in shown(Draft())
    draft = chosen(training__checkpointing="gruslys", training__update_schedule="every_timestep")
    assert not {"training.checkpointing", "training.checkpoint_slots"} & shown(draft)
    assert drafted(draft).problems == ()


def test_the_functions_of_a_cell_file_are_offered_and_not_run(tmp_path):
    file = tmp_path / "cells.py"
    file.write_text(
        "raise SystemExit\n"
        "def helper(a): return a\n"
        "def mine(x, h, W): return h\n"
        "def other(x, h, W): return h\n"
    )
    draft = changed_draft(chosen(model__cell=OWN_CELL), "model.file", str(file))
    assert offered(draft, "model.function") == ["mine", "other"]
    assert draft["model.function"] == "mine"
    assert drafted(draft).experiment.model.cell == f"{file}:mine"
    draft = changed_draft(changed_draft(draft, "model.function", "other"), "model.file", str(file))
    assert draft["model.function"] == "other"


def test_the_last_column_of_a_file_is_the_target_until_others_are_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('"a, b",c,d\n1,2,3\n')
    draft = chosen(data__source="csv", data__path=str(path))
    data = drafted(draft).experiment.data
    assert (data.inputs, data.targets) == (["a, b", "c"], ["d"])
    draft = draft.with_values({"data.input_columns": "d"})
    assert changed_draft(draft, "data.path", str(path))["data.input_columns"] == "d"


def test_what_is_no_field_is_refused():
    with pytest.raises(KeyError):
        Draft().with_values({"training.speed": 1})
