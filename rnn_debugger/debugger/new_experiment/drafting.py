"""From a form to an experiment and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from rnn_debugger.data import BadInput
from rnn_debugger.debugger.new_experiment import typed
from rnn_debugger.debugger.new_experiment.draft import FITTING, Draft
from rnn_debugger.debugger.new_experiment.fields import (
    DRAFT_FIELDS,
    OWN_CELL,
    DraftField,
    DraftValue,
)
from rnn_debugger.debugger.new_experiment.files import whole_path
from rnn_debugger.debugger.new_experiment.problems import Problem, problem_of, whole_sentence
from rnn_debugger.experiments import (
    Experiment,
    is_own_cell,
    parse_experiment,
    split_cell,
    with_defaults,
)

_READERS: Mapping[str, Callable[[str], Any]] = {
    "seed": typed.whole_number,
    "model.hidden_sizes": typed.sizes,
    "data.input_columns": typed.names,
    "data.target_columns": typed.names,
    "data.inputs": typed.numbers,
    "data.targets": typed.numbers,
    "weights.inline": typed.named_numbers,
}
_MAY_BE_EMPTY = ("training.epsilon", "weights.file", "weights.inline")
_EMPTY = {
    "data.path": "choose a file",
    "model.file": "choose a file",
    "model.function": "the file has no function of an input x",
}
"""What is said of a field that needs something in it."""
_FILE_KEYS = {"data.input_columns": "data.inputs", "data.target_columns": "data.targets"}
"""Fields that the file has under another key."""


@dataclass(frozen=True)
class Drafted:
    """What a form stands for: an experiment, its paths whole, or what keeps it from being one."""

    experiment: Experiment | None
    problems: tuple[Problem, ...] = ()


def drafted(draft: Draft) -> Drafted:
    """Read a form. Every field that cannot be read has its problem; else the first of the whole."""
    table: dict[str, Any] = {}
    problems = []
    for field in DRAFT_FIELDS:
        if draft.applies(field.key):
            try:
                _put(table, field.key, _read(draft, field))
            except ValueError as error:
                problems.append(Problem(field.key, whole_sentence(str(error))))
    if problems:
        return Drafted(None, tuple(problems))
    _name_cell(table)
    _leave_out_fitting(table)
    weights = table.pop("weights", {})
    given = {"file": weights["file"]} if "file" in weights else {}
    try:
        return Drafted(parse_experiment({**table, "weights": given | weights.get("inline", {})}))
    except BadInput as error:
        return Drafted(None, (problem_of(error, draft),))


def draft_of(experiment: Experiment, folder: Path) -> Draft:
    """The form that stands for an experiment whose paths are relative to `folder`.

    What the debugger kept in it is left behind.
    """
    experiment = with_defaults(experiment)
    content = msgspec.to_builtins(experiment)
    values: dict[str, DraftValue] = {}
    for field in DRAFT_FIELDS:
        section, _, key = field.key.rpartition(".")
        held = (content[section] if section else content).get(key)
        if held is not None:
            values[field.key] = _shown(field, held)
    model, data, weights = content["model"], content["data"], dict(content["weights"])
    if is_own_cell(model["cell"]):
        file, function = split_cell(model["cell"])
        values |= {
            "model.cell": OWN_CELL,
            "model.file": str((folder / file).resolve()),
            "model.function": function.removeprefix(":"),
        }
    for key in ("data.path", "weights.file"):
        if values.get(key):
            values[key] = str((folder / str(values[key])).resolve())
    if data["source"] == "csv":
        for key, file_key in _FILE_KEYS.items():
            values[key] = typed.names_text(data[file_key.partition(".")[2]])
            del values[file_key]
    weights.pop("file", None)
    values["weights.inline"] = typed.named_numbers_text(weights)
    own_epsilon = with_defaults(_without_epsilon(experiment)).training.epsilon
    if experiment.training.epsilon == own_epsilon:
        values["training.epsilon"] = ""
    return Draft().with_values(values)


def _read(draft: Draft, field: DraftField) -> Any:
    """The value as the file has it; None leaves the key out. Raises `ValueError`."""
    value = draft[field.key]
    if field.key in _READERS:
        text = draft.text(field.key)
        return (
            None if field.section == "Weights" and not text.strip() else _READERS[field.key](text)
        )
    if field.key == "training.epsilon" and not draft.text(field.key).strip():
        return None
    if field.kind in ("number", "limit"):
        return None if value is None else typed.number(str(value))
    if field.kind == "file":
        text = draft.text(field.key).strip()
        if not text and field.section != "Weights":
            raise ValueError("choose a file")
        return str(whole_path(text)) if text else None
    if field.key == "model.function" and not value:
        raise ValueError("the file has no function of an input x")
    return value


def _put(table: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        return
    section, _, name = _FILE_KEYS.get(key, key).rpartition(".")
    (table.setdefault(section, {}) if section else table)[name] = value


def _name_cell(table: dict[str, Any]) -> None:
    model = table["model"]
    file, function = model.pop("file", ""), model.pop("function", "")
    if model["cell"] == OWN_CELL:
        model["cell"] = f"{file}:{function}"


def _leave_out_fitting(table: dict[str, Any]) -> None:
    """What would be chosen anyway is not written down."""
    model, loss = table["model"], table["training"]["loss"]
    if model["output_activation"] == FITTING[loss]:
        del model["output_activation"]
    if model.get("hidden_activation") == "tanh":
        del model["hidden_activation"]


def _shown(field: DraftField, held: Any) -> DraftValue:
    if field.key == "model.hidden_sizes":
        return ", ".join(map(str, held))
    if field.kind == "numbers":
        return typed.numbers_text(held)
    if field.kind in ("number", "limit"):
        return typed.number_text(held)
    shown: DraftValue = held
    return shown


def _without_epsilon(experiment: Experiment) -> Experiment:
    training = msgspec.structs.replace(experiment.training, epsilon=None)
    return msgspec.structs.replace(experiment, training=training)
