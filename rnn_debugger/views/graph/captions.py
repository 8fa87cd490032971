"""Where the names at a node stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QFontMetricsF

from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.graph.elements import Node

CAPTION_SIZE = 10.5


@dataclass(frozen=True, slots=True)
class Placed:
    """The text for a tensor, and where its baseline begins."""

    name: str
    text: str
    x: float
    y: float


def captions(node: Node, names: Sequence[str]) -> Iterator[Placed]:
    """The names of a node's value and, if it is there, gradient, above the box or below it."""
    if node.caption in ("split", "alone"):
        yield from _at_outer_sides(node, names if node.caption == "split" else names[:1])
        return
    texts = [_base(name) if node.caption == "short" else name for name in names]
    widths = [_width(text) for text in texts]
    x = node.box.x - (sum(widths) + 8 * (len(widths) - 1)) / 2
    if node.caption in ("around", "short"):
        x = node.box.forward_x - 5 - widths[0]
    y = node.box.top - 5 if node.is_captioned_above else node.box.bottom + 14
    for name, text, width in zip(names, texts, widths, strict=True):
        yield Placed(name, text, x, y)
        x += width + (8 if node.caption == "below" else 11)


def _at_outer_sides(node: Node, names: Sequence[str]) -> Iterator[Placed]:
    """The value's left of the line at it, the gradient's right of the other. The number of the
    layer is left out: it stands at the cell.
    """
    y = node.box.top - 5 if node.is_captioned_above else node.box.bottom + 12
    for place, name in enumerate(names):
        text = re.sub(r"\d", "", _base(name))
        x = node.box.backward_x + 8 if place else node.box.forward_x - 6 - _width(text)
        yield Placed(name, text, x, y)


def _base(name: str) -> str:
    return name.partition("[")[0]


def _width(text: str) -> float:
    return QFontMetricsF(number_font(CAPTION_SIZE)).horizontalAdvance(text)
