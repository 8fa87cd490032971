"""Paths in an experiment file, which are relative to the folder that it is in."""

from __future__ import annotations

import os
from pathlib import Path

PATHS = (("data", "path"), ("weights", "file"), ("model", "cell"))
"""Tables and keys that hold paths; a cell has its function's name behind a colon."""


def split_cell(cell: str) -> tuple[str, str]:
    """The file of a cell of one's own, and its function with the colon; else twice nothing."""
    file, colon, function = cell.rpartition(":")
    return (file, colon + function) if file else ("", "")


def moved_path(path: str, before: Path, after: Path) -> str:
    """A path relative to the folder `before`, as one relative to `after`; both are real paths."""
    if Path(path).is_absolute():
        return path
    # A folder that is a link is followed, as what ".." means depends on it; the file is not.
    file = before / path
    file = Path(os.path.realpath(file.parent)) / file.name
    return relative_path(file, after)


def relative_path(file: Path, folder: Path) -> str:
    """The path of a file as seen from a folder, with slashes; whole where there is no way."""
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:
        # Another drive.
        return file.as_posix()
