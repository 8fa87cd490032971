"""Arrays by our own names from and to .npz."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from rnn_debugger.data.errors import BadInput
from rnn_debugger.data.npz_arrays import read_arrays
from rnn_debugger.data.placing import replacing
from rnn_debugger.engine import Array


def read_npz(path: Path) -> dict[str, Array]:
    """Every array of the file as float64; raises `BadInput`."""
    arrays = read_arrays(path)
    if not arrays:
        raise BadInput(f"{path}: no arrays are in it")
    return arrays


def write_npz(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write the file whole or not at all, in the arrays' own types. Raises `BadInput`."""
    with replacing(path) as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]
