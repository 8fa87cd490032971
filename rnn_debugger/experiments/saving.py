"""A debugging session in its experiment file: its own tables, and not a byte besides."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Item, Key, String, Table

from rnn_debugger.data import BadInput, replacing
from rnn_debugger.experiments.loading import file_sha256
from rnn_debugger.experiments.paths import PATHS, moved_path, relative_path, split_cell
from rnn_debugger.experiments.reading import BYTE_ORDER_MARK, toml_table, toml_text
from rnn_debugger.experiments.schema import DebuggerTable
from rnn_debugger.experiments.toml_blocks import debugger_block, toml_block


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
    text = _joined(_pieces(source, text, "debugger"), debugger_block(table))
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


def _weights_block(weights: Mapping[str, Any], folder: Path) -> str:
    """The table as TOML, the path of the file relative to `folder`."""
    content = {**weights, "file": relative_path(Path(weights["file"]), folder)}
    document = tomlkit.document()
    document.add("weights", toml_block(content))
    return document.as_string()


def _moved(source: Path, text: str, target: Path) -> str:
    """The text with its paths relative to the target's folder instead of the source's."""
    before, after = (Path(os.path.realpath(path.parent)) for path in (source, target))
    if before == after:
        return text
    document = _parsed(source, text)
    for name, key in PATHS:
        table = document.get(name)
        if isinstance(table, MutableMapping) and isinstance(table.get(key), String):
            old = table[key]
            file, function = split_cell(old) if key == "cell" else (old, "")
            if file:
                new = moved_path(file, before, after) + function
                table[key] = _quoted_alike(new, old)
    return document.as_string()


def _quoted_alike(new: str, old: String) -> String:
    is_literal = old.as_string().startswith("'") and new.isprintable() and "'" not in new
    return old if new == old else tomlkit.string(new, literal=is_literal)
