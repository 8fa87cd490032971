"""What a branch must be: the run from its very beginning, one operation after the other, with
each edit made by hand where it belongs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from rnn_debugger.engine import Machine
from rnn_debugger.experiments import Compiled
from tests.support.running import present

Place = tuple[int, int]


@dataclass
class Path:
    """The edits and changes of settings of one branch, oldest first, each with its place."""

    compiled: Compiled
    events: list[tuple[Place, tuple[str, tuple[int, ...], float] | Compiled]] = field(
        default_factory=list
    )

    def upto(self, place: Place) -> Path:
        """The path of a branch that begins at that place."""
        return Path(self.compiled, [event for event in self.events if event[0] <= place])

    def state(self, place: Place) -> Machine:
        """A machine that went there straight on."""
        return next(machine for here, machine in self._walk() if here == place)

    def _walk(self) -> Iterator[tuple[Place, Machine]]:
        """The machine at every place, after all that was changed there."""
        machine = self.compiled.machine()
        events = list(self.events)
        while True:
            here = (machine.iteration, machine.operation)
            while events and events[0][0] == here:
                machine = _happen(machine, events.pop(0)[1])
            yield here, machine
            machine.run(machine.operation + 1)
            if machine.operation == len(machine.program):
                machine.enter(machine.iteration + 1)

    def hash(self, place: Place) -> str:
        """What `Session.state_hash` must be there."""
        return state_hash(self.state(place))

    def losses(self, iterations: int) -> Sequence[float]:
        """The losses of the first iterations."""
        found: list[float] = []
        for (iteration, operation), machine in self._walk():
            if iteration == iterations:
                break
            # Just before the end the loss is there, whatever the program.
            if operation == len(machine.program) - 1:
                found.append(float(machine.arrays["loss"]))
        return found


def state_hash(machine: Machine) -> str:
    digest = hashlib.sha256()
    for name in present(machine.program, machine.operation):
        digest.update(name.encode() + b"\0")
        digest.update(np.ascontiguousarray(machine.arrays[name]).tobytes())
    return digest.hexdigest()


def _happen(machine: Machine, event: tuple[str, tuple[int, ...], float] | Compiled) -> Machine:
    if isinstance(event, Compiled):
        successor = event.machine()
        successor.enter(machine.iteration, machine.operation)
        for name in machine.arrays.keys() & successor.arrays.keys():
            successor.arrays[name][...] = machine.arrays[name]
        successor.settle()
        return successor
    tensor, index, value = event
    machine.arrays[tensor][index] = value
    machine.settle()
    return machine
