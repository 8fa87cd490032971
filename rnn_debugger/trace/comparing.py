"""Where a trace and what is computed here differ: the first place, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any, TypeAlias

import msgspec
import numpy as np

from rnn_debugger.engine import Array, Program
from rnn_debugger.trace.format import IterationEntry, OperationEntry, TensorEntry, Trace
from rnn_debugger.trace.header import operation_entries, other_program, tensor_entries
from rnn_debugger.trace.numbers import Number, decoded, encoded
from rnn_debugger.trace.routes import Rebuilt, program_of

Entries: TypeAlias = tuple[tuple[TensorEntry, ...], tuple[OperationEntry, ...]]


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place at which a trace is not what is computed here.

    `problem` says what is there and what is here. Without an iteration it lies in the program
    itself; without a branch there is only one.
    """

    problem: str
    iteration: int | None
    operation: int | None
    tensor: str | None
    branch: int | None = None

    def __str__(self) -> str:
        place = [] if self.branch is None else [f"branch {self.branch}"]
        if self.iteration is not None:
            place.append(f"iteration {self.iteration}")
        if self.operation is not None:
            place.append(f"operation {self.operation}")
        if self.tensor is not None:
            place.append(f"tensor {self.tensor}")
        return f"{', '.join(place)}: {self.problem}" if place else self.problem


def program_difference(trace: Trace, found: Rebuilt) -> Difference | None:
    """The first tensor or operation of a program that is not the same here, branch by branch.

    Lines of source are not compared: a comment moves them.
    """
    program = found.compiled.program
    here = tensor_entries(program), operation_entries(program)
    difference = _entries_difference("", (trace.tensors, trace.program), here, program)
    programs = {route.branch.id: program_of(route) for route in found.routes}
    for number, (entry, route) in enumerate(zip(trace.branches, found.routes, strict=True)):
        if difference:
            break
        program = programs[entry.id]
        parent = entry.id if entry.parent is None else entry.parent
        there, here = (entry.tensors, entry.program), other_program(program, programs[parent])
        difference = _entries_difference(f"branches[{number}].", there, here, program)
        if difference:
            difference = replace(difference, branch=route.branch.id)
    return difference


def value_problem(there: msgspec.Raw, here: Array) -> str | None:
    """What differs between a value in the trace and the one computed, bit for bit; NaN is equal
    to NaN.
    """
    content = memoryview(there)
    # What is equal as text is equal; only what is not needs to be read.
    if content == encoded(here):
        return None
    if not content:
        return "has no value in the trace, where others have one"
    try:
        told = decoded(content)
    except ValueError as error:
        return f"its value in the trace is {error}"
    found = np.asarray(here, np.float64)
    if told.shape != found.shape:
        return f"has shape {told.shape} in the trace, {found.shape} here"
    same = (np.atleast_1d(told).view(np.int64) == np.atleast_1d(found).view(np.int64)) | (
        np.isnan(told) & np.isnan(found)
    )
    if same.all():
        return None
    index = tuple(map(int, np.argwhere(~same.reshape(told.shape))[0]))
    element = f"element {list(index)} " if index else ""
    return f"{element}is {float(told[index])!r} in the trace, {float(found[index])!r} here"


def iteration_difference(
    there: IterationEntry, here: IterationEntry, program: Program
) -> Difference | None:
    """What differs in the entry of a finished iteration."""

    def difference(problem: str, tensor: str) -> Difference:
        writers = program.writers.get(tensor, ())
        return Difference(problem, here.iteration, writers[-1] if writers else None, tensor)

    if not _same(there.loss, here.loss):
        return difference(f"the loss is {there.loss} in the trace, {here.loss} here", "loss")
    for key, prefix in (("gradient_norm", "d"), ("parameter_norm", ""), ("update_norm", "")):
        told, found = getattr(there, key), getattr(here, key)
        for name in {**found, **told}:
            if name not in told or name not in found or not _same(told[name], found[name]):
                a, b = _shown(told, name), _shown(found, name)
                problem = f"the {key} of {name} is {a} in the trace, {b} here"
                return difference(problem, f"{prefix}{name}")
    for key in ("iteration", "branch", "peak_live_bytes"):
        a, b = getattr(there, key), getattr(here, key)
        if a != b:
            problem = f"{key} of the entry is {a} in the trace, {b} here"
            return Difference(problem, here.iteration, None, None)
    return None


def _entries_difference(
    key: str, there: Entries, here: Entries, program: Program
) -> Difference | None:
    """The first difference of the tensors and operations under a key of the trace."""
    names = list(program.tensors)
    for number, pair in enumerate(zip_longest(there[0], here[0])):
        problem = _entries_differ(f"{key}tensors[{number}]", *pair)
        if problem:
            name = names[number] if number < len(names) else None
            return Difference(problem, None, None, name)
    for number, both in enumerate(zip_longest(there[1], here[1])):
        problem = _entries_differ(f"{key}program[{number}]", *both)
        if problem:
            name = program[number].output if number < len(program) else None
            return Difference(problem, None, number, name)
    return None


def _entries_differ(
    place: str,
    there: TensorEntry | OperationEntry | None,
    here: TensorEntry | OperationEntry | None,
) -> str | None:
    if there is None or here is None:
        return f"{place} is {'not in the trace' if there is None else 'not made here'}"
    for key in there.__struct_fields__:
        told, found = getattr(there, key), getattr(here, key)
        if told != found and key != "source":
            return f"{place}.{key} is {told!r} in the trace, {found!r} here"
    return None


def _same(there: Number, here: Number) -> bool:
    """Bit for bit, as value_problem has it; −0 is not 0."""
    return repr(float(there)) == repr(float(here))


def _shown(norms: Mapping[str, Any], name: str) -> str:
    return str(norms[name]) if name in norms else "absent"
