"""What lies under a point of the graph. No Qt."""

from __future__ import annotations

from rnn_debugger.debugger import Moment, exact, shape_text, short, statistics
from rnn_debugger.views.graph.band_rows import BandRows
from rnn_debugger.views.graph.elements import Chevron, Column, Joint, Sum
from rnn_debugger.views.graph.zoom import Zoom


def tensor_in_column(column: Column, x: float, y: float, moment: Moment) -> str | None:
    """The tensor at a point given from the column's left edge."""
    for node in column.nodes:
        if node.box.contains(x, y):
            has_gradient = node.gradient is not None and moment.is_present(node.gradient)
            return node.gradient if has_gradient and x > node.box.x else node.value
    rounds: tuple[Joint | Sum, ...] = (*column.joints, *column.sums)
    for point in rounds:
        if (x - point.centre.x) ** 2 + (y - point.centre.y) ** 2 <= point.radius**2:
            return point.output
    return None


def chevron_in_column(column: Column, x: float, y: float) -> Chevron | None:
    """The mark of a cell at a point given from the column's left edge, with some air round it."""
    for chevron in column.chevrons:
        box = chevron.box
        if abs(x - box.x) <= box.width / 2 + 3 and abs(y - box.y) <= box.height / 2 + 3:
            return chevron
    return None


def tensor_in_bands(rows: BandRows, zoom: Zoom, x: float, y: float, moment: Moment) -> str | None:
    """The tensor whose column of a band lies at a point."""
    timestep = zoom.timestep_at(x)
    if x < zoom.left or not 1 <= timestep <= zoom.timesteps:
        return None
    for band in rows.bands:
        name = f"{band.family}[{timestep}]"
        if band.top <= y <= band.bottom and name in moment.program.tensors:
            return name
    return None


def tip_of(moment: Moment, name: str) -> str:
    """What hovering over a tensor tells: a number in full, or what sums up many."""
    tensor = moment.program.tensors[name]
    if not moment.is_present(name):
        return f"{name}: to come"
    value = moment.value(name)
    if value.size == 1:
        return f"{name} = {exact(float(value.reshape(-1)[0]))}"
    figures = statistics(value)
    text = f"{name}, {shape_text(tensor.shape)}: norm {short(figures.norm)}"
    return text if figures.is_finite else f"{text}, {figures.nan + figures.infinite} not finite"
