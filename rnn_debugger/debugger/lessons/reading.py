"""Lesson files, TOML: title, question, experiment, and a table [[stations]] for each station."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rnn_debugger.data import BadInput
from rnn_debugger.debugger.conditions.conditions import Condition
from rnn_debugger.debugger.conditions.log_texts import LogText
from rnn_debugger.debugger.lessons.lesson import Lesson, Station, refuse_unknown, said_of
from rnn_debugger.experiments import resources, toml_table, toml_text

_HEAD = ("title", "question", "experiment")
_STATION = ("iteration", "operation", "until", "text", "point", "panel", "check")
_ORDER = (
    *("forward", "backward", "two-terms", "every-timestep", "forward-keeps", "backward-keeps"),
    *("vanishing-exploding", "truncation", "lstm-road", "feedforward"),
)


@cache
def builtin_lessons() -> Mapping[str, Lesson]:
    """The lessons that ship with the program by their names, the ones to begin with first. They
    are read once. Raises `BadInput`.
    """
    files = sorted((resources() / "lessons").glob("*.toml"), key=_place)
    return MappingProxyType({file.stem: read_lesson(file) for file in files})


def read_lesson(path: Path) -> Lesson:
    """Raises `BadInput`: one sentence that names the file, the station and the key."""
    table = toml_table(path, toml_text(path))
    try:
        return parse_lesson(path.stem, table)
    except BadInput as error:
        raise BadInput(f"{path.name}: {error}") from None


def parse_lesson(name: str, table: Mapping[str, Any]) -> Lesson:
    """The same of a table that has been read; the errors do not name the file."""
    refuse_unknown(table, (*_HEAD, "stations"))
    title, question, experiment = (_text(table, key) for key in _HEAD)
    rows = table.get("stations")
    if not isinstance(rows, list) or not rows:
        raise BadInput("stations: there are none; a station is a table [[stations]]")
    stations = []
    for number, row in enumerate(rows, 1):
        try:
            stations.append(_station(row))
        except BadInput as error:
            raise BadInput(f"station {number}: {error}") from None
    return Lesson(name, title, question, experiment, tuple(stations))


def _station(row: Any) -> Station:
    if not isinstance(row, dict):
        raise BadInput("it is no table")
    refuse_unknown(row, _STATION)
    station = Station(
        # Lines of the file are not lines of the screen; an empty one begins a paragraph.
        "\n\n".join(" ".join(part.split()) for part in _text(row, "text").split("\n\n")),
        _number(row, "iteration"),
        row["operation"] if isinstance(row.get("operation"), str) else _number(row, "operation"),
        _text(row, "until") if "until" in row else "",
        _texts(row, "point"),
        _texts(row, "panel"),
        _texts(row, "check"),
    )
    with said_of("text"):
        LogText.parse(station.text)
    if station.until:
        with said_of("until"):
            Condition.parse(station.until)
    for check in station.checks:
        with said_of("check"):
            Condition.parse(check)
    return station


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{key}: {'it is missing' if value is None else 'it is no text'}")
    return value.strip()


def _number(table: Mapping[str, Any], key: str) -> int:
    value = table.get(key, 0)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise BadInput(f"{key}: it is not a whole number from 0")
    return value


def _texts(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise BadInput(f"{key}: it is not a list of texts")
    return tuple(value)


def _place(file: Path) -> tuple[int, str]:
    return (_ORDER.index(file.stem) if file.stem in _ORDER else len(_ORDER), file.stem)
