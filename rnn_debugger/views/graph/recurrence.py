"""The lines between timesteps: the state goes right, the gradient comes back over the top."""

from __future__ import annotations

from rnn_debugger.views.graph.elements import Box, Column, Pill, Point, Wire
from rnn_debugger.views.graph.frame import Frame
from rnn_debugger.views.graph.model import Layer


def add_recurrence(column: Column, frame: Frame, layer: Layer) -> None:
    """The state of t − 1 into this timestep, and this timestep's gradient back to it."""
    t, style = column.timestep, frame.style
    entry, before = frame.entry_box(layer), frame.box_before(layer, t)
    y = entry.y + style.lanes[0]
    middle = (before.right + entry.left) / 2
    column.wires.append(
        Wire(
            "forward",
            (Point(before.right, y), Point(entry.left, y)),
            frame.model.reading(layer, t, f"{layer.h}[{t - 1}]"),
            layer.recurrent if style.names_weights else None,
            label=Point(middle, y),
            weight_column=frame.unit,
            pill=Pill(Point(middle, y + 40)),
        )
    )
    carried = frame.model.carried(layer.h, t - 1)
    if carried:
        _add_carry(column, frame, layer, carried, entry, before)


def _add_carry(  # noqa: PLR0917
    column: Column, frame: Frame, layer: Layer, carried: tuple[str, ...], entry: Box, before: Box
) -> None:
    """Up from da[t], over the top, and into the ⊕ of t − 1, or straight onto its state."""
    style, over = frame.style, frame.plus_y(layer)
    rise = _rise(frame, layer, entry, over)
    if frame.model.adds_gradients(layer.h, column.timestep - 1):
        path = [*rise, Point(before.backward_x + style.radius, over)]
    else:
        path = [*rise, Point(before.backward_x, over), Point(before.backward_x, before.top)]
    middle = Point((rise[-1].x + before.backward_x) / 2, over)
    column.wires.append(
        Wire(
            "backward",
            tuple(path),
            carried,
            layer.recurrent,
            transposed=True,
            label=middle if style.level == "tensors" and layer.recurrent else None,
            pill=Pill(Point(middle.x, over - 29)),
        )
    )


def _rise(frame: Frame, layer: Layer, entry: Box, over: float) -> list[Point]:
    """From the pre-activation's top; where that is folded away, up the gap before the column."""
    if frame.pre_activation_box(layer) is not None:
        return [Point(entry.backward_x, entry.top), Point(entry.backward_x, over)]
    lane = entry.y + frame.style.lanes[1]
    gap = min(9.0, max(entry.left / 2, 3.0))
    x = entry.left - gap
    return [Point(entry.left, lane), Point(x, lane), Point(x, over)]
