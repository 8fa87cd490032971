"""One timestep laid out: the nodes, wires and sums of a column. No Qt."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_debugger.views.graph.chevrons import add_chevron
from rnn_debugger.views.graph.elements import Column, Node, Pill, Point, Sum, Wire
from rnn_debugger.views.graph.folded import add_folded_cell
from rnn_debugger.views.graph.frame import Frame
from rnn_debugger.views.graph.gates import Lstm
from rnn_debugger.views.graph.gru_cell import add_gru
from rnn_debugger.views.graph.lstm_cell import add_lstm
from rnn_debugger.views.graph.model import Layer
from rnn_debugger.views.graph.open_cell import OpenCell
from rnn_debugger.views.graph.outputs import add_output
from rnn_debugger.views.graph.recurrence import add_recurrence


class ColumnMaker:
    """Makes the columns of a frame when they are first asked for."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self._made: dict[int, Column] = {}

    def column(self, timestep: int) -> Column:
        """A column by its timestep; 0 is the initial state, left of the first."""
        if timestep not in self._made:
            self._made[timestep] = self._make(timestep) if timestep else self._make_start()
        return self._made[timestep]

    def _make(self, timestep: int) -> Column:
        frame, model = self.frame, self.frame.model
        column = Column(timestep)
        for layer in model.layers:
            cell = frame.open_cell(layer)
            if layer.is_simple:
                _add_states(column, frame, layer)
            elif cell is None:
                add_folded_cell(column, frame, layer)
            else:
                add_open_cell(column, frame, layer, cell)
            add_chevron(column, frame, layer)
            if model.adds_gradients(layer.h, timestep):
                _add_sum(column, frame, layer, f"d{layer.h}[{timestep}]")
            if cell is None and layer.has_memory:
                add_recurrence(column, frame, layer)
            if cell is None and layer.number > 1:
                _add_line_from_below(column, frame, layer)
        if frame.open_cell(model.layers[0]) is None:
            _add_inputs(column, frame)
        if model.has_loss(timestep):
            add_output(column, frame)
        return column

    def _make_start(self) -> Column:
        frame = self.frame
        column = Column(0)
        for layer in frame.model.layers:
            if layer.has_memory and frame.stub:
                column.nodes += _starts(frame, layer)
        return column


def add_open_cell(column: Column, frame: Frame, layer: Layer, cell: OpenCell) -> None:
    """A cell with its gates, as the literature draws them."""
    if isinstance(cell.cell, Lstm):
        add_lstm(column, frame, layer, cell, cell.cell)
    else:
        add_gru(column, frame, layer, cell, cell.cell)


def _starts(frame: Frame, layer: Layer) -> Iterator[Node]:
    """The nodes of h[0] and c[0]."""
    style, c = frame.style, frame.cell_state_box(layer)
    boxes = [(layer.h, frame.start_box(layer), False)]
    if c is not None and layer.c is not None:
        boxes.append((layer.c, frame.before(c, 1), True))
    for base, box, is_above in boxes:
        name = f"{base}[0]"
        gradient = next(iter(frame.model.existing(f"d{name}")), None)
        yield Node(style.state_kind, box, name, gradient, frame.unit, (), style.caption, is_above)


def _add_states(column: Column, frame: Frame, layer: Layer) -> None:
    t, model, style = column.timestep, frame.model, frame.style
    h, a = frame.state_box(layer), frame.pre_activation_box(layer)
    state, before = f"{layer.h}[{t}]", f"{layer.a}[{t}]"
    sums = model.existing(f"sum_{before}")
    caption = style.entry_caption if a is None else style.caption
    folded = (*sums, *model.existing(before, f"d{before}")) if a is None else ()
    column.nodes.append(Node(style.state_kind, h, state, f"d{state}", frame.unit, folded, caption))
    if a is None:
        return
    column.nodes.append(
        Node(style.state_kind, a, before, f"d{before}", frame.unit, sums, style.entry_caption)
    )
    forward, backward = style.lanes
    middle = (a.right + h.left) / 2
    sign = frame.signs.get(layer.h, "") if style.is_units else ""
    column.wires.append(
        Wire(
            "forward",
            (Point(a.right, a.y + forward), Point(h.left, a.y + forward)),
            (state,),
            symbol=sign,
            label=Point(middle, a.y + forward),
            pill=Pill(Point(middle, h.bottom + 24)),
        )
    )
    column.wires.append(
        Wire(
            "backward",
            (Point(h.left, a.y + backward), Point(a.right, a.y + backward)),
            (f"d{before}",),
            pill=Pill(Point(middle, h.bottom + 24)),
        )
    )


def _add_sum(column: Column, frame: Frame, layer: Layer, output: str) -> None:
    h, radius = frame.state_box(layer), frame.radius(layer)
    centre = Point(h.backward_x, frame.plus_y(layer))
    parts = (output.replace("[", "_out["), output.replace("[", "_next["))
    column.sums.append(Sum(centre, radius, output, parts))
    column.wires.append(
        Wire(
            "backward",
            (Point(centre.x, centre.y + radius), Point(h.backward_x, h.top)),
            (output,),
            pill=Pill(Point(centre.x + radius + 8, centre.y - 30), "right"),
        )
    )


def _add_line_from_below(column: Column, frame: Frame, layer: Layer) -> None:
    """Between the layer's entry and the state of the layer under it, up and back down."""
    t, model = column.timestep, frame.model
    below = model.layers[layer.number - 2]
    under, entry = frame.state_box(below), frame.entry_box(layer)
    middle = frame.style.rows.below(layer.number)
    if frame.opened:
        middle = frame.style.rows.extent(layer.number)[1] - 6
    up = _bent(under.forward_x, under.top, entry.forward_x, entry.bottom, middle)
    column.wires.append(
        Wire(
            "forward",
            up,
            model.reading(layer, t, model.below(layer, t)),
            layer.into if frame.style.names_weights else None,
            label=Point((under.forward_x + entry.forward_x) / 2, middle),
            weight_column=frame.unit,
            pill=Pill(Point(entry.left - 10, middle), "left"),
        )
    )
    end = frame.gradient_end(below, t)
    down = _bent(entry.backward_x, entry.bottom, under.backward_x, end, middle + 9)
    column.wires.append(
        Wire(
            "backward",
            down,
            model.from_above(below.h, t),
            layer.into,
            transposed=True,
            pill=Pill(Point(under.right + 10, middle), "right"),
        )
    )


def _add_inputs(column: Column, frame: Frame) -> None:
    t, model, style = column.timestep, frame.model, frame.style
    layer = model.layers[0]
    entry, outputs = frame.entry_box(layer), model.reading(layer, t, f"x[{t}]")
    y = style.rows.at(style.rows.x)
    if style.is_units:
        _add_single_inputs(column, frame, outputs)
        return
    x = entry.forward_x if style.level == "tensors" else entry.x
    box = frame.box(x, y, style.x)
    middle = style.rows.below(1)
    column.nodes.append(Node("letter", box, f"x[{t}]", caption=style.input_caption))
    column.wires.append(
        Wire(
            "forward",
            (Point(entry.forward_x, box.top), Point(entry.forward_x, entry.bottom)),
            outputs,
            layer.into if style.names_weights else None,
            label=Point(entry.forward_x, middle),
            pill=Pill(Point(entry.right + 10, middle), "right"),
        )
    )


def _add_single_inputs(column: Column, frame: Frame, outputs: tuple[str, ...]) -> None:
    """Every input a box of its own, its weight on its line."""
    t, model, style = column.timestep, frame.model, frame.style
    layer = model.layers[0]
    entry, rows = frame.entry_box(layer), style.rows
    spacing = min(style.x.width + 6, 0.245 * frame.pitch)
    labels = rows.at(0.81) if len(model.layers) == 1 else rows.below(1)
    for number in range(model.inputs):
        shift = number - (model.inputs - 1) / 2
        box = frame.box(entry.x + shift * spacing, rows.at(rows.x), style.x)
        column.nodes.append(Node("input", box, f"x[{t}]", row=number))
        head = Point(entry.x + shift * 0.24 * entry.width, entry.bottom)
        column.wires.append(
            Wire(
                "forward",
                (Point(box.x, box.top), Point(box.x, labels - 11), head),
                outputs,
                layer.into,
                label=Point(box.x, labels),
                weight_column=number,
                pill=Pill(Point(0.735 * frame.pitch, labels), "right"),
            )
        )


def _bent(x0: float, y0: float, x1: float, y1: float, middle: float) -> tuple[Point, ...]:
    """From one point to another along a level stretch at the height `middle`."""
    if abs(x0 - x1) < 1:
        return Point(x0, y0), Point(x0, y1)
    return Point(x0, y0), Point(x0, middle), Point(x1, middle), Point(x1, y1)
