"""Programs run the plain way, from start to end, to compare everything else with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from rnn_debugger.engine import Array, Machine, Program, arena, bindings
from rnn_debugger.experiments import Compiled
from rnn_debugger.recording import timeline, walker
from tests.support.experiments import compiled, random_table

Place = tuple[int, int]
"""(iteration, operation)."""


def present(program: Program, operation: int) -> list[str]:
    """The tensors that have a value when the operations before `operation` have run: by the
    contract those that one of them wrote, the parameters, the optimizer's state and h_carry.
    """
    written = {done.output for done in program[:operation]}
    always = ("parameter", "optimizer")
    return [
        name
        for name, tensor in program.tensors.items()
        if name in written or tensor.role in always or name.endswith("_carry")
    ]


def fingerprint(machine: Machine) -> str:
    """Of the bytes of every present value."""
    digest = hashlib.sha256()
    for name in present(machine.program, machine.operation):
        digest.update(name.encode() + machine.arrays[name].tobytes())
    return digest.hexdigest()


@dataclass
class Recording:
    """A straight run, operation by operation: fingerprints at every position, every output, and
    for every iteration its loss and the parameters after it.
    """

    program: Program
    fingerprints: dict[Place, str]
    outputs: dict[Place, Array]
    losses: list[float]
    parameters: list[dict[str, Array]]

    def values_at(self, place: Place) -> dict[str, Array]:
        """The present values that operations of this iteration have written by then."""
        iteration, operation = place
        return {done.output: self.outputs[iteration, done.id] for done in self.program[:operation]}


def straight_run(subject: Compiled, iterations: int) -> Recording:
    machine = subject.machine()
    recording = Recording(machine.program, {}, {}, [], [])
    for iteration in range(iterations):
        machine.enter(iteration)
        for operation in machine.program:
            recording.fingerprints[iteration, operation.id] = fingerprint(machine)
            machine.run(operation.id + 1)
            output = machine.arrays[operation.output].copy()
            recording.outputs[iteration, operation.id] = output
        recording.losses.append(float(machine.arrays["loss"]))
        names = [tensor.name for tensor in machine.program.parameters]
        recording.parameters.append({name: machine.arrays[name].copy() for name in names})
    machine.enter(iterations)
    recording.fingerprints[iterations, 0] = fingerprint(machine)
    return recording


def program(seed: int = 0, **settings: Any) -> Program:
    """The program of a `random_table`."""
    return compiled(random_table(seed, **settings)).program


@contextmanager
def share_memory() -> Iterator[None]:
    """Inside, machines share memory between values wherever they can."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arena, "DEFAULT_BUDGET", 1)
        yield


@contextmanager
def short_slices_and_dense_keyframes() -> Iterator[None]:
    """Inside, every look at the clock ends a slice, and every iteration has its keyframe; for
    runs of few operations, which would else be over at once.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walker, "SLICE_SECONDS", 0.0)
        patch.setattr(bindings, "PORTION", 5)
        patch.setattr(bindings, "SLICE_SECONDS", 0.0)
        patch.setattr(timeline, "REPLAYED_OPERATIONS", 1)
        yield
