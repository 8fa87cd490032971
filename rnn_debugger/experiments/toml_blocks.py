"""Tables of an experiment file as TOML, laid out as a person would write them."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
import tomlkit
from tomlkit.items import Array, Float, Item, Table, Trivia

from rnn_debugger.experiments.schema import DebuggerTable


def debugger_block(table: DebuggerTable) -> str:
    """The table as TOML: a line each for a breakpoint, watch, bookmark and edit, a block for a
    branch; nothing for an empty table.
    """
    # Values that come from arrays may be NumPy's own numbers.
    content = msgspec.to_builtins(table, enc_hook=np.generic.item)
    if not content:
        return ""
    branches = tomlkit.aot()
    for branch in content.pop("branches", ()):
        branches.append(toml_block(branch))
    debugger = toml_block(content)
    if branches:
        debugger.add("branches", branches)
    document = tomlkit.document()
    document.add("debugger", debugger)
    return document.as_string()


def toml_block(content: dict[str, Any]) -> Table:
    """A table, its lists with an entry on every line."""
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
