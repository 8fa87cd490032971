"""A run from the very beginning, one operation at a time, with what a trace says of each."""

from __future__ import annotations

from collections.abc import Iterator

from rnn_debugger.engine import Array, live_bytes
from rnn_debugger.experiments import Compiled
from rnn_debugger.recording.results import Meter, measured
from rnn_debugger.trace.format import IterationEntry
from rnn_debugger.trace.numbers import Number, number


class Rerun:
    """Runs an experiment again on a machine of its own."""

    def __init__(self, compiled: Compiled) -> None:
        self.program = compiled.program
        self.live_bytes: list[int] = live_bytes(self.program).tolist()
        self._peak = max(self.live_bytes, default=0)
        self._names = [tensor.name for tensor in self.program.parameters]
        self._machine = compiled.machine(measured(self.program))
        self._meter = Meter(self._machine)
        self._meter.begin()

    def positions(self, steps: int) -> Iterator[tuple[int, int]]:
        """(iteration, operation) of so many operations from the start."""
        for step in range(steps):
            yield divmod(step, len(self.program))

    def step(self) -> Array:
        """Run the next operation; its output, good until the next step."""
        machine = self._machine
        operation = machine.operation
        machine.run(operation + 1)
        return machine.arrays[self.program[operation].output]

    def finish_iteration(self) -> IterationEntry | None:
        """When the last operation of an iteration has run: its entry, and on to the next."""
        machine = self._machine
        if machine.operation < len(self.program):
            return None
        loss, norms = self._meter.measure()
        entry = IterationEntry(
            iteration=machine.iteration,
            branch=0,
            loss=number(loss),
            gradient_norm=self._by_parameter(norms[0]),
            parameter_norm=self._by_parameter(norms[1]),
            update_norm=self._by_parameter(norms[2]),
            peak_live_bytes=self._peak,
        )
        machine.enter(machine.iteration + 1)
        self._meter.begin()
        return entry

    def _by_parameter(self, norms: Array) -> dict[str, Number]:
        return dict(zip(self._names, map(number, norms.tolist()), strict=True))
