"""The commands that need no window. Each returns its exit code, and raises `BadInput`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Container, Generator
from pathlib import Path
from typing import BinaryIO, TypeVar

from rnn_debugger.debugger import (
    ALL_CODE,
    BadInput,
    Progress,
    SampleSettings,
    Sampling,
    Session,
    Task,
    builtin_experiments,
    check_gradients,
    check_table,
    comparison_table,
    load,
    open_session,
    read_own_arrays,
)
from rnn_debugger.script import SCRIPTS, write_script
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
    loaded = load(chosen.experiment, _allowed(chosen))
    if path is not None:
        _refuse_to_replace(loaded.path, path, "trace")
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
    loaded = load(chosen.experiment, _allowed(chosen))
    if loaded.compiled.note:
        note(f"note: {loaded.compiled.note}")
    result = _finish(Task(check_gradients(loaded.compiled, chosen.sample)), "check")
    print(check_table(result))
    if result.worst is None:
        return 0
    note(f"{loaded.path}: {result.worst}")
    return 1


def compare(chosen: argparse.Namespace) -> int:
    """Compare arrays of one's own with the run; 1 when one differs."""
    path = Path(chosen.arrays)
    arrays = read_own_arrays(path)
    session = open_session(chosen.experiment, _allowed(chosen))
    session.seek(chosen.iteration)
    found = _finish(session.comparing_arrays(arrays, chosen.iteration), "compare")
    if found.unknown:
        raise BadInput(f"{path}: {found.unknown[0]}")
    print(comparison_table(found.rows))
    if not found.wrong:
        return 0
    first = found.wrong[0].operation
    note(f"{path}: it first goes wrong in operation {first.id}, {first.formula}")
    return 1


def script(chosen: argparse.Namespace) -> int:
    """Write an experiment out as a script."""
    loaded = load(chosen.experiment, _allowed(chosen))
    if chosen.output == "-":
        print(SCRIPTS[chosen.library](loaded.compiled), end="")
        return 0
    path = Path(chosen.output or f"{Path(chosen.experiment).stem}.py")
    _refuse_to_replace(loaded.path, path, "script")
    lines = write_script(loaded.compiled, path, chosen.library)
    print(f"{path}: {lines:,} lines")
    return 0


def sample(chosen: argparse.Namespace) -> int:
    """Print a text that a character model writes."""
    session = open_session(chosen.experiment, _allowed(chosen))
    settings = SampleSettings(chosen.prime, chosen.length, chosen.temperature, chosen.seed)
    # Whatever refuses, it should be before the training.
    Sampling(session, settings)
    if chosen.iterations is not None:
        _finish(Task(_training(session, chosen.iterations)), "train")
    sampling = Sampling(session, settings)
    note(sampling.place)
    print(_finish(Task(sampling.run()), "sample"))
    return 0


def verify(chosen: argparse.Namespace) -> int:
    """Execute a trace again; 1 when something differs."""
    path = Path(chosen.trace)
    trace = read_trace(path)
    others = other_environment(trace.environment)
    if others:
        note(f"warning: {path} was made with other software, so last digits may differ: {others}")
    verdict = _finish(
        Task(verify_trace(trace, compile_trace(trace, path, _allowed(chosen)))), "verify"
    )
    if verdict.difference:
        note(f"{path}: {verdict.difference}")
        return 1
    compared = f"{verdict.numbers:,} numbers" if verdict.numbers else "losses and norms"
    print(
        f"{path}: {verdict.steps:,} operations and {verdict.iterations:,} finished iterations "
        f"executed again, {compared} the same bit for bit"
    )
    return 0


def _allowed(chosen: argparse.Namespace) -> Container[str]:
    return ALL_CODE if chosen.allow_code else ()


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


def _training(session: Session, iterations: int) -> Generator[Progress, None, None]:
    """Go to the beginning of an iteration, in slices."""
    movement = session.seeking(iterations)
    try:
        while movement.advance():
            yield Progress(round(iterations * (session.progress or 0)), iterations)
    finally:
        movement.cancel()


def _refuse_to_replace(source: Path, path: Path, what: str) -> None:
    if path.exists() and path.samefile(source):
        raise BadInput(f"{path}: the {what} would take the place of the file that it is made from")


def _default_output(experiment: str) -> str:
    return f"{Path(experiment).stem.removesuffix('.trace')}.trace.json"


def _binary_output() -> BinaryIO:
    if sys.stdout is None:
        raise BadInput("standard output is closed")
    return sys.stdout.buffer


def note(sentence: str) -> None:
    print(f"rnn-debugger: {sentence}", file=sys.stderr)
