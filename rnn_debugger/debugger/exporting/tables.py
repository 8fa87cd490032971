"""Tables of numbers as CSV files, with all digits."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from time import perf_counter
from typing import TypeAlias

import numpy as np

from rnn_debugger.data import BadInput, replacing
from rnn_debugger.debugger.moment import Stale
from rnn_debugger.recording.walker import SLICE_SECONDS
from rnn_debugger.trace import Progress

Table: TypeAlias = tuple[Sequence[str], Iterable[Sequence[object]]]
"""The names of the columns, with units where they have any, and the rows, which may be made while
they are written. A cell is a number, a text, or None where there is nothing.
"""


def write_file(path: str | Path, content: bytes) -> None:
    """Write a file, whole or not at all; raises `BadInput`."""
    with replacing(Path(path)) as file:
        file.write(content)


def writing_table(path: str | Path, table: Table) -> Generator[Progress, None, int]:
    """Write a CSV file (RFC 4180, UTF-8, a comma between the fields, lines that end in ``\\n``), in
    slices of a few milliseconds; the result is the number of rows.

    The first line has the names. Reading a number gives the same bits; what is not finite is
    NaN, Infinity or -Infinity, as in a trace. Raises `BadInput`.
    """
    names, rows = table
    total = len(rows) if isinstance(rows, Sequence) else 0
    written = 0
    with replacing(Path(path)) as file:
        text = io.TextIOWrapper(file, "utf-8", newline="", write_through=True)
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(names)
        began = perf_counter()
        try:
            for row in rows:
                writer.writerow([cell_text(cell) for cell in row])
                written += 1
                if perf_counter() - began > SLICE_SECONDS:
                    yield Progress(written, max(total, written))
                    began = perf_counter()
        except Stale:
            raise BadInput(
                f"{path}: the run has moved on while its numbers were written; pause it first"
            ) from None
        finally:
            # Else it would close the file when it is forgotten.
            text.detach()
    return written


def cell_text(cell: object) -> str:
    """A cell as it stands in the file: numbers with all digits, nothing for None."""
    if cell is None:
        return ""
    if isinstance(cell, bool | str):
        return str(cell)
    if isinstance(cell, int | np.integer):
        return str(int(cell))
    if isinstance(cell, float | np.floating):
        value = float(cell)
        if math.isfinite(value):
            return repr(value)
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return str(cell)
