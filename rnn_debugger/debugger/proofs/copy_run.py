"""One iteration of a run on a machine of its own: in float64, with updates suspended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

import msgspec
import numpy as np

from rnn_debugger.cells.unroll import unroll
from rnn_debugger.engine import Array, Program
from rnn_debugger.experiments import Compiled
from rnn_debugger.recording import Edit
from rnn_debugger.recording.results import measured


def in_float64(compiled: Compiled) -> Compiled:
    """The same with numbers of float64, and with a program that ends with the backward sweep."""
    network = replace(compiled.network, dtype="float64")
    experiment = msgspec.structs.replace(compiled.experiment, dtype="float64")
    if compiled.program.updates_every_timestep:
        program = unroll(network, None)
    else:
        program = _without_updates(compiled.program)
    return replace(compiled, experiment=experiment, network=network, program=program)


def _without_updates(program: Program) -> Program:
    """The very operations of the run, up to where the updates begin."""
    number = next((op.id for op in program if op.phase == "update"), len(program))
    operations = program.operations[:number]
    written = {operation.output for operation in operations}
    tensors = {
        name: tensor if tensor.dtype == "float64" else replace(tensor, dtype="float64")
        for name, tensor in program.tensors.items()
        if name in written or (tensor.persistent and tensor.role != "optimizer")
    }
    return Program(operations, tensors)


class CopyRun:
    """The forward and the backward sweep of one iteration, as often as one likes.

    What was edited within the iteration is edited again, at the same place; what is nudged off a
    kink always is.
    """

    def __init__(
        self,
        compiled: Compiled,
        iteration: int = 0,
        state: Mapping[str, Array] | None = None,
        edits: Iterable[tuple[int, Edit]] = (),
        keep: frozenset[str] = frozenset(),
    ) -> None:
        """`compiled` is `in_float64`; `state` has what the iteration begins with by name,
        parameters and carried states, by default what the run begins with. An edit comes with the
        operation that runs next after it. Tensors in `keep` stay to the end of an iteration.
        """
        program = compiled.program
        self.seed = compiled.experiment.seed
        self.machine = compiled.machine(measured(program) | _kinks(program) | keep)
        self.loss_end = program.writers["loss"][-1] + 1
        """How many operations it takes to know the loss."""
        self._iteration = iteration
        self._edits: dict[int, list[Edit]] = defaultdict(list)
        for operation, edit in edits:
            self._edits[operation].append(edit)
        self._nudges: dict[int, tuple[str, Array]] = {}
        for tensor in program.persistent:
            if state is not None:
                np.copyto(self.machine.arrays[tensor.name], state[tensor.name])
        self._beginning = self.machine.persistent.copy()

    @property
    def program(self) -> Program:
        return self.machine.program

    def restart(self) -> None:
        """Go to the beginning of the iteration."""
        self.machine.persistent[:] = self._beginning
        self.machine.enter(self._iteration)

    def run(self, stop: int) -> None:
        """Run on to the operation `stop`, and make the edits on the way."""
        machine = self.machine
        for place in sorted(self._edits.keys() | self._nudges.keys()):
            if machine.operation < place <= stop:
                machine.run(place)
                self._change(place)
        machine.run(stop)

    def run_through(self) -> float:
        """The whole iteration from its beginning; returns the loss."""
        self.restart()
        self.run(self.loss_end)
        loss = float(self.machine.arrays["loss"])
        self.run(len(self.program))
        return loss

    def stands_on_a_kink(self) -> bool:
        """Whether in the iteration that was run through the argument of a relu was 0."""
        return not all(self.machine.arrays[name].all() for name in _kinks(self.program))

    def move_aside(self) -> None:
        """Change every weight by up to 0.001, so that nothing stands on a kink any more."""
        self.restart()
        generator = np.random.default_rng([self.seed, 1])
        for tensor in self.program.parameters:
            array = self.machine.arrays[tensor.name]
            array += 1e-3 * generator.uniform(-1, 1, array.shape)
        self._beginning = self.machine.persistent.copy()

    def nudge_kinks(self) -> bool:
        """What no weights move off its kink, as behind a layer of zeros: add up to 0.001 to the
        arguments of relus that are 0, from now on in every run. Whether there was any.
        """
        generator = np.random.default_rng([self.seed, 2])
        nudges: dict[str, Array] = {}
        self.restart()
        for place in sorted(self.program.writers[name][0] + 1 for name in _kinks(self.program)):
            self.run(place)
            name = self.program[place - 1].output
            array = self.machine.arrays[name]
            signs = generator.choice([-1.0, 1.0], array.shape)
            nudge = np.where(array == 0, signs * generator.uniform(5e-4, 1e-3, array.shape), 0.0)
            # What the backward sweep computes again must come out as the first time.
            nudge = nudges.setdefault(self.program.tensors[name].recomputes or name, nudge)
            if nudge.any():
                self._nudges[place] = name, nudge
                np.add(array, nudge, array)
        return bool(self._nudges)

    def _change(self, place: int) -> None:
        """Do what is due where the machine has come to."""
        if place in self._nudges:
            name, nudge = self._nudges[place]
            np.add(self.machine.arrays[name], nudge, self.machine.arrays[name])
        if place in self._edits:
            for edit in self._edits[place]:
                self.machine.arrays[edit.tensor][edit.index] = edit.value
            self.machine.settle()


def _kinks(program: Program) -> frozenset[str]:
    """The arguments of every relu: at 0 the slopes to the left and to the right differ."""
    return frozenset(op.inputs[0] for op in program if op.primitive == "relu")
