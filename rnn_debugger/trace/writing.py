"""Writing a trace: a run from its start, streamed as JSON while it is executed again."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from pathlib import Path
from time import perf_counter
from typing import BinaryIO, NamedTuple

import msgspec

from rnn_debugger.data import replacing
from rnn_debugger.engine import telling
from rnn_debugger.experiments import Compiled
from rnn_debugger.recording.walker import SLICE_SECONDS
from rnn_debugger.trace.extent import Extent, Part, straight
from rnn_debugger.trace.format import Bookmark, Cursor
from rnn_debugger.trace.header import branch_entry, head
from rnn_debugger.trace.numbers import pieces
from rnn_debugger.trace.rerun import Rerun
from rnn_debugger.trace.routes import program_of


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
    yield from write_branches(straight(compiled, steps), path, values=values)


def write_branches(
    extent: Extent, path: Path, *, values: bool = True
) -> Generator[Progress, None, None]:
    """The same with all branches of a run."""
    with replacing(path) as file:
        yield from stream_branches(extent, file, values=values)


def stream_trace(
    compiled: Compiled, file: BinaryIO, steps: int, *, values: bool = True
) -> Generator[Progress, None, None]:
    """The first `steps` operations into an open file, such as standard output."""
    yield from stream_branches(straight(compiled, steps), file, values=values)


def stream_branches(
    extent: Extent, file: BinaryIO, *, values: bool = True
) -> Generator[Progress, None, None]:
    """All branches of a run into an open file."""
    total = extent.cost
    # A window can show that it has begun before the program is bound to memory.
    yield Progress(0, total)
    # Iterations end between the steps and stand behind them: they wait in a file, so that
    # memory does not grow with the length of the trace.
    with tempfile.TemporaryFile() as waiting:
        file.write(msgspec.json.encode(head(extent.compiled))[:-1])
        file.write(b',"branches":[')
        yield from _write_branches(extent, file)
        file.write(b'],\n"steps":[')
        steps = _Steps(file, waiting, total, values)
        for part in extent.parts:
            if not part.is_empty:
                yield from steps.write(part)
        file.write(b'\n],\n"iterations":[')
        waiting.seek(0)
        while block := waiting.read(2**16):
            file.write(block)
            yield Progress(total, total)
        file.write(b'\n],\n"bookmarks":')
        file.write(msgspec.json.encode([Bookmark(name, *at) for name, at in extent.bookmarks]))
        if extent.cursor is not None:
            file.write(b',\n"cursor":' + msgspec.json.encode(Cursor(*extent.cursor)))
        file.write(b"}\n")
        file.flush()


def _write_branches(extent: Extent, file: BinaryIO) -> Generator[Progress, None, None]:
    programs = {part.branch.id: program_of(part.route) for part in extent.parts}
    for number, part in enumerate(extent.parts):
        branch = part.branch
        program = programs[branch.id]
        parents = program if branch.parent is None else programs[branch.parent]
        file.write(b"," if number else b"")
        file.write(msgspec.json.encode(branch_entry(branch, program, parents)))
        yield Progress(0, extent.cost)


class _Steps:
    """The steps of one branch after the other, and aside what is said of finished iterations."""

    def __init__(self, file: BinaryIO, waiting: BinaryIO, total: int, values: bool) -> None:
        self._file = file
        self._waiting = waiting
        self._total = total
        self._values = values
        self._steps = 0
        self._done = 0

    def write(self, part: Part) -> Generator[Progress, None, None]:
        before = self._done
        rerun = yield from telling(Rerun.making(part.route), Progress(before, self._total))
        for done in rerun.reach(part.branch.fork):
            yield Progress(before + done, self._total)
        self._done = before + part.route.index(part.branch.fork)
        file, branch, began = self._file, part.branch.id, perf_counter()
        while (place := rerun.place) < part.end:
            held = rerun.held
            output = rerun.step()
            file.write(
                b'%b{"step":%d,"iteration":%d,"operation":%d,"branch":%d,"live_bytes":%d'
                % (b",\n" if self._steps else b"\n", self._steps, *place, branch, held)
            )
            if self._values:
                file.write(b',"value":')
                for piece in pieces(output):
                    file.write(piece)
                    if perf_counter() - began > SLICE_SECONDS:
                        yield Progress(self._done, self._total)
                        began = perf_counter()
            file.write(b"}")
            if entry := rerun.arrive():
                self._waiting.write(b",\n" if self._waiting.tell() else b"\n")
                self._waiting.write(msgspec.json.encode(entry))
            self._steps += 1
            self._done += 1
            if perf_counter() - began > SLICE_SECONDS:
                yield Progress(self._done, self._total)
                began = perf_counter()
