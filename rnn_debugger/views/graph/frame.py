"""Where the boxes of a column stand; lines are laid between them elsewhere. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rnn_debugger.views.graph.elements import Box
from rnn_debugger.views.graph.folding import ALL_OPEN, OPEN_WEIGHT, Folding
from rnn_debugger.views.graph.gates import SIGNS
from rnn_debugger.views.graph.model import GraphModel, Layer
from rnn_debugger.views.graph.open_cell import PLUS_ABOVE, OpenCell
from rnn_debugger.views.graph.rows import Rows, room_of_layers, tensor_rows, unit_rows
from rnn_debugger.views.graph.style import Size, Style, style_of
from rnn_debugger.views.graph.zoom import Level


@dataclass(frozen=True)
class Frame:
    """The layout of a model at one level, pitch and height; `stub` pixels lie before t = 1."""

    model: GraphModel
    level: Level
    pitch: float
    height: float
    stub: float
    folding: Folding = ALL_OPEN

    @cached_property
    def style(self) -> Style:
        return style_of(self.level, self.model, self.pitch, self._rows)

    @cached_property
    def _rows(self) -> Rows:
        layers = len(self.model.layers)
        if self.level == "units":
            return unit_rows(self.height, layers)
        even = tensor_rows(self.height, (1.0,) * layers)
        if not self.opened:
            return even
        weights = (
            OPEN_WEIGHT if layer.number in self.opened else 1.0 for layer in self.model.layers
        )
        return tensor_rows(self.height, tuple(weights))

    @cached_property
    def opened(self) -> frozenset[int]:
        """The layers whose cells are drawn with their gates."""
        if self.level != "tensors":
            return frozenset()
        return self.folding.open_layers(self.model.layers, room_of_layers(self.height))

    def open_cell(self, layer: Layer) -> OpenCell | None:
        """Where the parts of a layer's cell stand; None where it is folded."""
        if layer.number not in self._open_cells:
            self._open_cells[layer.number] = self._open(layer)
        return self._open_cells[layer.number]

    @cached_property
    def _open_cells(self) -> dict[int, OpenCell | None]:
        return {}

    def _open(self, layer: Layer) -> OpenCell | None:
        if layer.cell is None or layer.number not in self.opened:
            return None
        top, bottom = self._rows.extent(layer.number)
        below = self.style.x.height / 2 + 8 if layer.number == 1 else 2.0
        return OpenCell.between(layer.cell, top + 6, bottom - below, self.pitch)

    @property
    def unit(self) -> int | None:
        """The row of a tensor that a node shows, where units are drawn singly."""
        return 0 if self.style.is_units else None

    def state_box(self, layer: Layer) -> Box:
        """The box of h[t], from the left edge of column t."""
        cell = self.open_cell(layer)
        if cell is not None:
            return cell.h_box
        y = self.style.rows.state(layer.number) + self.style.h_drop
        return self.box(self.style.h_x, y, self.style.state)

    def cell_state_box(self, layer: Layer) -> Box | None:
        """The box of c[t]; None for a cell without a cell state."""
        cell = self.open_cell(layer)
        if cell is not None:
            return cell.c_box
        stack = self.style.stack
        if stack is None or layer.c is None:
            return None
        return self.box(stack.c_x, self.style.rows.state(layer.number) - stack.c_rise, stack.c)

    def pre_activation_box(self, layer: Layer) -> Box | None:
        """The box of a[t]; None where it is folded into the state's."""
        if self.style.a_x is None or not layer.is_simple:
            return None
        size = self.style.state
        if self.level == "tensors":
            size = Size(size.width - 10, size.height - 20)
        return self.box(self.style.a_x, self.state_box(layer).y, size)

    def entry_box(self, layer: Layer) -> Box:
        """The box that lines into the layer end at."""
        return self.pre_activation_box(layer) or self.state_box(layer)

    def start_box(self, layer: Layer) -> Box:
        """The box of h[0], from the left edge of column 1."""
        return self._at_the_start(self.state_box(layer))

    def box_before(self, layer: Layer, timestep: int) -> Box:
        """The box of h[t − 1], from the left edge of column t."""
        return self.before(self.state_box(layer), timestep)

    def before(self, box: Box, timestep: int) -> Box:
        """Where the same box stands for the timestep before, from the left edge of this one."""
        return self._at_the_start(box) if timestep == 1 else box.moved(-self.pitch)

    def _at_the_start(self, box: Box) -> Box:
        share = 0.62 if self.style.is_units else 0.5
        width = 0.62 * box.width if self.style.is_units else box.width
        return Box(-share * (self.stub or self.pitch), box.y, width, box.height)

    def output_box(self) -> Box:
        return self._over_the_state(self.style.rows.y, self.style.y)

    def logits_box(self) -> Box:
        return self.box(self.style.h_x, self.style.rows.at(self.style.rows.s), self.style.state)

    def loss_box(self) -> Box:
        return self._over_the_state(self.style.rows.loss, self.style.loss)

    def _over_the_state(self, share: float, size: Size) -> Box:
        """A box over the uppermost state, which may not reach into the next column."""
        x = self.state_box(self.model.layers[-1]).x
        width = min(size.width, 2 * (self.pitch - x - 3))
        return Box(x, self.style.rows.at(share), width, size.height)

    def plus_y(self, layer: Layer) -> float:
        """The height of the ⊕ over a layer's states, where the carried gradient runs."""
        return self.state_box(layer).top - self.plus_above(layer) - self.radius(layer)

    def plus_above(self, layer: Layer) -> float:
        """The way from the top of a state's box up to its ⊕."""
        return self.style.plus_above if self.open_cell(layer) is None else PLUS_ABOVE

    def radius(self, layer: Layer) -> float:
        """Of the sums and joints of a layer."""
        cell = self.open_cell(layer)
        return self.style.radius if cell is None else cell.rows.radius

    def gradient_end(self, layer: Layer, timestep: int) -> float:
        """How far down a gradient from above comes: to the ⊕, or to the state itself."""
        if self.model.adds_gradients(layer.h, timestep):
            return self.plus_y(layer) - self.radius(layer)
        return self.state_box(layer).top

    @cached_property
    def signs(self) -> dict[str, str]:
        """The signs of the activation functions, by the base name of what they give."""
        return {
            operation.output.partition("[")[0]: SIGNS[operation.primitive]
            for operation in self.model.program
            if operation.primitive in SIGNS and operation.timestep == self.model.timesteps
        }

    def box(self, x: float, y: float, size: Size) -> Box:
        return Box(x, y, size.width, size.height)
