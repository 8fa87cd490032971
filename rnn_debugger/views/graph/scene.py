"""What painting the graph depends on besides the layout."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from rnn_debugger.debugger import Moment
from rnn_debugger.views.colours import Array
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
    def key(self) -> Hashable:
        """What the look of everything hangs on, whatever operation runs."""
        moment = self.moment
        return (
            self.progress.goes_back,
            moment.iteration,
            moment.position.branch,
            moment.edits,
            self.theme.name,
            self.sequence,
            self.lit,
        )

    @property
    def lit(self) -> str | None:
        """The parameter under the mouse, or whose gradient is there."""
        name = (self.hovered or "").removeprefix("d")
        tensor = self.moment.program.tensors.get(name)
        return name if tensor is not None and tensor.role == "parameter" else None
