"""What painting the graph depends on besides the layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rnn_debugger.debugger import Moment
from rnn_debugger.views.colours import Array
from rnn_debugger.views.graph.elements import Column
from rnn_debugger.views.graph.progress import Progress
from rnn_debugger.views.graph.tracks import Tracks
from rnn_debugger.views.theme import Theme


@dataclass(frozen=True)
class Scene:
    """A moment, and how it is to be shown."""

    moment: Moment
    progress: Progress
    tracks: Tracks
    theme: Theme
    sequence: int
    characters: str | None
    selected: frozenset[str]
    """The selected tensor, and others that are pointed at."""
    shares: Mapping[tuple[str, int], Array]
    """By parameter and timestep what has been added to the parameter's gradient there."""
    hovered: str | None = None
    has_layers: bool = False
    """Whether there are several."""
    path: frozenset[str] = frozenset()
    """Tensors on a way through the graph that is to be seen."""

    @property
    def lit(self) -> str | None:
        """The parameter under the mouse, or whose gradient is there."""
        name = (self.hovered or "").removeprefix("d")
        tensor = self.moment.program.tensors.get(name)
        return name if tensor is not None and tensor.role == "parameter" else None

    def selected_is_in(self, column: Column) -> bool:
        """Whether a selected tensor, or one of the path, is drawn in a column."""
        drawn = {name for node in column.nodes for name in (node.value, node.gradient)}
        drawn.update(joint.output for joint in column.joints)
        return not drawn.isdisjoint(self.selected | self.path)
