"""Files of arrays that somebody else computed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from rnn_debugger.data import BadInput, unreadable
from rnn_debugger.data.npz_arrays import read_arrays
from rnn_debugger.engine import Array


def read_own_arrays(path: Path) -> dict[str, Array]:
    """Arrays by their tensors' names, from an .npz file or from a .json object of nested lists.

    Raises `BadInput`, which names the file and the key.
    """
    if path.suffix.lower() != ".json":
        return read_arrays(path)
    try:
        found = json.loads(path.read_text(encoding="utf-8"), parse_int=float)
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: byte {error.start} is not UTF-8 text") from None
    except OSError as error:
        raise unreadable(path, error) from None
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}: is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise BadInput(f"{path}: is not an object of arrays by their names")
    return {name: _numbers(path, name, value) for name, value in found.items()}


def _numbers(path: Path, name: str, value: Any) -> Array:
    try:
        return np.array(value, np.float64)
    except (ValueError, TypeError, OverflowError):
        raise BadInput(f"{path}: {name}: not numbers in rows of one length") from None
