"""What is too large is refused before anything of that size is made."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from itertools import pairwise

from rnn_debugger.cells.unroll import Network, Schedule, unroll
from rnn_debugger.data import BadInput
from rnn_debugger.engine import Optimizer

MOST_OPERATIONS = 500_000
"""Of one iteration; unrolling takes some 35 µs for each."""


@dataclass(frozen=True)
class Size:
    """How large a program is, or may be: the operations of an iteration, and bytes."""

    operations: int
    bytes: int


class TooLarge(BadInput):
    """What could be compiled, but is larger than was asked for; `size` is about its size."""

    def __init__(self, size: Size) -> None:
        super().__init__(f"training.timesteps: about {size.operations:,} operations an iteration")
        self.size = size


def check_size(
    network: Network, optimizer: Optimizer | None, schedule: Schedule, most: Size | None = None
) -> None:
    """Raise `BadInput` for a program that would take minutes to write down, or whose values
    would not fit into half of this machine's memory, and `TooLarge` for one above `most`.

    The same network of single units over one timestep says how many operations and tensors the
    cell and the optimizer need.
    """
    single = replace(network, hidden_sizes=(1,), inputs=1, outputs=1, timesteps=1, batch_size=1)
    unit = unroll(single, optimizer, schedule)
    sizes = network.hidden_sizes
    of_a_cell = sum(operation.timestep is not None for operation in unit)
    cells, most_cells = network.timesteps * len(sizes), MOST_OPERATIONS // of_a_cell
    if cells > most_cells:
        raise BadInput(
            f"training.timesteps: {network.timesteps} timesteps in {len(sizes)} layers are more "
            f"than the {most_cells} cells that can be unrolled"
        )
    names = [tensor.name for tensor in unit.parameters if tensor.name != "Why"]
    into, across = (sum(name.startswith(letters) for name in names) for letters in ("Wx", "Wh"))
    weights = sum(h * (into * i + across * h) for i, h in pairwise((network.inputs, *sizes)))
    weights += network.outputs * sizes[-1]
    # Of every weight: itself, its gradient, clipped gradients, slots and step.
    copies = sum("Why" in (tensor.name, tensor.of) for tensor in unit.tensors.values())
    timed = sum(tensor.timestep is not None for tensor in unit.tensors.values())
    values = network.inputs + timed * sum(sizes) + 6 * network.outputs
    needed = 8 * (copies * weights + network.timesteps * network.batch_size * values)
    available = _physical_memory()
    if needed > available // 2:
        raise BadInput(
            f"model.hidden_sizes: {list(sizes)} with {network.timesteps} timesteps "
            f"need about {needed / 2**30:,.0f} GiB of memory; this machine has "
            f"{available / 2**30:,.0f}"
        )
    size = Size(cells * of_a_cell + len(unit) - of_a_cell, needed)
    if most is not None and (size.operations > most.operations or size.bytes > most.bytes):
        raise TooLarge(size)


def _physical_memory() -> int:
    """Bytes of this machine's memory; where the system does not tell, a common size."""
    if hasattr(os, "sysconf"):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return 8 * 2**30
