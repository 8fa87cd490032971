"""Where the boxes of a column stand; lines are laid between them elsewhere. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rnn_debugger.views.graph.elements import Box
from rnn_debugger.views.graph.model import GraphModel, Layer
from rnn_debugger.views.graph.style import Size, Style, style_of
from rnn_debugger.views.graph.zoom import Level

_SIGNS = {"sigmoid": "σ", "tanh": "tanh", "relu": "relu", "identity": "1", "softmax": "softmax"}


@dataclass(frozen=True)
class Frame:
    """The layout of a model at one level, pitch and height; `stub` pixels lie before t = 1."""

    model: GraphModel
    level: Level
    pitch: float
    height: float
    stub: float

    @cached_property
    def style(self) -> Style:
        return style_of(self.level, self.model, self.pitch, self.height)

    @property
    def unit(self) -> int | None:
        """The row of a tensor that a node shows, where units are drawn singly."""
        return 0 if self.style.is_units else None

    def state_box(self, layer: Layer) -> Box:
        """The box of h[t], from the left edge of column t."""
        return self.box(self.style.h_x, self.style.rows.state(layer.number), self.style.state)

    def pre_activation_box(self, layer: Layer) -> Box | None:
        """The box of a[t]; None where it is folded into the state's."""
        if self.style.a_x is None:
            return None
        size = self.style.state
        if self.level == "tensors":
            size = Size(size.width - 10, size.height - 20)
        return self.box(self.style.a_x, self.style.rows.state(layer.number), size)

    def entry_box(self, layer: Layer) -> Box:
        """The box that lines into the layer end at."""
        return self.pre_activation_box(layer) or self.state_box(layer)

    def start_box(self, layer: Layer) -> Box:
        """The box of h[0], from the left edge of column 1."""
        size = self.style.state
        if self.style.is_units:
            size = Size(0.62 * size.width, size.height)
        share = 0.62 if self.style.is_units else 0.5
        x = -share * (self.stub or self.pitch)
        return self.box(x, self.style.rows.state(layer.number), size)

    def box_before(self, layer: Layer, timestep: int) -> Box:
        """The box of h[t − 1], from the left edge of column t."""
        if timestep == 1:
            return self.start_box(layer)
        return self.state_box(layer).moved(-self.pitch)

    def output_box(self) -> Box:
        return self.box(self.style.h_x, self.style.rows.at(self.style.rows.y), self.style.y)

    def logits_box(self) -> Box:
        return self.box(self.style.h_x, self.style.rows.at(self.style.rows.s), self.style.state)

    def loss_box(self) -> Box:
        return self.box(self.style.h_x, self.style.rows.at(self.style.rows.loss), self.style.loss)

    def plus_y(self, layer: Layer) -> float:
        """The height of the ⊕ over a layer's states, where the carried gradient runs."""
        return self.state_box(layer).top - self.style.plus_above - self.style.radius

    def gradient_end(self, layer: Layer, timestep: int) -> float:
        """How far down a gradient from above comes: to the ⊕, or to the state itself."""
        if self.model.adds_gradients(layer.h, timestep):
            return self.plus_y(layer) - self.style.radius
        return self.state_box(layer).top

    @cached_property
    def signs(self) -> dict[str, str]:
        """The signs of the activation functions, by the base name of what they give."""
        return {
            operation.output.partition("[")[0]: _SIGNS[operation.primitive]
            for operation in self.model.program
            if operation.primitive in _SIGNS and operation.timestep == self.model.timesteps
        }

    def box(self, x: float, y: float, size: Size) -> Box:
        return Box(x, y, size.width, size.height)
