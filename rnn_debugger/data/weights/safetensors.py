"""Tensors from and to .safetensors: a JSON header and bytes, with nothing in it that could run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, deserialize
from safetensors.numpy import save

from rnn_debugger.data.errors import BadInput, shown, unreadable
from rnn_debugger.data.placing import replacing
from rnn_debugger.engine import Array

_TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}


def read_tensors(path: Path) -> dict[str, Array]:
    """Every tensor as float64, which holds float64, float32, float16 and bfloat16 exactly.

    Raises `BadInput` for other types, and for a file that is cut off or something else.
    """
    try:
        found = deserialize(path.read_bytes())  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None
    except SafetensorError:
        raise BadInput(f"{path}: not a .safetensors file, or cut off") from None
    tensors = {}
    for name, content in found:
        numbers = _numbers(content["dtype"], bytes(content["data"]))
        if numbers is None:
            raise BadInput(f"{path}: {shown(name)} is of type {content['dtype']}, not a float")
        tensors[name] = numbers.reshape(content["shape"])
    return tensors


def write_tensors(path: Path, tensors: Mapping[str, Array]) -> None:
    """Write the file whole or not at all, in the arrays' own types. Raises `BadInput`."""
    content = save({name: np.ascontiguousarray(array) for name, array in tensors.items()})
    with replacing(path) as file:
        file.write(content)


def _numbers(dtype: str, content: bytes) -> Array | None:
    if dtype == "BF16":
        # The upper half of a float32, which NumPy has no type for.
        upper = np.frombuffer(content, "<u2").astype(np.uint32) << 16
        return upper.view(np.float32).astype(np.float64)
    if dtype not in _TYPES:
        return None
    return np.frombuffer(content, _TYPES[dtype]).astype(np.float64)
