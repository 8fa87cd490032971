"""Binding in slices gives what binding at once gives, and leaves other things alone meanwhile."""

import gc
from itertools import pairwise

import numpy as np
import pytest

from rnn_debugger.engine import bindings


@pytest.fixture
def small_slices(monkeypatch):
    monkeypatch.setattr(bindings, "PORTION", 3)
    monkeypatch.setattr(bindings, "SLICE_SECONDS", 0.0)


def test_a_machine_made_in_slices_runs_to_the_same_bytes(two_layers, small_slices):
    slices = two_layers.making_machine()
    count = 0
    while True:
        try:
            next(slices)
        except StopIteration as end:
            machine = end.value
            break
        count += 1
    assert count > len(two_layers.program) / 3
    plain = two_layers.machine()
    for one in (plain, machine):
        one.run(len(one.program))
    assert machine.memory.tobytes() == plain.memory.tobytes()


def test_every_operation_has_its_calls_and_its_bytes(two_layers):
    machine = two_layers.machine()
    bounds, program = machine._bounds, machine.program
    assert (bounds[0], bounds[-1]) == (0, len(machine._thunks))
    assert all(first < last for first, last in pairwise(bounds))
    for operation, place in zip(program, machine.places, strict=True):
        assert place.size == program.tensors[operation.output].bytes
        assert np.shares_memory(place, machine.arrays[operation.output])


def test_garbage_is_collected_between_slices(two_layers, small_slices):
    slices = two_layers.making_machine()
    for _ in range(5):
        next(slices)
        assert gc.isenabled()
    slices.close()
    assert gc.isenabled()
