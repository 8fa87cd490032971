"""Writing a trace: a run from its start, streamed as JSON while it is executed again."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from pathlib import Path
from time import perf_counter
from typing import BinaryIO, NamedTuple

import msgspec

from rnn_debugger.data import replacing
from rnn_debugger.experiments import Compiled
from rnn_debugger.recording.walker import SLICE_SECONDS
from rnn_debugger.trace.header import head
from rnn_debugger.trace.numbers import pieces
from rnn_debugger.trace.rerun import Rerun


class Progress(NamedTuple):
    """How many operations are done, of how many."""

    done: int
    total: int


def write_trace(
    compiled: Compiled, path: Path, steps: int, *, values: bool = True
) -> Generator[Progress, None, None]:
    """Write the first `steps` operations to a file, put in place when the generator ends.

    It runs in slices of a few milliseconds; closed before its end, it leaves nothing behind and
    what was there before untouched. Raises `BadInput` for a file that cannot be written.
    """
    with replacing(path) as file:
        yield from stream_trace(compiled, file, steps, values=values)


def stream_trace(
    compiled: Compiled, file: BinaryIO, steps: int, *, values: bool = True
) -> Generator[Progress, None, None]:
    """The same into an open file, such as standard output."""
    # A window can show that it has begun before the program is bound to memory.
    yield Progress(0, steps)
    # Iterations end between the steps and stand behind them: they wait in a file, so that
    # memory does not grow with the length of the trace.
    with tempfile.TemporaryFile() as waiting:
        file.write(msgspec.json.encode(head(compiled))[:-1])
        file.write(b',\n"steps":[')
        yield from _write_steps(compiled, file, waiting, steps, values)
        file.write(b'\n],\n"iterations":[')
        waiting.seek(0)
        while block := waiting.read(2**16):
            file.write(block)
            yield Progress(steps, steps)
        file.write(b'\n],\n"bookmarks":[]}\n')
        file.flush()


def _write_steps(
    compiled: Compiled, file: BinaryIO, waiting: BinaryIO, steps: int, values: bool
) -> Generator[Progress, None, None]:
    rerun = Rerun(compiled)
    began = perf_counter()
    separator = b"\n"
    for step, (iteration, operation) in enumerate(rerun.positions(steps)):
        output = rerun.step()
        held = rerun.live_bytes[operation]
        file.write(
            b'%b{"step":%d,"iteration":%d,"operation":%d,"branch":0,"live_bytes":%d'
            % (separator, step, iteration, operation, held)
        )
        separator = b",\n"
        if values:
            file.write(b',"value":')
            for piece in pieces(output):
                file.write(piece)
                if perf_counter() - began > SLICE_SECONDS:
                    yield Progress(step, steps)
                    began = perf_counter()
        file.write(b"}")
        if entry := rerun.finish_iteration():
            waiting.write((b",\n" if iteration else b"\n") + msgspec.json.encode(entry))
        if perf_counter() - began > SLICE_SECONDS:
            yield Progress(step + 1, steps)
            began = perf_counter()
