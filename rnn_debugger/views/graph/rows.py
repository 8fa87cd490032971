"""Heights of the rows of a column, shared by all levels of detail. No Qt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rows:
    """Heights in pixels for the layers of a column of `height`, as shares of it: `loss` is where
    the loss stands, `x` the inputs. `weights` say how the layers share the room between, the
    lowest first.
    """

    height: float
    weights: tuple[float, ...]
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
        lift = (self.x - self.first) / (self.x - self.s)
        under = sum(self.weights[: layer - 1])
        return self.at(self.x - self._unit * (under + self.weights[layer - 1] * lift))

    def extent(self, layer: int) -> tuple[float, float]:
        """Where the room of a layer begins and ends."""
        under = sum(self.weights[: layer - 1])
        top = self.at(self.x - self._unit * (under + self.weights[layer - 1]))
        return top, self.at(self.x - self._unit * under)

    @property
    def room(self) -> float:
        """Pixels of a layer whose weight is 1."""
        return self.at(self._unit) - self.at(0)

    def below(self, layer: int) -> float:
        """Half way between a layer's row and the one under it."""
        under = self.at(self.x) if layer == 1 else self.state(layer - 1)
        return (self.state(layer) + under) / 2

    @property
    def _unit(self) -> float:
        return (self.x - self.s) / sum(self.weights)


def unit_rows(height: float, layers: int) -> Rows:
    return Rows(height, (1.0,) * layers, loss=0.085, y=0.20, s=0.36, first=0.66, x=0.925)


def tensor_rows(height: float, weights: tuple[float, ...]) -> Rows:
    # Without logits, the room between output and states is the states' own.
    return Rows(height, weights, loss=0.09, y=0.205, s=0.26, first=0.60, x=0.93)


def room_of_layers(height: float) -> float:
    """Pixels that all layers together have in a column of tensors."""
    return tensor_rows(height, (1.0,)).room
