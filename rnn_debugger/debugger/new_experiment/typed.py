"""What people type into fields, as the experiment file has it; the other way round as well.

Each reader takes the text of a field and raises `ValueError` with a sentence.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Sequence
from typing import Any

from rnn_debugger.debugger.texts.typed_numbers import typed_number
from rnn_debugger.experiments import entry_text, value_text

LINE = 40
"""Characters of a line of numbers in a form."""


def number(text: str) -> float:
    """A number, such as 0.5 or 1e-3."""
    return typed_number(text)


def whole_number(text: str) -> int:
    """A whole number in digits."""
    written = text.strip().replace("_", "")
    if not written.removeprefix("-").isdecimal():
        raise ValueError(f"“{written}” is not a whole number" if written else "type a whole number")
    return int(written)


def sizes(text: str) -> list[int]:
    """Whole numbers with commas or spaces between."""
    words = text.replace(",", " ").split()
    if not words:
        raise ValueError("type a number for every layer, such as 32, 16")
    return [whole_number(word) for word in words]


def names(text: str) -> list[str]:
    """Names with commas between; one that has a comma itself stands in double quotes."""
    try:
        (row,) = csv.reader([text.strip()], skipinitialspace=True, strict=True)
    except (ValueError, csv.Error):
        raise ValueError("type names of columns with commas between") from None
    found = [name.strip() for name in row]
    if not found or not all(found):
        raise ValueError("type names of columns with commas between")
    return found


def names_text(found: Sequence[str]) -> str:
    """The names as `names` reads them."""
    return ", ".join(_quoted(name) if set(name) & set(',"') else name for name in found)


def numbers(text: str) -> list[Any]:
    """Nested lists of numbers, as they stand in TOML."""
    try:
        table = tomllib.loads(f"v = {text.strip()}")
    except (ValueError, RecursionError):
        table = {}
    if list(table) != ["v"] or not _is_numbers(table["v"]):
        raise ValueError("type rows of numbers in brackets, such as [[1.0, 0.5], [0.2, -0.3]]")
    found: list[Any] = table["v"]
    return found


def named_numbers(text: str) -> dict[str, Any]:
    """Lines such as ``Whh = [[0.1]]``: names with nested lists of numbers."""
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"a line for each is needed, such as bh = [0.1, 0.2]: {error}") from None
    for name, value in table.items():
        if not _is_numbers(value):
            raise ValueError(f"{name}: rows of numbers in brackets are needed, as in [[0.1, 0.2]]")
    return table


def numbers_text(value: Any) -> str:
    """Nested lists as `numbers` reads them, laid out in lines."""
    return "" if value is None else value_text(value, LINE)


def named_numbers_text(table: dict[str, Any]) -> str:
    """Names with nested lists as `named_numbers` reads them."""
    return "\n".join(entry_text(name, value, LINE) for name, value in table.items())


def number_text(value: float | None) -> str:
    """The fewest digits that read back as the same bits; nothing for none."""
    return "" if value is None else value_text(value, LINE).removesuffix(".0")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _is_numbers(value: Any) -> bool:
    return isinstance(value, list) and all(
        _is_numbers(item) or (isinstance(item, int | float) and not isinstance(item, bool))
        for item in value
    )
