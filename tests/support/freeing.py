"""Runs a program with an array for each tensor that is let go of when its recorded life ends."""

from __future__ import annotations

import gc
import tracemalloc
from dataclasses import dataclass

import numpy as np

from rnn_debugger.engine import Array, lives
from rnn_debugger.engine.primitive import Thunk
from rnn_debugger.experiments import Compiled

NUMPY_DOMAIN: int = np.lib.tracemalloc_domain


@dataclass(frozen=True)
class Freed:
    """What was measured while each operation ran, in bytes: int64, (operations,)."""

    held: Array
    """NumPy's own memory at the operation's end, before anything is let go of."""
    peaks: Array
    """The most that all of Python held during the operation, temporary arrays included."""
    left: dict[str, Array]
    """What is there at the end."""


def run_freeing(compiled: Compiled) -> Freed:
    """One iteration from the experiment's beginning; a value read after its life has ended is a
    `KeyError`. The scratch that kernels share is made before the measuring begins.
    """
    program, machine = compiled.program, compiled.machine()
    machine.run(len(program))
    machine.feed.load(0)
    last = {name: life.last for name, life in lives(program).items()}
    held, peaks = (np.zeros(len(program), np.int64) for _ in range(2))
    gc.collect()
    tracemalloc.start()
    try:
        arrays = {t.name: np.zeros(t.shape, t.dtype) for t in program.persistent}
        for tensor in program.parameters:
            np.copyto(arrays[tensor.name], compiled.initial[tensor.name])
        overhead = tracemalloc.get_traced_memory()[0] - sum(a.nbytes for a in arrays.values())
        for operation in program:
            tracemalloc.reset_peak()
            output = program.tensors[operation.output]
            if output.name not in arrays:
                arrays[output.name] = np.empty(output.shape, output.dtype)
            operands = [arrays[name] for name in operation.inputs]
            thunks: list[Thunk] = list(
                operation.rule.kernel(machine.work, arrays[output.name], *operands)
            )
            with np.errstate(all="ignore"):
                for thunk in thunks:
                    thunk()
            peaks[operation.id] = tracemalloc.get_traced_memory()[1] - overhead
            held[operation.id] = _numpy_bytes()
            thunks.clear()
            operands.clear()
            del thunk
            for name in {*operation.inputs, output.name}:
                if last[name] == operation.id:
                    del arrays[name]
        return Freed(held, peaks, dict(arrays))
    finally:
        tracemalloc.stop()


def _numpy_bytes() -> int:
    snapshot = tracemalloc.take_snapshot()
    kept = snapshot.filter_traces([tracemalloc.DomainFilter(True, NUMPY_DOMAIN)])
    return sum(trace.size for trace in kept.traces)
