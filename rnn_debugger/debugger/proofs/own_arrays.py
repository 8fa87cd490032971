"""Arrays that somebody else computed, against the run: which goes wrong first, and what made it."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Final, Literal, TypeAlias

import numpy as np

from rnn_debugger.debugger.editing import element_text
from rnn_debugger.debugger.texts.numbers import power_of_ten, shape_text, short
from rnn_debugger.engine import Array, Index, Operation, Program
from rnn_debugger.recording import Place, Timeline
from rnn_debugger.recording.walker import SLICE_SECONDS
from rnn_debugger.trace import Progress

AGREEMENT: Final = 1e-5
"""Up to this relative error two numbers are taken for the same."""
COMPARISON_COLUMNS: Final = (
    "array",
    "operation",
    "max relative error",
    "worst",
    "yours",
    "the run's",
    "",
)
"""The last one has the verdict."""

Verdict: TypeAlias = Literal["agrees", "DIFFERS", "other shape"]


@dataclass(frozen=True, slots=True)
class ArrayComparison:
    """One array of theirs against the tensor of that name.

    `operation` wrote the tensor last in the iteration. `error` is the largest relative error, at
    `worst`; `hint` says what the array looks like instead, where that can be told.
    """

    name: str
    operation: Operation
    verdict: Verdict
    error: float = 0.0
    worst: Index = ()
    theirs: float = 0.0
    ours: float = 0.0
    hint: str = ""


@dataclass(frozen=True)
class OwnArrays:
    """Everything that was compared: first the rows that are wrong, in the order of their
    operations, then those that agree. `unknown` has a sentence for every name that no tensor has,
    `missing` the parameters' gradients that nobody gave.
    """

    rows: tuple[ArrayComparison, ...]
    unknown: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def wrong(self) -> tuple[ArrayComparison, ...]:
        return tuple(row for row in self.rows if row.verdict != "agrees")


def compare_with_run(
    timeline: Timeline, iteration: int, given: Mapping[str, Array]
) -> Generator[Progress, None, OwnArrays]:
    """`compare_arrays` with an iteration of the current branch, as it is when run to its end. The
    run may be moved meanwhile.
    """
    program, branch = timeline.route.program(iteration), timeline.route.branch.id

    def value(name: str, operation: int) -> Array:
        timeline.replay(iteration, operation, branch)
        return timeline.replay_next().arrays[name]

    def slices() -> Generator[Progress, None, OwnArrays]:
        # The way there may be long; from there on one operation follows another.
        for _ in timeline.replaying(Place(iteration, 0), branch):
            yield Progress(0, len(given))
        return (yield from compare_arrays(program, given, value))

    return slices()


def compare_arrays(
    program: Program, given: Mapping[str, Array], value: Callable[[str, int], Array]
) -> Generator[Progress, None, OwnArrays]:
    """Every array against its tensor, in slices: first those that are wrong, in the order in which
    the operations ran that wrote them, so that the first is where it first goes wrong.

    `value` gives a tensor just after an operation.
    """
    wanted: list[tuple[int, str]] = []
    unknown: list[str] = []
    for name in given:
        why_not = _why_unknown(program, name)
        if why_not:
            unknown.append(why_not)
        else:
            wanted.append((program.writers[name][-1], name))
    found: list[ArrayComparison] = []
    began = perf_counter()
    for number, (operation, name) in enumerate(sorted(wanted)):
        if perf_counter() - began > SLICE_SECONDS:
            yield Progress(number, len(wanted))
            began = perf_counter()
        found.append(_compared(name, program[operation], given[name], value(name, operation)))
    found.sort(key=lambda one: (one.verdict == "agrees", one.operation.id))
    gradients = [f"d{tensor.name}" for tensor in program.parameters]
    missing = [name for name in gradients if name in program.tensors and name not in given]
    return OwnArrays(tuple(found), tuple(unknown), tuple(missing))


def comparison_table(rows: Sequence[ArrayComparison]) -> str:
    """The comparison as text in columns, a line each."""
    lines = [COMPARISON_COLUMNS, *(comparison_cells(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def comparison_cells(row: ArrayComparison) -> tuple[str, ...]:
    """Of one array what stands in the `COMPARISON_COLUMNS`."""
    place = f"{row.operation.id} {row.operation.formula}"
    verdict = f"{row.verdict}: {row.hint}" if row.hint else row.verdict
    if row.verdict == "other shape":
        return (row.name, place, "", "", "", "", verdict)
    numbers = (f"{row.error:.1e}", element_text("", row.worst), short(row.theirs), short(row.ours))
    return (row.name, place, *numbers, verdict)


def comparison_sentence(found: OwnArrays) -> str:
    """What was found, in words: where it first goes wrong, and what the numbers look like."""
    wrong, count = found.wrong, len(found.rows)
    if not found.rows:
        return "Nothing could be compared: no tensor has any of these names."
    if not wrong:
        all_of_them = "The array agrees" if count == 1 else f"All {count} arrays agree"
        tolerance = power_of_ten(round(math.log10(AGREEMENT)))
        return f"{all_of_them} with the run, to a relative error of {tolerance}."
    first = wrong[0]
    one = "The array differs" if count == 1 else f"{len(wrong)} of {count} arrays differ"
    # Of a single array nobody knows whether what it was made from was right.
    goes = "first goes wrong" if count > 1 else "goes wrong"
    before = "" if count > 1 else " or before"
    looks = first.hint or _worst_text(first)
    return (
        f"{one}. It {goes} in operation {first.operation.id}{before}, "
        f"{first.operation.formula}: {looks}{'' if looks.endswith('?') else '.'}"
    )


def _worst_text(row: ArrayComparison) -> str:
    place = f"at {element_text('', row.worst)} " if row.worst else ""
    return f"{place}yours is {short(row.theirs)}, the run has {short(row.ours)}"


def _why_unknown(program: Program, name: str) -> str:
    """Why there is nothing to compare an array with, empty where there is."""
    if program.writers.get(name):
        return ""
    if name in program.tensors:
        return f"{name}: no operation of the iteration writes it"
    near = difflib.get_close_matches(name, program.tensors, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"{name}: there is no such tensor{hint}"


def _compared(name: str, operation: Operation, given: Array, ours: Array) -> ArrayComparison:
    theirs = _in_shape(given, ours)
    if theirs is None:
        hint = f"{shape_text(given.shape)}, the tensor is {shape_text(ours.shape)}"
        if given.shape == ours.shape[::-1]:
            hint += ": transposed?"
        return ArrayComparison(name, operation, "other shape", hint=hint)
    ours = ours.astype(np.float64)
    with np.errstate(all="ignore"):
        scale = np.maximum(np.abs(theirs), np.abs(ours))
        # What is far below the tensor's largest element is rounding.
        least = np.max(np.abs(ours), initial=0.0, where=np.isfinite(ours)) * 1e-8
        errors = np.abs(theirs - ours) / np.maximum(scale, max(least, 1e-300))
    same = (theirs == ours) | (np.isnan(theirs) & np.isnan(ours))
    errors = np.where(same, 0.0, np.where(np.isfinite(errors), errors, np.inf))
    worst = tuple(int(number) for number in np.unravel_index(int(errors.argmax()), errors.shape))
    error = float(errors[worst])
    if error <= AGREEMENT:
        return ArrayComparison(
            name, operation, "agrees", error, worst, float(theirs[worst]), float(ours[worst])
        )
    hint = next((text for text, other in _mistakes(theirs, ours) if _close(theirs, other)), "")
    return ArrayComparison(
        name, operation, "DIFFERS", error, worst, float(theirs[worst]), float(ours[worst]), hint
    )


def _in_shape(given: Array, ours: Array) -> Array | None:
    """The array in the tensor's shape, where they differ in axes of one element alone."""
    squeezed = [tuple(n for n in array.shape if n != 1) for array in (given, ours)]
    return given.reshape(ours.shape) if squeezed[0] == squeezed[1] else None


def _mistakes(theirs: Array, ours: Array) -> Iterator[tuple[str, Array]]:
    """What is often wrong with a gradient, and what it would be then."""
    yield "the sign is the other one", -ours
    if ours.ndim == 2 and ours.shape[0] == ours.shape[1]:
        yield "it is transposed", ours.T
    norms = float(np.linalg.norm(theirs)), float(np.linalg.norm(ours))
    if all(0 < norm < np.inf for norm in norms):
        factor = norms[0] / norms[1]
        yield f"it is {factor:.4g} times as large", ours * factor
    yield "it is zero", np.zeros_like(ours)


def _close(theirs: Array, other: Array) -> bool:
    return bool(np.allclose(theirs, other, rtol=1e-5, atol=1e-300))
