"""The gates of an opened cell, the line that feeds them all, and the way back. No Qt."""

from __future__ import annotations

from collections.abc import Sequence

from rnn_debugger.views.graph.elements import Caption, Kind, Node, Point, Sum
from rnn_debugger.views.graph.gates import Gate
from rnn_debugger.views.graph.open_rows import LANE
from rnn_debugger.views.graph.opened import Opened

RISE = -5.0
"""Where the gradient of the state before goes up, from the left edge of the column."""
SMALL = 6.0
"""The radius of a ⊕ in which the parts from several gates meet."""
NAMED_FROM, BOTH_NAMED_FROM = 480.0, 370.0
"""Pixels of a column in which pre-activations have names, and those of gates' gradients too."""


def add_gate(cell: Opened, gate: Gate, terms: Sequence[str]) -> None:
    """A gate and its pre-activation, which is made of `terms`; lines from below end at it."""
    box, before = cell.cell.gate_box(gate), cell.cell.before_box(gate)
    value, gradient = cell.at(gate.value), cell.gradient(gate.value)
    inside = (*terms, *cell.model.existing(cell.gradient(gate.before or "")))
    others = inside if before is None else ()
    kind: Kind = "share" if gate.is_share else "strip"
    pill = cell.pill(box.x)
    names: Caption = "split" if cell.cell.pitch >= BOTH_NAMED_FROM else "alone"
    cell.column.nodes.append(Node(kind, box, value, gradient, None, others, names, True, pill))
    if gate.before is None:
        return
    if before is not None:
        name = cell.at(gate.before)
        below: Caption = "split" if cell.cell.pitch >= NAMED_FROM else "none"
        sums = tuple(term for term in terms if term != name)
        cell.column.nodes.append(
            Node("strip", before, name, f"d{name}", None, sums, below, pill=pill)
        )
        cell.wire(
            "forward",
            ((box.forward_x, before.top), (box.forward_x, box.bottom)),
            (value,),
            symbol=gate.sign,
            label=Point(box.x, (box.bottom + before.top) / 2),
        )
        down = ((box.backward_x, box.bottom), (box.backward_x, before.top))
        cell.backward(down, *cell.model.existing(f"d{name}"))
    entry = before or box
    bus = cell.rows.forward_bus
    feed(cell, ((entry.forward_x, bus), (entry.forward_x, entry.bottom)), terms)
    feed_back(cell, entry.backward_x, entry.bottom, cell.gradient(gate.before))


def feed(cell: Opened, up: Sequence[tuple[float, float]], terms: Sequence[str]) -> None:
    """From the line under the gates up to where `terms` are added, by the way `up`."""
    cell.wire("forward", up, terms, part="shared", has_dot=True)
    for name in cell.reading(terms, cell.below):
        cell.way("forward", (*way_in(cell), *up), name)
    for name in cell.reading(terms, cell.h_before):
        cell.way("forward", (*way_from_before(cell), *up), name)


def feed_back(cell: Opened, x: float, y: float, source: str) -> None:
    """From a gradient down, and on to the state before and to what lies below."""
    bus = cell.rows.backward_bus
    before, under = cell.parts(cell.h_before, source), cell.parts(cell.below, source)
    down = ((x, y), (x, bus))
    cell.wire("backward", down, (*before, *under), part="shared", carries=source, has_head=False)
    cell.way("backward", (*down, *way_to_meeting(cell)), *before)
    cell.way("backward", (*down, (cell.under.backward_x - SMALL, bus)), *under)


def way_in(cell: Opened) -> tuple[tuple[float, float], ...]:
    """What comes from below, up to the line that feeds the gates."""
    box = cell.under
    x = box.x if cell.layer.number == 1 else box.forward_x
    return (x, box.top), (x, cell.rows.forward_bus)


def way_from_before(cell: Opened) -> tuple[tuple[float, float], ...]:
    """The state before, down to the line that feeds the gates."""
    x = cell.before.forward_x
    return (x, cell.before.bottom), (x, cell.rows.forward_bus)


def way_to_meeting(cell: Opened) -> tuple[tuple[float, float], ...]:
    """Along the line back to where the parts of the gradient of the state before meet."""
    bus = cell.rows.backward_bus
    if cell.meet_y < bus:
        return (RISE, bus), (RISE, cell.meet_y + SMALL)
    return ((RISE + SMALL, bus),)


def add_buses(cell: Opened, first: float, last: float) -> None:
    """The line that feeds the gates, up to `last`, and what comes into it; `first` is where it
    feeds the first gate.
    """
    model, bus = cell.model, cell.rows.forward_bus
    from_below = model.reading(cell.layer, cell.t, cell.below)
    from_before = tuple(
        name
        for name in model.reading(cell.layer, cell.t, cell.h_before)
        if model.writer(name).primitive == "matmul"
    )
    enters = way_in(cell)
    if cell.layer.number == 1:
        name, caption = cell.below, cell.frame.style.input_caption
        cell.column.nodes.append(Node("letter", cell.under, name, caption=caption))
        first = enters[-1][0]
    else:
        enters = (*enters, (last, bus))
    for points, outputs in (
        (enters, from_below),
        ((*way_from_before(cell), (first, bus)), from_before),
        (((first, bus), (last, bus)), (*from_below, *from_before)),
    ):
        cell.wire("forward", points, outputs, part="shared", has_head=False)


def add_buses_back(cell: Opened, sources: Sequence[str], first: float, last: float) -> None:
    """The gradients that the sources hand down go left to the state before, and in a layer that
    stands over another to the right, down to its state.
    """
    model, bus = cell.model, cell.rows.backward_bus
    before = cell.parts(cell.h_before, *sources)
    carried = model.carried(cell.layer.h, cell.t - 1)
    total = carried[-1] if carried else None
    way = ((last, bus), *way_to_meeting(cell))
    cell.wire("backward", way, before, part="shared", carries=total)
    if cell.layer.number == 1:
        return
    below = model.layers[cell.layer.number - 2]
    *parts, whole = model.from_above(below.h, cell.t)
    turn, end = cell.under.backward_x, cell.frame.gradient_end(below, cell.t)
    points = ((first, bus), (turn - SMALL, bus))
    cell.wire("backward", points, parts or [whole], part="shared", carries=whole)
    cell.column.sums.append(Sum(Point(turn, bus), SMALL, whole, tuple(parts)))
    cell.road_back(((turn, bus + SMALL), (turn, end)), whole)


def add_carry(cell: Opened) -> None:
    """From where the parts of the gradient of h[t − 1] meet, over the top to that state."""
    carried = cell.model.carried(cell.layer.h, cell.t - 1)
    if not carried:
        return
    *parts, total = carried
    y = cell.meet_y
    cell.column.sums.append(Sum(Point(RISE, y), SMALL, total, tuple(parts)))
    over, before = cell.frame.plus_y(cell.layer), cell.before
    top = (RISE, y - SMALL)
    if cell.t == 1:
        lane = before.y - LANE
        if lane > y - 2 * SMALL:
            # The ⊕ stands beside the state.
            cell.road_back(((RISE - SMALL, y), (before.right, y)), total)
        else:
            cell.road_back((top, (RISE, lane), (before.right, lane)), total)
    elif cell.model.adds_gradients(cell.layer.h, cell.t - 1):
        end = before.backward_x + cell.radius
        cell.road_back((top, (RISE, over), (end, over)), total)
    else:
        end = before.backward_x
        cell.road_back((top, (RISE, over), (end, over), (end, before.top)), total)
