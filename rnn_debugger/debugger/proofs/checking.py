"""The gradient check: backpropagation against finite differences of the loss."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Final

import numpy as np

from rnn_debugger.debugger.editing import element_text
from rnn_debugger.debugger.proofs.copy_run import CopyRun, in_float64
from rnn_debugger.debugger.proofs.plans import SAMPLE, Plan, TensorCheck
from rnn_debugger.debugger.proofs.slopes import Loss, Target, least_slope
from rnn_debugger.debugger.texts.numbers import shape_text
from rnn_debugger.experiments import Compiled
from rnn_debugger.recording.walker import SLICE_SECONDS
from rnn_debugger.trace import Progress

CHECK_COLUMNS: Final = (
    "shape",
    "gradient norm",
    "max relative error",
    "worst",
    "compared",
    "",
)
"""Of a table of checks, behind the name; the last one has the verdict."""
MOST_NAMED: Final = 12
"""Tensors in one sentence."""
NUDGED: Final = "The arguments of some relus are 0 for all weights: 0.001 was added to these."


@dataclass(frozen=True)
class GradientCheck:
    """The check of one tensor after the other. `moved` says that it was made a little beside the
    weights, since there a relu stood on its kink. Errors are relative to no less than `least`:
    the rounding of the loss hides smaller slopes. `remarks` are sentences about what was compared.
    """

    tensors: tuple[TensorCheck, ...]
    loss: float
    least: float
    moved: bool
    remarks: tuple[str, ...] = ()

    @property
    def tiny(self) -> tuple[str, ...]:
        """Tensors of which a typical gradient is smaller than `least`, but not 0."""
        return tuple(
            check.name
            for check in self.tensors
            if 0 < check.gradient_norm < self.least * float(np.prod(check.shape)) ** 0.5
        )

    @property
    def wrong(self) -> tuple[TensorCheck, ...]:
        """Those that do not agree."""
        return tuple(check for check in self.tensors if check.verdict != "agrees")

    @property
    def worst(self) -> TensorCheck | None:
        """The tensor that disagrees most; None when all agree."""
        return max(self.wrong, key=lambda check: check.error) if self.wrong else None

    @property
    def notes(self) -> tuple[str, ...]:
        """What else there is to say, a sentence each."""
        notes = list(self.remarks)
        if self.moved:
            notes.append(
                "A relu stood on its kink, where there is no slope: compared 0.001 beside the "
                "weights."
            )
        if self.tiny:
            notes.append(
                f"{_few(self.tiny)}: errors are relative to {self.least:.1e}; the rounding "
                "of the loss hides what is smaller."
            )
        return tuple(notes)


def check_gradients(
    compiled: Compiled, sample: int | None = SAMPLE
) -> Generator[Progress, None, GradientCheck]:
    """Every parameter's gradient of the first window, in slices; updates are suspended.

    It works on a copy in float64. A parameter of more than `sample` elements is checked at so
    many, half of them those with the largest gradients, and as a whole in random directions, in
    which an error of any single element shows. None checks every element of every parameter.
    """
    run = CopyRun(in_float64(compiled))
    targets = [Target(tensor.name, f"d{tensor.name}") for tensor in run.program.parameters]
    return (yield from check_targets(run, targets, sample))


def check_targets(
    run: CopyRun,
    targets: Sequence[Target],
    sample: int | None = SAMPLE,
    tell: Callable[[TensorCheck], object] | None = None,
) -> Generator[Progress, None, GradientCheck]:
    """Tensors of one iteration, in slices; `tell` gets each as soon as it is checked."""
    loss = run.run_through()
    moved = run.stands_on_a_kink()
    remarks: tuple[str, ...] = ()
    if moved:
        run.move_aside()
        # To a change of the weights it does not matter what stays on its kink for all weights.
        if any(target.begin for target in targets) and run.nudge_kinks():
            remarks = (NUDGED,)
        loss = run.run_through()
    plans, results = [], []
    began = perf_counter()
    for target in targets:
        plans.append(Plan(run.machine, target, sample, run.seed))
        if perf_counter() - began > SLICE_SECONDS:
            yield Progress(0, 0)
            began = perf_counter()
    total, done = sum(plan.size for plan in plans), 0
    for plan in plans:
        for _ in plan.run(Loss(run, plan.target)):
            done += 1
            if perf_counter() - began > SLICE_SECONDS:
                yield Progress(done, total)
                began = perf_counter()
        results.append(plan.result(loss))
        if tell is not None:
            tell(results[-1])
    return GradientCheck(tuple(results), loss, least_slope(loss), moved, remarks)


def check_table(check: GradientCheck) -> str:
    """The check as a table, a line for each tensor."""
    cells = [(found.name, *check_cells(found)) for found in check.tensors]
    rows = [("parameter", *CHECK_COLUMNS), *cells]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return "\n".join([*lines, *check.notes])


def _few(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def check_cells(check: TensorCheck) -> tuple[str, ...]:
    """Of one tensor what stands in the `CHECK_COLUMNS`."""
    size = int(np.prod(check.shape))
    compared = f"{check.elements} of {size}" if check.directions else f"all {size}"
    if check.directions:
        compared += f", {check.directions} directions"
    return (
        shape_text(check.shape),
        f"{check.gradient_norm:.6g}",
        f"{check.error:.1e}",
        "direction" if check.worst is None else element_text("", check.worst),
        compared,
        check.verdict,
    )
