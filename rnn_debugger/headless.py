"""The commands that need no window. Each returns its exit code, and raises `BadInput`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import BinaryIO, TypeVar

from rnn_debugger.debugger import (
    BadInput,
    Task,
    builtin_experiments,
    check_gradients,
    check_table,
    load,
)
from rnn_debugger.trace import (
    compile_trace,
    other_environment,
    read_trace,
    refuse_unwritable,
    stream_trace,
    verify_trace,
    write_trace,
)

Result = TypeVar("Result")


def experiments(_: argparse.Namespace) -> int:
    """A line for every built-in experiment, the name first."""
    found = builtin_experiments()
    width = max(map(len, found), default=0)
    for name, experiment in found.items():
        print(f"{name:{width}}  {experiment.title}")
    return 0


def trace(chosen: argparse.Namespace) -> int:
    """Run an experiment and write its trace."""
    path = None
    if chosen.output != "-":
        path = Path(chosen.output or _default_output(chosen.experiment))
        refuse_unwritable(path)
    loaded = load(chosen.experiment)
    if path is not None and path.exists() and path.samefile(loaded.path):
        raise BadInput(f"{path}: the trace would take the place of the file that it is made from")
    if loaded.compiled.note:
        note(f"note: {loaded.compiled.note}")
    compiled, values = loaded.compiled, chosen.values == "all"
    steps = chosen.iterations * len(compiled.program)
    if path is None:
        _finish(Task(stream_trace(compiled, _binary_output(), steps, values=values)), "trace")
        return 0
    _finish(Task(write_trace(compiled, path, steps, values=values)), "trace")
    print(f"{path}: {chosen.iterations:,} × {len(compiled.program):,} operations")
    return 0


def check(chosen: argparse.Namespace) -> int:
    """Compare gradients with finite differences; 1 when one does not agree."""
    loaded = load(chosen.experiment)
    result = _finish(Task(check_gradients(loaded.compiled, chosen.sample)), "check")
    print(check_table(result))
    if result.worst is None:
        return 0
    note(f"{loaded.path}: {result.worst}")
    return 1


def verify(chosen: argparse.Namespace) -> int:
    """Execute a trace again; 1 when something differs."""
    path = Path(chosen.trace)
    trace = read_trace(path)
    others = other_environment(trace.environment)
    if others:
        note(f"warning: {path} was made with other software, so last digits may differ: {others}")
    verdict = _finish(Task(verify_trace(trace, compile_trace(trace, path))), "verify")
    if verdict.difference:
        note(f"{path}: {verdict.difference}")
        return 1
    compared = f"{verdict.numbers:,} numbers" if verdict.numbers else "losses and norms"
    print(
        f"{path}: {verdict.steps:,} operations and {verdict.iterations:,} finished iterations "
        f"executed again, {compared} the same bit for bit"
    )
    return 0


def _finish(task: Task[Result], what: str) -> Result:
    """Run a task to its end, with a bar on a terminal."""
    try:
        if sys.stderr is None or not sys.stderr.isatty():
            return task.finish()
        from tqdm import tqdm  # noqa: PLC0415

        with tqdm(desc=what, unit_scale=True, leave=False, file=sys.stderr) as bar:
            while task.advance():
                bar.total = task.progress.total
                bar.update(task.progress.done - bar.n)
        return task.finish()
    finally:
        task.cancel()


def _default_output(experiment: str) -> str:
    return f"{Path(experiment).stem.removesuffix('.trace')}.trace.json"


def _binary_output() -> BinaryIO:
    if sys.stdout is None:
        raise BadInput("standard output is closed")
    return sys.stdout.buffer


def note(sentence: str) -> None:
    print(f"rnn-debugger: {sentence}", file=sys.stderr)
