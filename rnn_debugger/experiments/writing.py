"""A whole experiment as the TOML that a person would have written."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import tomlkit
from tomlkit.items import SingleKey

from rnn_debugger.data import replacing
from rnn_debugger.experiments.paths import PATHS, relative_path, split_cell
from rnn_debugger.experiments.schema import Experiment
from rnn_debugger.experiments.toml_blocks import debugger_block

WIDTH = 100
"""Characters of a line; longer lists go on in the next."""
_HEAD = ("title", "description", "dtype", "seed")
_TABLES = {
    "model": ("cell", "hidden_sizes", "hidden_activation", "output_activation", "bias"),
    # What a file of columns is comes before which of them.
    "data": ("source", "name", "path", "inputs", "targets"),
    "training": (),
}


def write_experiment(experiment: Experiment, target: Path) -> None:
    """Write the file, whole or not at all; paths that are absolute become relative to it.

    Raises `BadInput`.
    """
    content = experiment_toml(beside(experiment, target)).encode()
    with replacing(target) as file:
        file.write(content)


def experiment_toml(experiment: Experiment) -> str:
    """The experiment as TOML, which reads back as the same experiment: what is required and what
    differs from the defaults, in the order of the documentation, every number in the fewest
    digits that give the same bits.
    """
    blocks = [_lines(experiment, _HEAD)]
    for name, keys in _TABLES.items():
        table = getattr(experiment, name)
        blocks.append([f"[{name}]", *_lines(table, keys or table.__struct_fields__)])
    if experiment.weights:
        entries = (entry_text(key, value) for key, value in experiment.weights.items())
        blocks.append(["[weights]", *entries])
    texts = ["\n".join(block) + "\n" for block in blocks if block]
    texts += filter(None, [debugger_block(experiment.debugger)])
    return "\n".join(texts)


def absolute(experiment: Experiment, folder: Path) -> Experiment:
    """The experiment with its paths, which are relative to `folder`, made absolute."""
    content = msgspec.structs.asdict(experiment)
    for table, key in PATHS:
        old = content[table]
        path = old.get(key) if isinstance(old, dict) else getattr(old, key)
        if not isinstance(path, str):
            continue
        file, function = split_cell(path) if key == "cell" else (path, "")
        if file:
            new = {key: str((folder / file).absolute()) + function}
            content[table] = (
                old | new if isinstance(old, dict) else msgspec.structs.replace(old, **new)
            )
    return Experiment(**content)


def beside(experiment: Experiment, target: Path) -> Experiment:
    """The experiment with its absolute paths as seen from the folder of the file `target`."""
    folder = Path(os.path.realpath(target.parent))
    content = msgspec.structs.asdict(experiment)
    for table, key in PATHS:
        old = content[table]
        path = old.get(key) if isinstance(old, dict) else getattr(old, key)
        if not isinstance(path, str):
            continue
        file, function = split_cell(path) if key == "cell" else (path, "")
        if Path(file).is_absolute():
            new = {key: relative_path(Path(os.path.realpath(file)), folder) + function}
            content[table] = (
                old | new if isinstance(old, dict) else msgspec.structs.replace(old, **new)
            )
    return Experiment(**content)


def _lines(struct: msgspec.Struct, keys: Sequence[str]) -> list[str]:
    fields = {field.name: field for field in msgspec.structs.fields(struct)}
    wanted = [k for k in keys if fields[k].required or getattr(struct, k) != fields[k].default]
    return [entry_text(key, getattr(struct, key)) for key in wanted]


def entry_text(key: str, value: Any, width: int = WIDTH) -> str:
    """A line of a table, or several where a list is longer than `width` characters."""
    name = f"{SingleKey(key).as_string()} = "
    return name + "\n".join(_spread(value, width, len(name)))


def value_text(value: Any, width: int = WIDTH) -> str:
    """The value alone."""
    return "\n".join(_spread(value, width))


def _spread(value: Any, width: int, used: int = 0, indent: int = 0) -> list[str]:
    """The value in one line, or where that has no room, a list in several, entries that are
    short side by side. The first line begins after `used` characters.
    """
    flat = _flat(value)
    if used + len(flat) < width or not isinstance(value, list | tuple):
        return [flat]
    inner = " " * (indent + 2)
    lines = ["["]
    for item in value:
        begin, *rest = _spread(item, width, len(inner), indent + 2)
        has_room = len(lines[-1]) + len(begin) + 2 <= width
        if not rest and has_room and lines[-1] not in ("[", f"{inner}],"):
            lines[-1] += f" {begin},"
        else:
            lines += [inner + begin, *rest]
            lines[-1] += ","
    return [*lines, f"{' ' * indent}]"]


def _flat(value: Any) -> str:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_flat, value))}]"
    if isinstance(value, Mapping):
        pairs = (f"{SingleKey(key).as_string()} = {_flat(inner)}" for key, inner in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, float):
        return _number(value)
    return str(tomlkit.item(value).as_string())


def _number(value: float) -> str:
    """The fewest digits that read back as the same bits."""
    if math.isnan(value):
        return "-nan" if math.copysign(1, value) < 0 else "nan"
    digits, e, power = repr(value).partition("e")
    return f"{digits}e{int(power)}" if e else digits


def _string(text: str) -> str:
    """In quotes; text of several lines on lines of its own, where nothing has to be escaped."""
    # Half of a surrogate pair is no character that a file could hold.
    text = text.encode("utf-8", "replace").decode()
    lines = text.split("\n")
    is_plain = all(line.isprintable() for line in lines) and not set(text) & {"\\", '"'}
    if len(lines) > 1 and is_plain:
        return f'"""\n{text}"""'
    return "".join(_escaped(text))


def _escaped(text: str) -> Iterator[str]:
    yield '"'
    for character in text:
        if character in '"\\':
            yield f"\\{character}"
        elif character.isprintable():
            yield character
        else:
            yield _NAMED.get(character) or f"\\U{ord(character):08X}"
    yield '"'


_NAMED = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
