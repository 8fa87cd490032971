"""Binding a program to memory: a place for every tensor, and calls for every operation."""

from __future__ import annotations

from collections.abc import Generator, Mapping, MutableSequence
from dataclasses import dataclass
from itertools import accumulate
from time import perf_counter
from typing import Protocol

from rnn_debugger.engine import arena
from rnn_debugger.engine.collecting import collecting_later
from rnn_debugger.engine.primitive import Array, Thunk, Workspace, allocate
from rnn_debugger.engine.program import Program
from rnn_debugger.engine.slices import portions

PORTION = 200
"""Tensors or operations between two looks at the clock: a millisecond's worth or so."""
SLICE_SECONDS = 0.008
"""How long it goes on before there is a chance to do something else."""


class Feed(Protocol):
    """Data, a pure function of the iteration, in buffers whose addresses never change."""

    @property
    def streams(self) -> Mapping[str, Array]:
        """The buffers by name; one timestep of ``streams["x"]`` is (n, B)."""

    @property
    def ones(self) -> Mapping[str, MutableSequence[int]]:
        """For streams of one-hot columns, one sequence wide: the row of the 1 by timestep.

        The lists stay the same objects, `load` changes what they hold.
        """

    def load(self, iteration: int) -> None:
        """Fill the buffers with the window of that iteration."""


@dataclass(frozen=True)
class Binding:
    """A program in memory of its own."""

    plan: arena.Plan
    memory: Array
    work: Workspace
    arrays: dict[str, Array]
    """Views into the memory, by tensor."""
    places: list[Array]
    """For each operation the bytes that it writes."""
    thunks: list[Thunk]
    """The calls of all operations, one after the other."""
    bounds: list[int]
    """Where in the thunks those of each operation begin, and at last how many there are."""


def binding(
    program: Program,
    feed: Feed,
    budget: int | None = None,
    keep: frozenset[str] = frozenset(),
) -> Generator[None, None, Binding]:
    """Bind in slices of a few milliseconds, between which it may be given up. Tensors in `keep`
    stay to the end of the iteration even where memory is shared.
    """
    began = perf_counter()
    plan = arena.plan(program, arena.DEFAULT_BUDGET if budget is None else budget, keep)
    memory, work = allocate(plan.total_bytes), Workspace(feed.streams, feed.ones)
    arrays: dict[str, Array] = {}
    for tensors in portions(list(program.tensors.values()), PORTION):
        with collecting_later():
            for tensor in tensors:
                arrays[tensor.name] = arena.view(memory, tensor, plan.offsets[tensor.name])
        if perf_counter() - began > SLICE_SECONDS:
            yield
            began = perf_counter()
    places: list[Array] = []
    thunks: list[Thunk] = []
    counts = [0]
    for operations in portions(list(program), PORTION):
        with collecting_later():
            for operation in operations:
                written = program.tensors[operation.output]
                places.append(arena.place(memory, written, plan.offsets[written.name]))
                operands = [arrays[name] for name in operation.inputs]
                bound = operation.rule.kernel(work, arrays[operation.output], *operands)
                thunks += bound
                counts.append(len(bound))
        if perf_counter() - began > SLICE_SECONDS:
            yield
            began = perf_counter()
    return Binding(plan, memory, work, arrays, places, thunks, list(accumulate(counts)))
