"""What a station points at, as links."""

from __future__ import annotations

from rnn_debugger.debugger import Moment, Station
from rnn_debugger.views.markup import Run, join, run, tensor_link
from rnn_debugger.views.theme import Theme

PANEL = "panel:"
_TITLES = {"graph": "Unrolled graph", "flow": "Gradient flow"}
"""Of panels that are not called by their names."""


def points_runs(theme: Theme, moment: Moment, station: Station | None) -> list[Run]:
    """Such as ``Look at dh[1], dWhy and the panel Memory``; nothing where there is no station."""
    if station is None or not station.points + station.panels:
        return []
    second = theme.surface.second
    links = [[tensor_link(theme, moment, name)] for name in station.points]
    ink = theme.surface.ink.name()
    links += [[Run(_title(name), ink, True, f"{PANEL}{name}")] for name in station.panels]
    return [run("Look at ", second), *join(run(", ", second), links)]


def _title(panel: str) -> str:
    return _TITLES.get(panel, panel.capitalize())
