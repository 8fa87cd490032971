"""Numbers as JSON, so that reading them gives the same bits.

JSON has no NaN and no infinity: they are the strings "NaN", "Infinity" and "-Infinity". Every
other number is the shortest decimal that reads back as the same float64; the number of a
float32 is that of the float64 of the same value, so that it is exact too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final, Literal, TypeAlias

import msgspec
import numpy as np

from rnn_debugger.engine import Array

Special: TypeAlias = Literal["NaN", "Infinity", "-Infinity"]
Number: TypeAlias = float | Special

SPECIALS: Final = ("NaN", "Infinity", "-Infinity")
PIECE: Final = 50_000
"""Numbers that are encoded in one go, some 3 ms."""

_encoder = msgspec.json.Encoder()


def number(value: float) -> Number:
    """A number, or the string that stands for it."""
    if math.isfinite(value):
        return value
    if math.isnan(value):
        return "NaN"
    return "Infinity" if value > 0 else "-Infinity"


def plain(content: Any) -> Any:
    """Nested lists and dictionaries with every NaN and infinity replaced by its string."""
    if isinstance(content, float):
        return number(content)
    if isinstance(content, list | tuple):
        return [plain(item) for item in content]
    if isinstance(content, dict):
        return {key: plain(item) for key, item in content.items()}
    return content


def nested(array: Array) -> Any:
    """The array as nested lists of its shape; a scalar's is the number."""
    return array.tolist() if np.isfinite(array).all() else plain(array.tolist())


def encoded(array: Array) -> bytes:
    """The array as JSON: nested lists of its shape."""
    return _encoder.encode(nested(array))


def pieces(array: Array) -> Iterator[bytes]:
    """What `encoded` gives, in pieces that each take a few milliseconds at most."""
    if array.size <= PIECE:
        yield encoded(array)
        return
    rows = max(PIECE * len(array) // array.size, 1)
    for first in range(0, len(array), rows):
        yield b"," if first else b"["
        yield encoded(array[first : first + rows])[1:-1]
    yield b"]"


def decoded(content: bytes | memoryview) -> Array:
    """The array, float64, of JSON that `encoded` wrote; raises `ValueError`."""
    try:
        lists = msgspec.json.decode(content)
        _refuse_others(lists)
        return np.array(lists, np.float64)
    except (ValueError, OverflowError, RecursionError, msgspec.DecodeError):
        raise ValueError("not numbers in rows of one length") from None


def _refuse_others(content: Any) -> None:
    """Strings that stand for no number would be read as numbers by NumPy: "1" as 1."""
    if isinstance(content, list):
        for item in content:
            _refuse_others(item)
    elif content not in SPECIALS and type(content) not in (int, float):
        raise ValueError
