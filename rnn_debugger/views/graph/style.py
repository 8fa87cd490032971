"""Sizes of a column's parts at each level of detail, in pixels. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rnn_debugger.views.graph.elements import Caption, Kind
from rnn_debugger.views.graph.model import GraphModel
from rnn_debugger.views.graph.rows import Rows
from rnn_debugger.views.graph.zoom import Level

NAMED_FROM, NAME_WIDTH = 160.0, 56.0
"""Pixels of a folded column that has room for the names of loss, outputs and inputs beside them,
and of the room at the left of the loss.
"""
INDEXED_FROM = 104.0
"""Pixels of a folded column in which the names of a state and its gradient fit side by side."""


@dataclass(frozen=True)
class Size:
    width: float
    height: float


@dataclass(frozen=True)
class Stack:
    """The cell state over the state in a folded cell; its middle is so far over that of the row."""

    c_x: float
    c: Size
    c_rise: float


@dataclass(frozen=True, kw_only=True)
class Style:
    """Where things stand in a column and how large they are.

    `a_x` is None where pre-activations are folded into the states; `plus_above` is the way
    from the top of a state's box up to its ⊕.
    """

    level: Level
    rows: Rows
    a_x: float | None
    h_x: float
    state: Size
    y: Size
    loss: Size
    x: Size
    plus_above: float
    radius: float
    state_kind: Kind
    output_kind: Kind
    caption: Caption
    side_caption: Caption
    h_drop: float = 0.0
    """How far the middles of states lie under those of their rows."""
    stack: Stack | None = None
    """Of cells with a cell state."""

    @property
    def is_units(self) -> bool:
        return self.level == "units"

    @property
    def entry_caption(self) -> Caption:
        """Of boxes that a line enters from below."""
        return "around" if self.caption == "below" else self.caption

    @property
    def input_caption(self) -> Caption:
        return "right" if self.side_caption == "left" else "none"

    @property
    def names_weights(self) -> bool:
        """Whether there is room for the parameters' names on the lines."""
        return self.level in ("units", "tensors")

    @property
    def lanes(self) -> tuple[float, float]:
        """Along the states' row forward runs below the middle, backward above it."""
        if self.is_units:
            quarter = self.state.height / 4
            return min(10.0, quarter), max(-11.0, -quarter)
        return 0.11 * self.state.height, -0.17 * self.state.height


def style_of(level: Level, model: GraphModel, pitch: float, rows: Rows) -> Style:
    """The sizes at a level; heights shrink with the panel, text does not."""
    height = rows.height
    if level == "units":
        return _units(rows, pitch, height)
    tall = min(132.0, 0.23 * height)
    if len(model.layers) > 1:
        tall = min(tall, 0.62 * rows.room)
    if level == "tensors":
        style = _tensors(rows, tall, pitch, height)
    elif level == "folded":
        style = _folded(rows, tall, pitch, height)
    else:
        style = _compact(rows, tall, pitch, height)
    if any(layer.c for layer in model.layers):
        return _stacked(style, pitch, len(model.layers))
    return style if len(model.layers) == 1 else _squeezed(style)


def _squeezed(style: Style) -> Style:
    """The same with room between layers, for the ⊕ over a state and what stands under it."""
    over, under = 2 * style.radius + style.plus_above + 2, 30.0
    tall = min(style.state.height, max(style.rows.room - over - under, 20.0))
    return replace(style, state=Size(style.state.width, tall), h_drop=(over - under) / 2)


def _stacked(style: Style, pitch: float, layers: int) -> Style:
    """The same with room for a cell state over every state, out of the way of the state's lines
    to the output.
    """
    room = min(235.0, 0.42 * style.rows.height)
    if layers > 1:
        # The names above and below have the rest.
        room = min(room, 0.68 * style.rows.room, style.rows.room - 38)
    radius, above = min(style.radius, 9.0), min(style.plus_above, 10.0)
    between = 8 + 2 * radius + above
    spare = max(room - between, 26.0)
    wide, c_x, h_x = style.state.width, style.h_x, style.h_x
    if style.level != "compact":
        wide = min(wide, 0.32 * pitch)
        h_x, c_x = 0.70 * pitch, 0.33 * pitch
    h, c = Size(wide, 0.62 * spare), Size(wide, 0.38 * spare)
    whole = spare + between
    # Layers under each other: room for the names below is more than for those above.
    lift = 6.0 if layers > 1 and style.level != "compact" else 0.0
    stack = Stack(c_x, c, (whole - c.height) / 2 + lift)
    drop = (whole - h.height) / 2 - lift
    return replace(
        style, h_x=h_x, state=h, h_drop=drop, stack=stack, radius=radius, plus_above=above
    )


def _units(rows: Rows, pitch: float, height: float) -> Style:
    card = Size(min(138.0, 0.315 * pitch), min(42.0, 0.115 * height))
    slim = min(24.0, card.height)
    return Style(
        level="units",
        rows=rows,
        a_x=0.37 * pitch,
        h_x=0.745 * pitch,
        state=card,
        y=card,
        loss=Size(card.width, slim),
        x=Size(min(106.0, 0.235 * pitch), slim),
        plus_above=0.045 * height,
        radius=14.0,
        state_kind="card",
        output_kind="card",
        caption="inside",
        side_caption="inside",
    )


def _tensors(rows: Rows, tall: float, pitch: float, height: float) -> Style:
    width = min(132.0, 0.46 * pitch)
    return Style(
        level="tensors",
        rows=rows,
        a_x=0.33 * pitch,
        h_x=0.71 * pitch,
        state=Size(52.0, tall),
        y=Size(width, min(44.0, 0.1 * height)),
        loss=Size(width, min(26.0, 0.06 * height)),
        x=Size(40.0, min(34.0, 0.075 * height)),
        plus_above=min(20.0, 0.04 * height),
        radius=14.0,
        state_kind="strip",
        output_kind="bars",
        caption="below",
        side_caption="left",
    )


def _folded(rows: Rows, tall: float, pitch: float, height: float) -> Style:
    wide, width = min(52.0, 0.42 * pitch), min(100.0, 0.68 * pitch)
    named = pitch >= NAMED_FROM
    if named:
        width = min(width, 2 * (0.56 * pitch - NAME_WIDTH))
    return Style(
        level="folded",
        rows=rows,
        a_x=None,
        h_x=0.56 * pitch,
        state=Size(wide, 1.15 * tall),
        y=Size(width, min(40.0, 0.09 * height)),
        loss=Size(width, min(24.0, 0.055 * height)),
        x=Size(min(36.0, wide), min(32.0, 0.07 * height)),
        plus_above=min(16.0, 0.035 * height),
        radius=10.0,
        state_kind="strip",
        output_kind="bars",
        caption="below" if pitch >= INDEXED_FROM else "short",
        side_caption="left" if named else "none",
    )


def _compact(rows: Rows, tall: float, pitch: float, height: float) -> Style:
    wide = pitch - (10 if pitch < 34 else 14)
    return Style(
        level="compact",
        rows=rows,
        a_x=None,
        h_x=0.5 * pitch,
        state=Size(wide, 1.2 * tall),
        y=Size(wide, min(34.0, 0.08 * height)),
        loss=Size(wide, min(28.0, 0.07 * height)),
        x=Size(wide, min(28.0, 0.065 * height)),
        plus_above=min(14.0, 0.03 * height),
        radius=5.0,
        state_kind="strip",
        output_kind="bars",
        caption="none",
        side_caption="none",
    )
