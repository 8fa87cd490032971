"""From a TOML file to an `Experiment`, or one sentence that says what is wrong with it."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import msgspec

from rnn_debugger.data import BadInput, unreadable
from rnn_debugger.experiments.schema import Data, Experiment, Model, Training

_TABLES: dict[str, type[msgspec.Struct]] = {"model": Model, "data": Data, "training": Training}
_KINDS = {
    "object": "a table",
    "array": "a list",
    "str": "a string",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
}


def read_experiment(path: Path) -> Experiment:
    """The experiment of a file; raises `BadInput` with a sentence that names file and key."""
    try:
        content = path.read_bytes()
    except IsADirectoryError:
        raise BadInput(f"{path}: is a folder, not an experiment file") from None
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None
    try:
        table = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: byte {error.start} is not UTF-8 text") from None
    except RecursionError:
        raise BadInput(f"{path}: lists or tables are nested too deeply") from None
    except ValueError as error:
        # Bad TOML, or a number of more digits than Python reads.
        raise BadInput(f"{path}: {error}") from None
    try:
        return parse_experiment(table)
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from None


def parse_experiment(table: dict[str, Any]) -> Experiment:
    """The experiment of nested tables; raises `BadInput` with a sentence that names the key."""
    _refuse_unknown("", table, Experiment)
    for name, struct in _TABLES.items():
        if isinstance(table.get(name), dict):
            _refuse_unknown(f"{name}.", table[name], struct)
    try:
        experiment = msgspec.convert(table, Experiment)
    except msgspec.ValidationError as error:
        raise BadInput(_in_words(str(error), table)) from None
    _check_ranges(experiment)
    return experiment


def _refuse_unknown(prefix: str, table: dict[str, Any], struct: type[msgspec.Struct]) -> None:
    known = [field.name for field in msgspec.structs.fields(struct)]
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1, 0.5)
            hint = f"; did you mean {prefix}{near[0]}?" if near else ""
            raise BadInput(f"{prefix}{key}: unknown key{hint}")


def _in_words(message: str, table: dict[str, Any]) -> str:
    """msgspec's message, with the key in front and the values that are allowed."""
    text, _, path = message.partition(" - at `$")
    key = path.rstrip("`").lstrip(".")
    missing = re.match(r"Object missing required field `(\w+)`", text)
    if missing:
        place = f"{key}." if key else ""
        return f"{place}{missing[1]}: this key is required"
    wrong = re.match(r"Invalid enum value '(.*)'", text)
    if wrong:
        return f'{key}: "{wrong[1]}" is not one of {", ".join(_choices(key))}'
    text = re.sub("`(.*?)`", _kinds, text)
    return f"{key}: {text[:1].lower()}{text[1:]}"


def _kinds(match: re.Match[str]) -> str:
    """msgspec's names of types, ``int | null``, as a person who writes TOML knows them."""
    kinds = [kind for kind in match[1].split(" | ") if kind != "null"]
    return " or ".join(_KINDS.get(kind, kind) for kind in kinds)


def _choices(key: str) -> list[str]:
    table, _, name = key.rpartition(".")
    struct: type[msgspec.Struct] = _TABLES.get(table, Experiment)
    annotation = next(f.type for f in msgspec.structs.fields(struct) if f.name == name)
    return [str(choice) for choice in _literals(annotation)]


def _literals(annotation: Any) -> list[Any]:
    found: list[Any] = []
    for part in get_args(annotation):
        found += _literals(part) if get_args(part) else [part] * isinstance(part, str)
    return found


def _check_ranges(experiment: Experiment) -> None:
    model, training = experiment.model, experiment.training
    if not model.hidden_sizes:
        raise BadInput("model.hidden_sizes: at least one layer is needed")
    for size in model.hidden_sizes:
        if size < 1:
            raise BadInput(f"model.hidden_sizes: {size} is not a size of 1 or more")
    for key in ("timesteps", "batch_size"):
        if getattr(training, key) < 1:
            raise BadInput(f"training.{key}: {getattr(training, key)} is not 1 or more")
    for key in ("learning_rate", "epsilon", "clip_value"):
        value = getattr(training, key)
        if value is not None and not value >= 0:
            raise BadInput(f"training.{key}: {value} is not 0 or more")
    if experiment.seed < 0:
        raise BadInput(f"seed: {experiment.seed} is not 0 or more")
    if model.hidden_activation is not None and model.cell not in ("rnn", "feedforward"):
        raise BadInput(f'model.hidden_activation: the cell "{model.cell}" has its own activations')
    _check_pair(experiment)


def _check_pair(experiment: Experiment) -> None:
    loss, activation = experiment.training.loss, experiment.model.output_activation
    fitting = {"softmax_cross_entropy": "softmax", "binary_cross_entropy": "sigmoid"}.get(loss)
    wrong = activation == "softmax" if fitting is None else activation not in (None, fitting)
    if wrong:
        raise BadInput(
            f'model.output_activation: "{activation}" does not fit training.loss: "{loss}"'
            + (f', which goes with "{fitting}"' if fitting else "")
        )
