"""From a TOML file to an `Experiment`, or one sentence that says what is wrong with it."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import msgspec

from rnn_debugger.data import BadInput, unreadable
from rnn_debugger.experiments.checkpoints import check_checkpointing
from rnn_debugger.experiments.schema import (
    BreakpointTable,
    DebuggerTable,
    Experiment,
    Training,
)

BYTE_ORDER_MARK = "\ufeff"
_FROM_ONE = (".hits", ".id", ".line")
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
    table = toml_table(path, toml_text(path))
    try:
        return parse_experiment(table)
    except BadInput as error:
        raise BadInput(f"{path}: {error}") from None


def toml_text(path: Path) -> str:
    """All of the file as text, line ends and byte order mark as they are; raises `BadInput`."""
    try:
        return path.read_bytes().decode("utf-8")
    except IsADirectoryError:
        raise BadInput(f"{path}: is a folder, not an experiment file") from None
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: byte {error.start} is not UTF-8 text") from None
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None


def toml_table(path: Path, text: str) -> dict[str, Any]:
    """The file's text as nested tables; raises `BadInput`."""
    try:
        return tomllib.loads(text.removeprefix(BYTE_ORDER_MARK))
    except RecursionError:
        raise BadInput(f"{path}: lists or tables are nested too deeply") from None
    except ValueError as error:
        # Bad TOML, or a number of more digits than Python reads.
        raise BadInput(f"{path}: {error}") from None


def parse_experiment(table: dict[str, Any]) -> Experiment:
    """The experiment of nested tables; raises `BadInput` with a sentence that names the key."""
    _refuse_unknown("", table, Experiment)
    try:
        experiment = msgspec.convert(table, Experiment)
    except msgspec.ValidationError as error:
        raise BadInput(_in_words(str(error), table)) from None
    _check_ranges(experiment)
    _check_debugger(experiment.debugger)
    return experiment


def _refuse_unknown(prefix: str, table: dict[str, Any], struct: type[msgspec.Struct]) -> None:
    known = {field.name: _struct(field.type) for field in msgspec.structs.fields(struct)}
    for key in table:
        _refuse_other(prefix, key, known)
    for key, content in table.items():
        inner = known[key]
        for place, nested in _tables(f"{prefix}{key}", content):
            if inner is not None:
                _refuse_unknown(f"{place}.", nested, inner)


def _refuse_other(prefix: str, key: str, known: Iterable[str]) -> None:
    if key not in known:
        near = difflib.get_close_matches(key, known, 1, 0.5)
        hint = f"; did you mean {prefix}{near[0]}?" if near else ""
        raise BadInput(f"{prefix}{key}: unknown key{hint}")


def _tables(key: str, content: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The table that a key holds, or those in its list, with their keys."""
    if isinstance(content, dict):
        yield key, content
    if isinstance(content, list | tuple):
        for number, item in enumerate(content):
            yield from _tables(f"{key}[{number}]", item)


def _struct(annotation: Any) -> type[msgspec.Struct] | None:
    """The struct that an annotation such as ``tuple[Bookmark, ...]`` or ``Cursor | None`` names."""
    for part in get_args(annotation) or (annotation,):
        if isinstance(part, type) and issubclass(part, msgspec.Struct):
            return part
    return None


def _in_words(message: str, table: dict[str, Any]) -> str:
    """msgspec's message, with the key in front and the values that are allowed."""
    text, _, path = message.partition(" - at `$")
    key = _whole(path.rstrip("`").lstrip("."), table)
    missing = re.match(r"Object missing required field `(\w+)`", text)
    if missing:
        place = f"{key}." if key else ""
        return f"{place}{missing[1]}: this key is required"
    wrong = re.match(r"Invalid enum value '(.*)'", text)
    if wrong:
        return f'{key}: "{wrong[1]}" is not one of {", ".join(_choices(key))}'
    text = re.sub("`(.*?)`", _kinds, text)
    return f"{key}: {text[:1].lower()}{text[1:]}"


def _whole(key: str, table: dict[str, Any]) -> str:
    """The key with the setting's name, which msgspec leaves out: ``settings[...]``."""
    start, cut, _ = key.partition("[...]")
    if not cut:
        return key
    content: Any = table
    for part in re.findall(r"\w+", start):
        content = content[int(part) if part.isdigit() else part]
    for name, value in content.items():
        try:
            msgspec.convert(value, float | bool)
        except msgspec.ValidationError:
            return f"{start}.{name}"
    return start


def _kinds(match: re.Match[str]) -> str:
    """msgspec's names of types, ``int | null``, as a person who writes TOML knows them."""
    kinds = [kind for kind in match[1].split(" | ") if kind != "null"]
    return " or ".join(_KINDS.get(kind, kind) for kind in kinds)


def _choices(key: str) -> list[str]:
    annotation: Any = Experiment
    for name in re.sub(r"\[\d+\]", "", key).split("."):
        struct = _struct(annotation) or Experiment
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
    for key in ("learning_rate", "momentum", "epsilon", "clip_value", "clip_norm"):
        value = getattr(training, key)
        if value is not None and not value >= 0:
            raise BadInput(f"training.{key}: {value} is not 0 or more")
    for key in ("beta1", "beta2", "decay"):
        # At 1 nothing would ever come into the moving average.
        if not 0 <= getattr(training, key) < 1:
            raise BadInput(f"training.{key}: {getattr(training, key)} is not 0 or more and below 1")
    if experiment.seed < 0:
        raise BadInput(f"seed: {experiment.seed} is not 0 or more")
    if model.hidden_activation is not None and model.cell not in ("rnn", "feedforward"):
        raise BadInput(f'model.hidden_activation: the cell "{model.cell}" has its own activations')
    check_checkpointing(training)
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


def _check_debugger(debugger: DebuggerTable) -> None:
    _check_numbers("debugger", debugger)
    for number, point in enumerate(debugger.breakpoints):
        _check_place(f"debugger.breakpoints[{number}]", point)
    _check_branches(debugger)


def _check_place(key: str, point: BreakpointTable) -> None:
    place = msgspec.structs.replace(point, condition="", hits=1, log="", enabled=True)
    if place == BreakpointTable():
        raise BadInput(
            f"{key}: one of operation, file, primitive, phase, timestep, iteration is required"
        )
    if (place.file is None) is not (place.line is None):
        given, missing = ("file", "line") if place.line is None else ("line", "file")
        raise BadInput(f"{key}.{missing}: this key is required where there is a {given}")


def _check_numbers(key: str, content: Any) -> None:
    """Whole numbers count from 0, or from 1, at any depth."""
    if isinstance(content, msgspec.Struct):
        for name in content.__struct_fields__:
            _check_numbers(f"{key}.{name}", getattr(content, name))
    elif isinstance(content, tuple):
        for number, item in enumerate(content):
            _check_numbers(f"{key}[{number}]", item)
    elif isinstance(content, int):
        least = int(key.endswith(_FROM_ONE))
        if content < least:
            raise BadInput(f"{key}: {content} is not {least} or more")


def _check_branches(debugger: DebuggerTable) -> None:
    known = {0}
    for number, branch in enumerate(debugger.branches):
        key = f"debugger.branches[{number}]"
        if branch.id in known:
            raise BadInput(f"{key}.id: {branch.id} is the id of another branch")
        if branch.parent not in known:
            raise BadInput(f"{key}.parent: there is no branch {branch.parent} before this one")
        known.add(branch.id)
        _check_settings(f"{key}.settings.", branch.settings)
    positions = {f"bookmarks[{n}]": mark.branch for n, mark in enumerate(debugger.bookmarks)}
    if debugger.cursor is not None:
        positions["cursor"] = debugger.cursor.branch
    for place, position in positions.items():
        if position not in known:
            raise BadInput(f"debugger.{place}.branch: there is no branch {position}")


def _check_settings(prefix: str, settings: Mapping[str, float | bool]) -> None:
    known = [field.name for field in msgspec.structs.fields(Training)]
    for name, value in settings.items():
        _refuse_other(prefix, name, known)
        if not value >= 0:
            raise BadInput(f"{prefix}{name}: {value} is not 0 or more")
