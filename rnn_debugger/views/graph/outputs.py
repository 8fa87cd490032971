"""The upper end of a column: logits, output and loss, and the gradient that comes down. No Qt."""

from __future__ import annotations

from rnn_debugger.views.graph.elements import Box, Column, Node, Pill, Point, Wire
from rnn_debugger.views.graph.frame import Frame

LABEL_HEIGHT = 26.0
"""Pixels between output and cell state in which a parameter's name fits on the line."""


def add_output(column: Column, frame: Frame) -> None:
    """Everything above the states at a timestep that has a loss."""
    t, model, style = column.timestep, frame.model, frame.style
    y, loss = frame.output_box(), frame.loss_box()
    below = y
    if style.is_units:
        below = frame.logits_box()
        _add_logits(column, frame, below, y)
    _add_lines_from_states(column, frame, below)
    gradients = model.existing(f"dy[{t}]", f"ds[{t}]")
    shown = gradients[0] if style.is_units else gradients[-1]
    column.nodes.append(
        Node(style.output_kind, y, f"y[{t}]", shown, frame.unit, caption=style.side_caption)
    )
    others = model.existing(f"target[{t}]", f"dloss[{t}]")
    column.nodes.append(
        Node(
            "bar" if style.level == "compact" else "loss",
            loss,
            f"loss[{t}]",
            others=others,
            caption=style.side_caption,
        )
    )
    if style.level != "compact":
        down = gradients[:1] if style.is_units else gradients
        _add_lines_to_loss(column, frame, y, loss, down)


def _add_lines_from_states(column: Column, frame: Frame, top: Box) -> None:
    """Between the uppermost state and what is computed from it."""
    t, model, style = column.timestep, frame.model, frame.style
    layer = model.layers[-1]
    h = frame.state_box(layer)
    logits = (*model.product("Why", t), *model.existing(f"s[{t}]"))
    outputs = logits[:1] if style.is_units else (*logits, f"y[{t}]")
    # A cell state's road runs between: what is written on the line stands above it.
    c = frame.cell_state_box(layer)
    middle = ((c or h).top + top.bottom) / 2
    # The ⊕ over a narrow state would lie under it.
    aside = 10.0 if frame.open_cell(layer) else 0.0
    has_room = c is None or c.top - top.bottom >= LABEL_HEIGHT
    column.wires.append(
        Wire(
            "forward",
            (Point(h.forward_x, h.top), Point(h.forward_x, top.bottom)),
            outputs,
            "Why" if style.names_weights and has_room else None,
            label=Point(h.forward_x - aside, middle),
            weight_column=frame.unit,
            pill=Pill(Point(h.forward_x - 12, middle - 34), "left"),
        )
    )
    end = frame.gradient_end(layer, t)
    column.wires.append(
        Wire(
            "backward",
            (Point(h.backward_x, top.bottom), Point(h.backward_x, end)),
            model.from_above(layer.h, t),
            "Why",
            transposed=True,
            pill=Pill(Point(h.backward_x + 14, (top.bottom + end) / 2), "right"),
        )
    )


def _add_logits(column: Column, frame: Frame, s: Box, y: Box) -> None:
    t, model = column.timestep, frame.model
    added = model.existing(f"s[{t}]") if model.output_bias else ()
    column.nodes.append(
        Node("card", s, f"s[{t}]", f"ds[{t}]", frame.unit, added, frame.style.caption)
    )
    sign, middle = frame.signs.get("y", ""), (s.top + y.bottom) / 2
    column.wires.append(
        Wire(
            "forward",
            (Point(s.forward_x, s.top), Point(y.forward_x, y.bottom)),
            (f"y[{t}]",),
            symbol=sign,
            label=Point(s.forward_x, middle),
            pill=Pill(Point(s.left - 8, middle), "left"),
        )
    )
    if model.exists(f"dy[{t}]"):
        column.wires.append(
            Wire(
                "backward",
                (Point(y.backward_x, y.bottom), Point(s.backward_x, s.top)),
                (f"ds[{t}]",),
                symbol=f"{sign}′",
                label=Point(s.backward_x, middle),
                pill=Pill(Point(s.left - 8, middle), "left"),
            )
        )


def _add_lines_to_loss(
    column: Column, frame: Frame, y: Box, loss: Box, gradients: tuple[str, ...]
) -> None:
    h = frame.state_box(frame.model.layers[-1])
    middle = (y.top + loss.bottom) / 2
    side = Pill(Point(y.left - 10, middle + 6), "left")
    column.wires.append(
        Wire(
            "forward",
            (Point(h.forward_x, y.top), Point(h.forward_x, loss.bottom)),
            (f"loss[{column.timestep}]",),
            pill=side,
        )
    )
    column.wires.append(
        Wire(
            "backward",
            (Point(h.backward_x, loss.bottom), Point(h.backward_x, y.top)),
            gradients,
            pill=side,
        )
    )
