"""Arrays of numbers from an .npz file. Nothing is ever unpickled."""

from __future__ import annotations

import difflib
import math
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import numpy as np
from numpy.lib import format as npy

from rnn_debugger.data.errors import BadInput, listed, shown, unreadable
from rnn_debugger.engine import Array

MOST_NUMBERS = 2**27
"""Of one array: 1 GiB as float64."""
_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
SUFFIX = ".npy"


def read_arrays(path: Path, names: Sequence[str] | None = None) -> dict[str, Array]:
    """The arrays of these names, any shape, as float64; others in the file are not looked at.
    Without names, all of them.

    What an array says of itself is checked before there is memory for it: numbers alone (bool,
    integers, floats), not more than `MOST_NUMBERS`, and exactly as many bytes as its shape takes.
    Raises `BadInput`, which names the file and the array; NaN and infinity are let through.
    """
    try:
        with path.open("rb") as file, _archive(path, file) as archive:
            files = [name for name in archive.namelist() if name.endswith(SUFFIX)]
            stored = [name.removesuffix(SUFFIX) for name in files]
            wanted = stored if names is None else names
            return {name: _read(path, archive, name, stored) for name in wanted}
    except BadInput:
        raise
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None


def _archive(path: Path, file: IO[bytes]) -> zipfile.ZipFile:
    beginning = file.read(len(npy.MAGIC_PREFIX))
    file.seek(0)
    if beginning == npy.MAGIC_PREFIX:
        raise BadInput(f"{path}: one array (.npy); an .npz file with names is needed: numpy.savez")
    try:
        return zipfile.ZipFile(file)
    except Exception:  # A damaged list of contents fails in several ways.
        problem = "a damaged or cut off" if beginning.startswith(b"PK") else "not an"
        raise BadInput(f"{path}: {problem} .npz file") from None


def _read(path: Path, archive: zipfile.ZipFile, name: str, stored: list[str]) -> Array:
    if name not in stored:
        near = difflib.get_close_matches(name, stored, 1)
        hint = f"did you mean {shown(near[0])}?" if near else f"it has {listed(stored) or 'none'}"
        raise BadInput(f"{path}: no array {shown(name)}; {hint}")
    try:
        info = archive.getinfo(name + SUFFIX)
        with archive.open(info) as member:
            _check_header(member, info.file_size)
        with archive.open(info) as member:
            array = npy.read_array(member, allow_pickle=False)
        with np.errstate(over="ignore"):
            return array.astype(np.float64)
    except BadInput as error:
        raise BadInput(f"{path}: array {shown(name)}: {error}") from None
    except Exception:  # A damaged member fails in a dozen ways, down to Python's tokenizer.
        raise BadInput(f"{path}: array {shown(name)}: damaged or cut off") from None


def _check_header(member: IO[bytes], size: int) -> None:
    """Raises `BadInput` for an array that must not be read, anything else for a damaged one."""
    shape, _, dtype = _HEADERS[npy.read_magic(member)](member)
    if dtype.hasobject:
        raise BadInput("holds Python objects, which are never unpickled; numbers are needed")
    if dtype.kind not in "biuf":
        raise BadInput(f"its type is {dtype.name}; numbers are needed")
    count = math.prod(shape)
    if count > MOST_NUMBERS:
        raise BadInput(f"{count:,} numbers are more than the {MOST_NUMBERS:,} that are read")
    if count * dtype.itemsize != size - member.tell():
        raise BadInput("its size is not that of its shape")
