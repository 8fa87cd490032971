"""What files that a form names have to offer, found out without running them."""

from __future__ import annotations

import ast
from contextlib import suppress
from pathlib import Path

from rnn_debugger.data import BadInput, column_names


def whole_path(text: str) -> Path:
    """The path that was typed, from the root on."""
    path = Path(text.strip())
    # A tilde may stand before a name that nobody has.
    with suppress(RuntimeError):
        path = path.expanduser()
    return path.absolute()


def cell_functions(path: Path) -> tuple[str, ...]:
    """The functions of a Python file that take an input x, as a cell does; nothing where the
    file cannot be read. It is not run.
    """
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, SyntaxError, RecursionError):
        return ()
    return tuple(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and any(arg.arg == "x" for arg in node.args.args)
    )


def csv_columns(path: Path) -> tuple[str, ...]:
    """The columns that line 1 of a CSV file names; nothing where there are none."""
    try:
        return tuple(column_names(path))
    except BadInput:
        return ()
