"""The files that a picture can be written as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rnn_debugger.views.pictures.rendering import png_of, svg_of
from rnn_debugger.views.pictures.subjects import Subject


@dataclass(frozen=True)
class PictureFormat:
    """`content` makes the bytes of a file, given what to draw and words about it."""

    name: str
    suffix: str
    content: Callable[[Subject, str], bytes]
    scale: int = 1
    """How many times as many pixels it has as the screen."""

    @property
    def filter(self) -> str:
        """As file dialogs take it."""
        return f"{self.name} (*{self.suffix})"

    def path(self, text: str) -> Path:
        """The path that somebody chose, with a suffix where it has none."""
        return with_suffix(text, self.suffix)


def with_suffix(text: str, suffix: str) -> Path:
    """A path that somebody chose, with this suffix where it has none."""
    path = Path(text)
    return path if path.suffix else path.with_name(f"{path.name}{suffix}")


def _png(scale: int, subject: Subject, description: str) -> bytes:
    return png_of(subject, scale, description)


FORMATS = (
    PictureFormat("PNG", ".png", partial(_png, 1)),
    PictureFormat("PNG, twice the size", ".png", partial(_png, 2), 2),
    PictureFormat("SVG", ".svg", svg_of),
)
