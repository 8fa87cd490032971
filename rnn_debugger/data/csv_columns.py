"""Columns of numbers from a CSV file."""

from __future__ import annotations

import csv
import difflib
import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from rnn_debugger.data.errors import BadInput, listed, shown, unreadable
from rnn_debugger.engine import Array

DELIMITERS = ",;\t"
MOST_NUMBERS = 2**27
"""Of all columns that are read: 1 GiB."""
# Python's float would take 1_000, nan and ١ too.
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
# What is not UTF-8 comes as such characters (PEP 383).
_UNDECODED = re.compile("[\udc80-\udcff]")


def read_columns(path: Path, wanted: Mapping[str, Sequence[str]], dtype: str) -> dict[str, Array]:
    """For every key the columns of those names, (rows, columns), float64.

    The file is UTF-8, with or without a byte order mark, with any line ends. Line 1 names the
    columns; the delimiter is that of comma, semicolon and tab that gives it the most. Fields may
    be quoted as in RFC 4180, numbers have a decimal point, spaces around both do not count. Empty
    lines at the end are passed over. Only the columns asked for need be numbers.

    Raises `BadInput` for what is missing, is no number, not finite or too large for `dtype`: the
    sentence names the row, 1 the first below the header, with its line, and the column.
    """
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            table = _Table(path, _lines(path, file))
            places = {key: table.places(key, names) for key, names in wanted.items()}
            numbers = table.numbers(list(chain(*places.values())), float(np.finfo(dtype).max))
    except BadInput:
        raise
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None
    columns, found = 0, {}
    for key, chosen in places.items():
        found[key] = numbers[:, columns : columns + len(chosen)]
        columns += len(chosen)
    return found


def column_names(path: Path) -> list[str]:
    """The names of the columns, from line 1; raises `BadInput`. See `read_columns`."""
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            return _Table(path, _lines(path, file)).header
    except BadInput:
        raise
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None


def _lines(path: Path, file: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(file, 1):
        if not line.isascii() and _UNDECODED.search(line):
            raise BadInput(f"{path}: line {number} is not UTF-8 text")
        yield line


def _delimiter(header: str) -> str:
    def columns(delimiter: str) -> int:
        try:
            return len(next(csv.reader([header], delimiter=delimiter), []))
        except csv.Error:
            return 0

    return max(DELIMITERS, key=columns)


class _Table:
    """A header, and rows that are read one by one."""

    def __init__(self, path: Path, lines: Iterator[str]) -> None:
        self._path = path
        first = next(lines, "")
        self._reader = csv.reader(
            chain([first], lines), delimiter=_delimiter(first), skipinitialspace=True, strict=True
        )
        self.header = [name.strip() for name in next(self._rows(), [])]
        if not any(self.header):
            raise BadInput(f"{path}: line 1 is empty, and should name the columns")

    def places(self, key: str, names: Sequence[str]) -> list[int]:
        """Where the columns of these names are; raises `BadInput`."""
        for name in names:
            count = self.header.count(name)
            if count > 1:
                raise BadInput(f"{key}: {self._path} has {count} columns {shown(name)}")
            if not count:
                near = difflib.get_close_matches(name, self.header, 1)
                hint = f"line 1 has {listed(self.header)}"
                if near:
                    hint = f"did you mean {shown(near[0])}?"
                raise BadInput(f"{key}: {self._path} has no column {shown(name)}; {hint}")
        return [self.header.index(name) for name in names]

    def numbers(self, places: Sequence[int], largest: float) -> Array:
        """The numbers in those places of all rows: (rows, len(places))."""
        numbers, empty = array("d"), 0
        for row, fields in enumerate(self._rows(), 1):
            if not fields:
                empty = empty or self._reader.line_num
                continue
            if empty:
                raise BadInput(f"{self._path}: line {empty} is empty, and rows follow it")
            if len(fields) != len(self.header):
                raise BadInput(
                    f"{self._path}: row {row} (line {self._reader.line_num}) has {len(fields)} "
                    f"fields, and line 1 names {len(self.header)} columns"
                )
            for place in places:
                text = fields[place].strip()
                value = float(text) if _NUMBER.fullmatch(text) else None
                if value is None or abs(value) > largest:
                    raise BadInput(
                        f"{self._path}: row {row} (line {self._reader.line_num}), column "
                        f"{shown(self.header[place])}: {_problem(text)}"
                    )
                numbers.append(value)
            if len(numbers) > MOST_NUMBERS:
                raise BadInput(f"{self._path}: more than {MOST_NUMBERS:,} numbers")
        if not numbers:
            raise BadInput(f"{self._path}: there are no rows below the header")
        return np.array(numbers).reshape(-1, len(places))

    def _rows(self) -> Iterator[list[str]]:
        try:
            yield from self._reader
        except csv.Error as error:
            raise BadInput(f"{self._path}: line {self._reader.line_num}: {error}") from None


def _problem(text: str) -> str:
    """What is wrong with a field that is no number for us."""
    if not text:
        return "the value is missing"
    if _NUMBER.fullmatch(text):
        return f"{shown(text)} is too large"
    point = "; decimals have a point" if _NUMBER.fullmatch(text.replace(",", ".")) else ""
    return f"{shown(text)} is not a number{point}"
