"""The network of an experiment for one timestep and one sequence, on a machine of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from rnn_debugger.cells.unroll import unroll
from rnn_debugger.engine import Array, Machine, Program
from rnn_debugger.experiments import Compiled


class Timestep:
    """Reads one character after the other; the states go from each to the next.

    Its machine shares nothing with that of a run.
    """

    def __init__(self, compiled: Compiled, parameters: Mapping[str, Array]) -> None:
        """`parameters` are copied, by name. States begin at ``h_start``, zero where none is
        given; of a batch's starts it is the first sequence's.
        """
        network = replace(
            compiled.network,
            timesteps=1,
            batch_size=1,
            carry_state=False,
            loss_at="every_timestep",
        )
        whole = unroll(network, None)
        self._states = {
            f"{network.layered(state, layer)}[1]": f"{network.layered(state, layer)}_start"
            for layer in network.layers
            for state in network.cell.states
        }
        self._feed = _OneCharacter(
            network.inputs,
            network.dtype,
            {name: compiled.initial[name][:, :1] for name in self._states.values()},
        )
        program = _up_to(whole, "y[1]")
        kept = frozenset({*self._states, "s[1]", "y[1]"})
        self._machine = Machine(program, self._feed, keep=kept)
        for tensor in program.parameters:
            np.copyto(self._machine.arrays[tensor.name], parameters[tensor.name])

    def read(self, row: int) -> None:
        """Run the cell on the one-hot character of that row."""
        self._feed.show(row)
        self._machine.enter(0)
        self._machine.run(len(self._machine.program))
        for state, start in self._states.items():
            np.copyto(self._feed.streams[start], self._machine.arrays[state])

    @property
    def logits(self) -> Array:
        """A copy of ``s`` after the character read last: (characters,)."""
        return self._machine.arrays["s[1]"][:, 0].copy()

    @property
    def probabilities(self) -> Array:
        """A copy of ``y``, as the run computes it: (characters,)."""
        return self._machine.arrays["y[1]"][:, 0].copy()


class _OneCharacter:
    """A feed of one timestep: a one-hot character and the states before it."""

    def __init__(self, inputs: int, dtype: str, starts: Mapping[str, Array]) -> None:
        self._x = np.zeros((1, inputs, 1), dtype)
        self._ones = {"x": [0]}
        self._streams: dict[str, Array] = {
            "x": self._x,
            "begins": np.ones(1, np.bool_),
            **{name: np.array(start, dtype) for name, start in starts.items()},
        }

    @property
    def streams(self) -> Mapping[str, Array]:
        return self._streams

    @property
    def ones(self) -> Mapping[str, list[int]]:
        return self._ones

    def load(self, iteration: int) -> None:
        """There is nothing to load: `show` brings what is read."""

    def show(self, row: int) -> None:
        self._x[0].fill(0)
        self._x[0, row] = 1
        self._ones["x"][0] = row


def _up_to(program: Program, name: str) -> Program:
    """The operations as far as the one that writes a tensor, and the tensors that they need."""
    operations = program.operations[: program.writers[name][0] + 1]
    needed: set[str] = set()
    for operation in operations:
        needed.update((operation.output, *operation.inputs))
    tensors = {key: tensor for key, tensor in program.tensors.items() if key in needed}
    return Program(operations, tensors)
