"""Arrays that somebody else computed, against the run: which goes wrong first, and what made it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Final, Literal, TypeAlias

import numpy as np

from rnn_debugger.data import BadInput, unreadable
from rnn_debugger.data.npz_arrays import read_arrays
from rnn_debugger.debugger.texts.numbers import shape_text, short
from rnn_debugger.engine import Array, Index, Operation, Program
from rnn_debugger.recording.walker import SLICE_SECONDS
from rnn_debugger.trace import Progress

AGREEMENT: Final = 1e-5
"""Up to this relative error two numbers are taken for the same."""

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


def read_own_arrays(path: Path) -> dict[str, Array]:
    """Arrays by their tensors' names, from an .npz file or from a .json object of nested lists.

    Raises `BadInput`, which names the file and the key.
    """
    if path.suffix.lower() != ".json":
        return read_arrays(path)
    try:
        found = json.loads(path.read_text(encoding="utf-8"), parse_int=float)
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: byte {error.start} is not UTF-8 text") from None
    except OSError as error:
        raise unreadable(path, error) from None
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}: is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise BadInput(f"{path}: is not an object of arrays by their names")
    return {name: _numbers(path, name, value) for name, value in found.items()}


def compare_arrays(
    program: Program, given: Mapping[str, Array], value: Callable[[str, int], Array]
) -> Generator[Progress, None, list[ArrayComparison]]:
    """Every array against its tensor, in slices: first those that are wrong, in the order in which
    the operations ran that wrote them, so that the first is where it first goes wrong.

    `value` gives a tensor just after an operation. Raises `BadInput` for a name that is none.
    """
    wanted = sorted((_last_writer(program, name).id, name) for name in given)
    found: list[ArrayComparison] = []
    began = perf_counter()
    for number, (operation, name) in enumerate(wanted):
        if perf_counter() - began > SLICE_SECONDS:
            yield Progress(number, len(wanted))
            began = perf_counter()
        found.append(_compared(name, program[operation], given[name], value(name, operation)))
    return sorted(found, key=lambda one: (one.verdict == "agrees", one.operation.id))


def comparison_table(rows: Sequence[ArrayComparison]) -> str:
    """The comparison as text in columns, a line each."""
    lines = [("array", "operation", "max relative error", "worst", "yours", "the run's", "")]
    for row in rows:
        place = f"{row.operation.id} {row.operation.formula}"
        if row.verdict == "other shape":
            lines.append((row.name, place, "", "", "", "", f"{row.verdict}: {row.hint}"))
            continue
        verdict = f"{row.verdict}: {row.hint}" if row.hint else row.verdict
        numbers = (f"{row.error:.1e}", str(list(row.worst)), short(row.theirs), short(row.ours))
        lines.append((row.name, place, *numbers, verdict))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _last_writer(program: Program, name: str) -> Operation:
    writers = program.writers.get(name, ())
    if writers:
        return program[writers[-1]]
    if name in program.tensors:
        raise BadInput(f"{name}: no operation of the iteration writes it")
    near = difflib.get_close_matches(name, program.tensors, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise BadInput(f"{name}: there is no such tensor{hint}")


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


def _numbers(path: Path, name: str, value: Any) -> Array:
    try:
        return np.array(value, np.float64)
    except (ValueError, TypeError, OverflowError):
        raise BadInput(f"{path}: {name}: not numbers in rows of one length") from None
