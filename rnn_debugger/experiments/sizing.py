"""What is too large is refused before anything of that size is made."""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import pairwise

from rnn_debugger.cells.unroll import Network, Schedule, unroll
from rnn_debugger.data import BadInput
from rnn_debugger.engine import Optimizer

MOST_OPERATIONS = 500_000
"""Of one iteration; unrolling takes some 35 µs for each."""


def check_size(network: Network, optimizer: Optimizer | None, schedule: Schedule) -> None:
    """Raise `BadInput` for a program that would take minutes to write down, or whose values
    would not fit into half of this machine's memory.

    The same network of single units over one timestep says how many operations and tensors the
    cell and the optimizer need.
    """
    single = replace(network, hidden_sizes=(1,), inputs=1, outputs=1, timesteps=1, batch_size=1)
    unit = unroll(single, optimizer, schedule)
    sizes = network.hidden_sizes
    most = MOST_OPERATIONS // sum(operation.timestep is not None for operation in unit)
    if network.timesteps * len(sizes) > most:
        raise BadInput(
            f"training.timesteps: {network.timesteps} timesteps in {len(sizes)} layers are more "
            f"than the {most} cells that can be unrolled"
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


def _physical_memory() -> int:
    """Bytes of this machine's memory; where the system does not tell, a common size."""
    if hasattr(os, "sysconf"):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return 8 * 2**30
