"""Of which tensors the graph may look different from the last painting. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from rnn_debugger.debugger import Operation
from rnn_debugger.views.graph.recomputed import seen
from rnn_debugger.views.graph.scene import Scene

MOST = 200
"""Operations between two paintings; after more of them everything is painted anew."""


@dataclass(frozen=True)
class _Seen:
    """What was painted the last time."""

    reached: int
    ends: tuple[Operation | None, ...]
    """The operation that had run last, and the one that was to run next."""
    selected: frozenset[str]
    path: frozenset[str]
    scales: dict[str, tuple[float, float]]


class Changes:
    """Remembers what was painted, to tell what has changed since."""

    def __init__(self) -> None:
        self._before: _Seen | None = None

    def since(self, scene: Scene) -> frozenset[str] | None:
        """Names since the last call: of tensors that operations have read or written, those of the
        last and the next operation then and now among them; of what has been marked, or is no
        longer; of families whose scale is another. None for everything. It holds within one
        iteration.
        """
        progress = scene.progress
        ends = (progress.last, progress.next)
        now = _Seen(scene.moment.reached, ends, scene.selected, scene.path, scene.tracks.scales())
        before, self._before = self._before, now
        if before == now:
            return frozenset()
        if before is None or abs(now.reached - before.reached) > MOST:
            return None
        program = scene.moment.program
        between = range(*sorted((before.reached, now.reached)))
        operations = [*before.ends, *now.ends, *(seen(program, program[n]) for n in between)]
        names = {*(before.selected ^ now.selected), *(before.path ^ now.path)}
        names.update(
            family_name(base) for base in now.scales if now.scales[base] != before.scales.get(base)
        )
        for operation in operations:
            if operation is not None:
                names.update(operation.inputs)
                names.add(operation.output)
        return frozenset(names)


def family_name(base: str) -> str:
    """What a whole family is called among the names of tensors: `dloss` is one of these itself."""
    return f"{base}[]"
