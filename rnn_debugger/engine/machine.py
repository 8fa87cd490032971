"""The machine runs a program: one operation into its place in the arena is one call, or a few."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from rnn_debugger.engine import arena
from rnn_debugger.engine.bindings import Binding, Feed, binding
from rnn_debugger.engine.primitive import Array
from rnn_debugger.engine.program import Program
from rnn_debugger.engine.slices import finish


class Machine:
    """The state of a program between two operations, and what moves it.

    `arrays` are views into the arena; they stay valid, at constant addresses, for the machine's
    life. `iteration` and `operation` say what runs next.
    """

    def __init__(
        self,
        program: Program,
        feed: Feed,
        budget: int | None = None,
        keep: frozenset[str] = frozenset(),
        bound: Binding | None = None,
    ) -> None:
        """Tensors in `keep` stay to the end of the iteration even where memory is shared. `bound`
        is what `binding` gives for all these, where it was made in advance.
        """
        bound = bound or finish(binding(program, feed, budget, keep))
        self.program = program
        self.feed = feed
        self.plan = bound.plan
        self.memory = bound.memory
        self.persistent = self.memory[: self.plan.persistent_bytes]
        """What survives an iteration, as bytes: parameters, optimizer slots, carried state."""
        self.iteration = 0
        self.operation = 0
        self.work = bound.work
        self.arrays = bound.arrays
        self.places = bound.places
        """For each operation the bytes that it writes."""
        self._thunks, self._bounds = bound.thunks, bound.bounds
        feed.load(0)

    def run(self, stop: int) -> None:
        """Run the operations from the current one up to `stop`, not beyond the iteration."""
        with np.errstate(all="ignore"):
            for thunk in self._thunks[self._bounds[self.operation] : self._bounds[stop]]:
                thunk()
        self.operation = stop

    def run_saving(self, stop: int, save: Callable[[Array], None]) -> None:
        """The same; before each operation `save` gets the bytes that it will overwrite."""
        thunks, bounds = self._thunks, self._bounds
        with np.errstate(all="ignore"):
            for number in range(self.operation, stop):
                save(self.places[number])
                for thunk in thunks[bounds[number] : bounds[number + 1]]:
                    thunk()
        self.operation = stop

    def enter(self, iteration: int, operation: int = 0) -> None:
        """Go to a position without running anything; the caller sees to the arena's content."""
        if iteration != self.iteration:
            self.feed.load(iteration)
        self.iteration, self.operation = iteration, operation

    def settle(self) -> None:
        """Look again which of the data read are one-hot, after the arena's content was changed."""
        self.feed.load(self.iteration)
        for array, stream, timestep in self.work.one_hot_reads:
            name = self._names[id(array)]
            is_read = self.program.is_present(name, self.operation)
            if is_read and not np.array_equal(array, self.feed.streams[stream][timestep - 1]):
                self.feed.ones[stream][timestep - 1] = -1

    def holds(self, name: str) -> bool:
        """Whether the last value written is still in its place, memory being shared or not."""
        if not self.plan.is_shared or self.program.tensors[name].persistent:
            return True
        return self.plan.last_use[name] >= (self.operation or len(self.program)) - 1

    def place(self, name: str) -> Array:
        """The tensor's bytes, uint8."""
        return arena.place(self.memory, self.program.tensors[name], self.plan.offsets[name])

    @cached_property
    def _names(self) -> dict[int, str]:
        """By the identity of its array the name of every tensor."""
        return {id(array): name for name, array in self.arrays.items()}
