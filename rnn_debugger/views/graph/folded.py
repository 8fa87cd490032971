"""A cell folded into its states: everything that happens inside is seen at them. No Qt."""

from __future__ import annotations

from rnn_debugger.views.graph.elements import Column, Node, Pill, Point, Wire
from rnn_debugger.views.graph.frame import Frame
from rnn_debugger.views.graph.model import Layer


def add_folded_cell(column: Column, frame: Frame, layer: Layer) -> None:
    """The states of a cell; the lines of h are those of a simple cell, and laid elsewhere."""
    t, model, style = column.timestep, frame.model, frame.style
    h, c = f"{layer.h}[{t}]", f"{layer.c}[{t}]"
    inside = dict.fromkeys(model.written(layer, t))
    for name in _on_lines(frame, layer, t):
        inside.pop(name, None)
    about_c = (*(name for name in inside if model.program.tensors[name].of == c), c)
    inside = {name: None for name in inside if name not in {h, f"d{h}", f"d{c}", *about_c}}
    column.nodes.append(
        Node(
            style.state_kind,
            frame.state_box(layer),
            h,
            f"d{h}",
            frame.unit,
            tuple(inside),
            style.entry_caption,
        )
    )
    box = frame.cell_state_box(layer)
    if box is None:
        return
    column.nodes.append(
        Node(
            style.state_kind,
            box,
            c,
            f"d{c}",
            frame.unit,
            tuple(name for name in about_c if name not in {c, f"d{c}"}),
            style.caption,
            is_captioned_above=True,
        )
    )
    _add_road(column, frame, layer)


def _on_lines(frame: Frame, layer: Layer, t: int) -> tuple[str, ...]:
    """What is seen on lines rather than inside."""
    model = frame.model
    before = f"{layer.h}[{t - 1}]"
    found = [*model.reading(layer, t, model.below(layer, t))]
    if layer.has_memory:
        found += model.reading(layer, t, before)
    if layer.c is not None:
        found += model.reading(layer, t, f"{layer.c}[{t - 1}]")
        found += _handed_back(frame, layer.c, t)
    if layer.has_memory and t < model.timesteps:
        found += model.carried(layer.h, t)
    if model.comes_from_above(layer, t):
        found += model.from_above(layer.h, t)
    return tuple(name for name in found if name != f"d{layer.h}[{t}]")


def _handed_back(frame: Frame, base: str, t: int) -> tuple[str, ...]:
    """The gradient that timestep t + 1 hands to a cell state, its parts first."""
    return frame.model.carried(base, t) if t < frame.model.timesteps else ()


def _add_road(column: Column, frame: Frame, layer: Layer) -> None:
    """The cell state goes straight on to the next timestep, and its gradient straight back."""
    t, box = column.timestep, frame.cell_state_box(layer)
    assert box is not None
    before = frame.before(box, t)
    lane = min(0.18 * box.height, 8.0)
    middle = (before.right + box.left) / 2
    pill = Pill(Point(middle, box.top - 30))
    column.wires.append(
        Wire(
            "forward",
            (Point(before.right, box.y - lane), Point(box.left, box.y - lane)),
            frame.model.reading(layer, t, f"{layer.c}[{t - 1}]"),
            pill=pill,
            is_road=True,
        )
    )
    back = _handed_back(frame, layer.c or "", t - 1)
    if back:
        column.wires.append(
            Wire(
                "backward",
                (Point(box.left, box.y + lane), Point(before.right, box.y + lane)),
                back,
                pill=pill,
            )
        )
