"""Which cells are open and which are folded: by hand, and as far as there is room. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rnn_debugger.views.graph.model import Layer

LEAST_OPEN = 175.0
"""Pixels of a layer that can be opened, with the air around it."""
OPEN_WEIGHT = 1.8
"""How much more room an open cell has than a folded one."""


@dataclass(frozen=True)
class Folding:
    """`closed` are the layers folded by hand; `latest` is the layer opened by hand last, which
    has its room before all others.
    """

    closed: frozenset[int] = frozenset()
    latest: int | None = None

    def opening(self, layer: int) -> Folding:
        return Folding(self.closed - {layer}, layer)

    def closing(self, layer: int) -> Folding:
        return Folding(self.closed | {layer}, None if self.latest == layer else self.latest)

    def open_layers(self, layers: Sequence[Layer], room: float) -> frozenset[int]:
        """The layers to draw open, where all layers together have `room` pixels."""
        wanted = [x.number for x in layers if x.cell and x.number not in self.closed]
        found: list[int] = []
        for number in sorted(wanted, key=lambda number: (number != self.latest, number)):
            if room_of_each(len(found) + 1, len(layers), room) >= LEAST_OPEN:
                found.append(number)
        return frozenset(found)


ALL_OPEN = Folding()


def room_of_each(opened: int, layers: int, room: float) -> float:
    """Pixels of an open layer when so many of all layers are open."""
    return room * OPEN_WEIGHT / (OPEN_WEIGHT * opened + layers - opened)
