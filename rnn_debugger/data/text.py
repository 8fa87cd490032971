"""A text as one-hot characters; the target of each is the next one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from rnn_debugger.data.errors import BadInput, unreadable
from rnn_debugger.engine import Array


@dataclass(frozen=True)
class Text:
    """`batch_size` contiguous streams of one text, cut into windows that follow each other.

    A stream of n characters has windows at p = 0, T, 2T, … while p + T < n; then it starts
    again. Characters are numbered in sorted order.
    """

    text: str
    timesteps: int
    batch_size: int

    def __post_init__(self) -> None:
        if self._length <= self.timesteps:
            streams = "" if self.batch_size == 1 else f" in {self.batch_size} streams"
            raise BadInput(
                f"data.path: a text of {len(self.text)} characters{streams} is too short for "
                f"windows of {self.timesteps} timesteps and the character after each"
            )

    @cached_property
    def characters(self) -> str:
        return "".join(sorted(set(self.text)))

    @property
    def inputs(self) -> int:
        return len(self.characters)

    @property
    def outputs(self) -> int:
        return len(self.characters)

    @property
    def note(self) -> str:
        return ""

    def begins(self, iteration: int) -> bool:
        return iteration % self._windows == 0

    def ones(self, iteration: int) -> dict[str, list[int]]:
        start = iteration % self._windows * self.timesteps
        codes = self._codes[0, start : start + self.timesteps + 1].tolist()
        return {"x": codes[:-1], "target": codes[1:]}

    def fill(self, iteration: int, x: Array, target: Array) -> None:
        start = iteration % self._windows * self.timesteps
        for array, first in ((x, start), (target, start + 1)):
            array.fill(0)
            codes = self._codes[:, first : first + self.timesteps].T
            array.reshape(-1)[self._offsets + codes * self.batch_size] = 1

    @cached_property
    def _offsets(self) -> Array:
        """Where in a window (T, characters, B) each timestep and stream begins: (T, B)."""
        columns = np.arange(self.timesteps) * len(self.characters) * self.batch_size
        return columns[:, None] + np.arange(self.batch_size)

    @property
    def _length(self) -> int:
        return len(self.text) // self.batch_size

    @property
    def _windows(self) -> int:
        return (self._length - self.timesteps - 1) // self.timesteps + 1

    @cached_property
    def _codes(self) -> Array:
        """The number of every character: (batch_size, length)."""
        order = np.array([ord(character) for character in self.characters])
        points = np.frombuffer(self.text.encode("utf-32-le"), np.uint32)
        used = points[: self._length * self.batch_size]
        return np.searchsorted(order, used).reshape(self.batch_size, self._length)


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, its line ends as ``\\n``; raises `BadInput`."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: byte {error.start} is not UTF-8 text") from None
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from None
    if not text:
        raise BadInput(f"{path}: the text is empty")
    return text
