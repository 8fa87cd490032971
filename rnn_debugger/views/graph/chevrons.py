"""The marks that gated cells are opened and folded by: where they stand. No Qt."""

from __future__ import annotations

from rnn_debugger.views.graph.elements import Box, Chevron, Column
from rnn_debugger.views.graph.folding import LEAST_OPEN, room_of_each
from rnn_debugger.views.graph.frame import Frame
from rnn_debugger.views.graph.model import Layer
from rnn_debugger.views.graph.rows import room_of_layers

SIDE = 14.0
LEAST_PITCH = 100.0
"""Pixels of a column that has room for the mark."""


def can_open(frame: Frame, layer: Layer) -> bool:
    """Whether a cell has gates, and the panel is high enough to show them."""
    layers = len(frame.model.layers)
    return (
        layer.cell is not None
        and room_of_each(1, layers, room_of_layers(frame.height)) >= LEAST_OPEN
    )


def add_chevron(column: Column, frame: Frame, layer: Layer) -> None:
    """At the upper left of a cell, where there is room; not where it could not be opened."""
    if frame.pitch < LEAST_PITCH or not can_open(frame, layer):
        return
    cell = frame.open_cell(layer)
    if cell is None:
        c = frame.cell_state_box(layer)
        top = min(frame.plus_y(layer) - frame.radius(layer), c.top - 14 if c else 1e9)
        y = top - 12
    else:
        y = frame.style.rows.extent(layer.number)[0] + 11
    column.chevrons.append(Chevron(Box(16, y, SIDE, SIDE), layer.number, cell is not None))
