"""A debugging session in its experiment file: its own tables, and not a byte besides."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, Float, Item, Key, String, Table, Trivia

from rnn_debugger.data import BadInput, replacing
from rnn_debugger.experiments.loading import file_sha256
from rnn_debugger.experiments.reading import BYTE_ORDER_MARK, toml_table, toml_text
from rnn_debugger.experiments.schema import DebuggerTable

_PATHS = (("data", "path"), ("weights", "file"), ("model", "cell"))


def save_debugger_table(
    source: Path, target: Path, table: DebuggerTable, weights: Mapping[str, Any] | None = None
) -> None:
    """Write the experiment file `source` to `target` with another [debugger] table, and with
    another [weights] table where `weights` are given; the path of their file is absolute.

    The rest of the text stays byte for byte, but that paths are written anew when `target` is in
    another folder. A table stands where it stood, else at the end; an empty one is left out.
    Comments inside of it are lost, those above its header and behind its last entry stay. NaNs
    keep their sign alone. The target appears whole or not at all; raises `BadInput`.
    """
    whole = toml_text(source)
    toml_table(source, whole)
    text = whole.removeprefix(BYTE_ORDER_MARK)
    mark = whole[: len(whole) - len(text)]
    text = _moved(source, text, target)
    if weights is not None:
        block = _weights_block(weights, Path(os.path.realpath(target.parent)))
        text = _joined(_pieces(source, text, "weights"), block)
    text = _joined(_pieces(source, text, "debugger"), _block(table))
    # Only a name that was typed as a broken character has no bytes.
    content = (mark + text).encode("utf-8", "replace")
    with replacing(target) as file:
        file.write(content)


def file_digest(path: Path) -> str | None:
    """What tells whether a file was changed since; None where there is none to read."""
    try:
        return file_sha256(path)
    except BadInput:
        return None


@dataclass(frozen=True)
class _Piece:
    """A part of the text: a key with its value, a whole table, a comment or an empty line.

    `rest` are the comments and empty lines behind the table's last entry, which rather belong to
    what follows.
    """

    text: str
    rest: str
    is_replaced: bool
    has_header: bool


def _pieces(source: Path, text: str, replaced: str) -> list[_Piece]:
    pieces = []
    for key, item in _parsed(source, text).body:
        alone = _alone(key, item)
        rest = _rest(item)
        is_table = isinstance(item, AoT | Table) and not (key is not None and key.is_dotted())
        is_replaced = key is not None and key.key == replaced
        pieces.append(_Piece(alone[: len(alone) - len(rest)], rest, is_replaced, is_table))
    return pieces


def _alone(key: Key | None, item: Item) -> str:
    document = tomlkit.TOMLDocument(parsed=True)
    document.body.append((key, item))
    return document.as_string()


def _rest(item: Item) -> str:
    """The comments and empty lines at the end of a table."""
    if isinstance(item, AoT):
        return _rest(item.body[-1])
    found = ""
    for key, last in reversed(item.value.body) if isinstance(item, Table) else ():
        if key is not None:
            return _rest(last) + found
        found = _alone(key, last) + found
    return found


def _parsed(source: Path, text: str) -> tomlkit.TOMLDocument:
    try:
        document = tomlkit.parse(text)
    except RecursionError:
        raise BadInput(f"{source}: lists or tables are nested too deeply") from None
    except TOMLKitError as error:
        raise BadInput(f"{source}: {error}") from None
    # WORKAROUND: tomlkit moves the blocks of an array of tables together.
    if document.as_string() != text:
        raise BadInput(
            f"{source}: saving would put it into another order: let all [[…]] blocks of a name "
            "follow each other"
        )
    return document


def _joined(pieces: list[_Piece], block: str) -> str:
    """The text with the block in place of what there is of the table that is replaced."""
    first = next((piece for piece in pieces if piece.is_replaced and piece.has_header), None)
    newline = _newline("".join(piece.text + piece.rest for piece in pieces))
    block = block.replace("\n", newline)
    text = ""
    for piece in pieces:
        if not piece.is_replaced:
            text += piece.text
        elif block and piece is first:
            text += block
        elif piece.has_header:
            text = re.sub(r"(\A|\n)[ \t]*\r?\n\Z", r"\1", text)
        text += piece.rest
    return _appended(text, block, newline) if block and first is None else text


def _appended(text: str, block: str, newline: str) -> str:
    """The block at the end, an empty line between."""
    if not text:
        return block
    return text + newline * (1 if text.endswith("\n") else 2) + block


def _newline(text: str) -> str:
    """The file's line end, that of its first line."""
    return "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"


def _block(table: DebuggerTable) -> str:
    """The table as TOML: a line each for a breakpoint, watch, bookmark and edit, a block for a
    branch; nothing for an empty table.
    """
    # Values that come from arrays may be NumPy's own numbers.
    content = msgspec.to_builtins(table, enc_hook=np.generic.item)
    if not content:
        return ""
    branches = tomlkit.aot()
    for branch in content.pop("branches", ()):
        branches.append(_table(branch))
    debugger = _table(content)
    if branches:
        debugger.add("branches", branches)
    document = tomlkit.document()
    document.add("debugger", debugger)
    return document.as_string()


def _weights_block(weights: Mapping[str, Any], folder: Path) -> str:
    """The table as TOML, the path of the file relative to `folder`."""
    content = {**weights, "file": _relative(Path(weights["file"]), folder)}
    document = tomlkit.document()
    document.add("weights", _table(content))
    return document.as_string()


def _table(content: dict[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in content.items():
        item = _item(value)
        if isinstance(item, Array):
            item.multiline(True)
        table.add(key, item)
    return table


def _item(value: Any) -> Item:
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        for key, inner in value.items():
            table.add(key, _item(inner))
        return table
    if isinstance(value, list | tuple):
        array = tomlkit.array()
        for inner in value:
            array.append(_item(inner))
        return array
    if isinstance(value, float) and math.isnan(value) and math.copysign(1, value) < 0:
        return Float(value, Trivia(), "-nan")
    item: Item = tomlkit.item(value)
    return item


def _moved(source: Path, text: str, target: Path) -> str:
    """The text with its paths relative to the target's folder instead of the source's."""
    before, after = (Path(os.path.realpath(path.parent)) for path in (source, target))
    if before == after:
        return text
    document = _parsed(source, text)
    for name, key in _PATHS:
        table = document.get(name)
        if isinstance(table, MutableMapping) and isinstance(table.get(key), String):
            old = table[key]
            file, colon, function = old.rpartition(":") if key == "cell" else (old, "", "")
            if file:
                new = _moved_path(file, before, after) + colon + function
                table[key] = _quoted_alike(new, old)
    return document.as_string()


def _quoted_alike(new: str, old: String) -> String:
    is_literal = old.as_string().startswith("'") and new.isprintable() and "'" not in new
    return old if new == old else tomlkit.string(new, literal=is_literal)


def _moved_path(path: str, before: Path, after: Path) -> str:
    if Path(path).is_absolute():
        return path
    # A folder that is a link is followed, as what ".." means depends on it; the file is not.
    file = before / path
    file = Path(os.path.realpath(file.parent)) / file.name
    return _relative(file, after)


def _relative(file: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:
        # Another drive.
        return file.as_posix()
