"""Heights of the rows of a column, shared by all levels of detail. No Qt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rows:
    """Heights in pixels for `layers` layers in a column of `height`; `top` is where the loss
    stands, `input_y` the inputs, both as shares of the height.
    """

    height: float
    layers: int
    loss: float
    y: float
    s: float
    first: float
    """Where the state of a single layer stands."""
    x: float

    def at(self, share: float) -> float:
        # In a low panel the title of the column would lie over the loss.
        top = min(max(26.0 - 0.05 * self.height, 0.0), 26.0)
        return top + share * (self.height - top)

    def state(self, layer: int) -> float:
        """The middle of the row of a layer's state, layers counted from 1."""
        room = (self.x - self.s) / self.layers
        lift = (self.x - self.first) / (self.x - self.s)
        return self.at(self.x - room * (layer - 1 + lift))

    def below(self, layer: int) -> float:
        """Half way between a layer's row and the one under it."""
        under = self.at(self.x) if layer == 1 else self.state(layer - 1)
        return (self.state(layer) + under) / 2


def unit_rows(height: float, layers: int) -> Rows:
    return Rows(height, layers, loss=0.085, y=0.20, s=0.36, first=0.66, x=0.925)


def tensor_rows(height: float, layers: int) -> Rows:
    # Without logits, the room between output and states is the states' own.
    return Rows(height, layers, loss=0.09, y=0.205, s=0.26, first=0.60, x=0.93)
