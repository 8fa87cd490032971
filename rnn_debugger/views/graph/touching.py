"""Which operations change the look of which column. No Qt."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict

from rnn_debugger.debugger import Program, split_name


class Touching:
    """For every timestep the operations that belong to it, or read or write its tensors."""

    def __init__(self, program: Program) -> None:
        found: dict[int, set[int]] = defaultdict(set)
        for operation in program:
            if operation.timestep is not None:
                found[operation.timestep].add(operation.id)
            for name in (*operation.inputs, operation.output):
                timestep = split_name(name)[1]
                if timestep is not None:
                    found[timestep].add(operation.id)
        self._sets = dict(found)
        self._sorted = {timestep: sorted(numbers) for timestep, numbers in found.items()}

    def touches(self, operation: int, timestep: int) -> bool:
        return operation in self._sets.get(timestep, ())

    def done(self, timestep: int, reached: int) -> int:
        """How many of a column's operations have run."""
        return bisect_left(self._sorted.get(timestep, []), reached)
