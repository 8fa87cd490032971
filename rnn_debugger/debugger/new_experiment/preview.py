"""What an experiment that is drawn up would be: its program, and figures of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from math import prod
from pathlib import Path

from rnn_debugger.debugger.memory.memory_ledger import ledger
from rnn_debugger.debugger.session import Session
from rnn_debugger.debugger.texts.numbers import bytes_text, shape_text
from rnn_debugger.engine import Program, Tensor
from rnn_debugger.experiments import Experiment, Size, compile_experiment

LIVE_PREVIEW = Size(30_000, 512 * 2**20)
"""What is compiled while somebody types: a second's work on the machine of the measurements, where
1,000 operations take 33 ms to compile and 15 ms more for a session at their beginning.
"""


@dataclass(frozen=True)
class Figures:
    """Numbers of a program. Sizes are in bytes; `phases` counts the operations of an iteration."""

    parameters: tuple[Tensor, ...]
    phases: dict[str, int]
    peak: int
    parameter_bytes: int
    optimizer_bytes: int

    @property
    def parameter_count(self) -> int:
        """Numbers that are trained."""
        return sum(prod(tensor.shape) for tensor in self.parameters)

    @property
    def operations(self) -> int:
        return sum(self.phases.values())


@dataclass(frozen=True)
class Preview:
    """A session that has not run, and the figures of its program."""

    session: Session
    figures: Figures

    @property
    def note(self) -> str:
        """What is to be known of the data, a sentence or nothing."""
        note = self.session.compiled.note
        return f"{note[0].upper()}{note[1:]}." if note else ""


def make_preview(
    experiment: Experiment, allowed_code: Container[str], most: Size | None = LIVE_PREVIEW
) -> Preview:
    """Compile an experiment whose paths are whole; nothing is run but a cell of one's own.

    Raises `BadInput`, `CodeNotAllowed` for a cell that nobody has allowed, and `TooLarge` above
    the size `most`.
    """
    compiled = compile_experiment(experiment, Path(), allowed_code=allowed_code, most=most)
    return Preview(Session(compiled, experiment.title), figures(compiled.program))


def figures(program: Program) -> Figures:
    """Count and measure a program."""
    held = ledger(program, 0)
    return Figures(
        program.parameters,
        dict(Counter(operation.phase for operation in program)),
        held.peak,
        held.by_role["parameter"],
        held.by_role["optimizer"],
    )


PARAMETER_COLUMNS = ("parameter", "shape", "numbers", "bytes")


def parameter_rows(found: Figures) -> list[tuple[str, str, str, str]]:
    """A row of `PARAMETER_COLUMNS` for each parameter."""
    return [
        (tensor.name, shape_text(tensor.shape), f"{prod(tensor.shape):,}", bytes_text(tensor.bytes))
        for tensor in found.parameters
    ]


def figure_rows(found: Figures) -> list[tuple[str, str, str]]:
    """What is counted, how much it is, and what it consists of."""
    phases = ", ".join(f"{count:,} {phase}" for phase, count in found.phases.items())
    matrices = len(found.parameters)
    return [
        ("Parameters", f"{found.parameter_count:,}", f"in {matrices} arrays"),
        ("Operations of an iteration", f"{found.operations:,}", phases),
        ("Memory of an iteration", bytes_text(found.peak), "at its peak, all that is live"),
        ("of which parameters", bytes_text(found.parameter_bytes), "from the first to the last"),
        ("of which optimizer", bytes_text(found.optimizer_bytes),
         "its slots" if found.optimizer_bytes else "it keeps nothing"),
    ]  # fmt: skip


def too_large_sentence(size: Size) -> str:
    """Why there is no preview yet."""
    # It is an estimate.
    about = float(f"{size.operations:.2g}")
    return (
        f"Too large for a live preview: about {about:,.0f} operations an iteration, and "
        f"{bytes_text(size.bytes)}. It can be compiled all the same."
    )
