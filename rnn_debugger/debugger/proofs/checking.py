"""The gradient check: backpropagation against finite differences of the loss."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import chain
from time import perf_counter
from typing import Final, Literal, TypeAlias
from zlib import crc32

import msgspec
import numpy as np

from rnn_debugger.debugger.proofs.slopes import TOLERANCE, Loss, slope_error
from rnn_debugger.debugger.texts.numbers import shape_text
from rnn_debugger.engine import Array, Index, Machine, Program, Shape
from rnn_debugger.experiments import Compiled, compile_experiment
from rnn_debugger.recording.results import measured
from rnn_debugger.recording.walker import SLICE_SECONDS
from rnn_debugger.trace import Progress

SAMPLE: Final = 500
"""Elements of one parameter that are checked one by one."""
DIRECTIONS: Final = 8
"""Random directions in which all elements of a larger parameter are checked together."""

Verdict: TypeAlias = Literal["agrees", "DIFFERS", "not finite"]


@dataclass(frozen=True, slots=True)
class ParameterCheck:
    """What the check found of one parameter.

    `error` is the largest relative error, `worst` the index of the element that has it, None
    for one of the `directions`; `elements` were checked one by one.
    """

    name: str
    shape: Shape
    gradient_norm: float
    elements: int
    directions: int
    error: float
    worst: Index | None
    gradient: float
    difference: float
    verdict: Verdict

    def __str__(self) -> str:
        if self.verdict == "not finite":
            return f"{self.name}: the loss or its gradient is NaN or infinite"
        where = "in a random direction" if self.worst is None else f"at {list(self.worst)}"
        return (
            f"{self.name}: the gradient {where} is {self.gradient!r}, finite differences give "
            f"{self.difference!r}"
        )


@dataclass(frozen=True)
class GradientCheck:
    """The check of every parameter. `moved` says that it was made a little beside the initial
    weights, since there a relu stood on its kink. Errors are relative to no less than `least`:
    the rounding of the loss hides smaller slopes.
    """

    parameters: tuple[ParameterCheck, ...]
    loss: float
    least: float
    moved: bool

    @property
    def tiny(self) -> tuple[str, ...]:
        """Parameters of which a typical gradient is smaller than `least`, but not 0."""
        return tuple(
            check.name
            for check in self.parameters
            if 0 < check.gradient_norm < self.least * float(np.prod(check.shape)) ** 0.5
        )

    @property
    def worst(self) -> ParameterCheck | None:
        """The parameter that disagrees most; None when all agree."""
        wrong = [check for check in self.parameters if check.verdict != "agrees"]
        return max(wrong, key=lambda check: check.error) if wrong else None


def check_gradients(
    compiled: Compiled, sample: int | None = SAMPLE
) -> Generator[Progress, None, GradientCheck]:
    """Every parameter's gradient of the first window, in slices; updates are suspended.

    It works on a copy in float64. A parameter of more than `sample` elements is checked at so
    many, half of them those with the largest gradients, and as a whole in random directions, in
    which an error of any single element shows. None checks every element of every parameter.
    """
    copy = _copy(compiled)
    machine = copy.machine(measured(copy.program) | _kinks(copy.program))
    machine.run(len(copy.program))
    moved = _stands_on_a_kink(machine) and _move_aside(machine, copy.experiment.seed)
    # The plans first: they copy the gradients, whose places the forward sweep may use as well.
    plans = [_Plan(machine, name, sample, copy.experiment.seed) for name in _names(machine)]
    loss = Loss(machine)
    total = sum(plan.size for plan in plans)
    began = perf_counter()
    for done, _ in enumerate(chain.from_iterable(plan.run(loss) for plan in plans), 1):
        if perf_counter() - began > SLICE_SECONDS:
            yield Progress(done, total)
            began = perf_counter()
    results = [plan.result(loss.value) for plan in plans]
    return GradientCheck(tuple(results), loss.value, loss.least, moved)


def _copy(compiled: Compiled) -> Compiled:
    """The same without updates and in float64, with the weights that it begins with."""
    experiment = msgspec.structs.replace(
        compiled.experiment,
        dtype="float64",
        weights={name: array.tolist() for name, array in compiled.initial.items()},
    )
    file = compiled.cell_file
    return compile_experiment(
        experiment,
        compiled.folder,
        with_updates=False,
        allowed_code=() if file is None else {file.sha256},
        cell_file=file,
    )


def _names(machine: Machine) -> list[str]:
    return [tensor.name for tensor in machine.program.parameters]


def _kinks(program: Program) -> frozenset[str]:
    """The arguments of every relu: at 0 the slopes to the left and to the right differ."""
    return frozenset(op.inputs[0] for op in program if op.primitive == "relu")


def _stands_on_a_kink(machine: Machine) -> bool:
    return not all(machine.arrays[name].all() for name in _kinks(machine.program))


def _move_aside(machine: Machine, seed: int) -> bool:
    generator = np.random.default_rng([seed, 1])
    for name in _names(machine):
        array = machine.arrays[name]
        array += 1e-3 * generator.uniform(-1, 1, array.shape)
    machine.enter(0)
    machine.run(len(machine.program))
    return True


class _Plan:
    """The elements and directions in which one parameter is to be checked."""

    def __init__(self, machine: Machine, name: str, sample: int | None, seed: int) -> None:
        self._name = name
        self._array = machine.arrays[name]
        gradient = machine.arrays.get(f"d{name}")
        self._gradient = np.zeros(self._array.shape) if gradient is None else gradient.copy()
        self._generator = np.random.default_rng([seed, crc32(name.encode())])
        self._elements = self._choose(sample)
        self._directions = DIRECTIONS if len(self._elements) < self._array.size else 0
        self._found: list[tuple[float, Index | None, float, float]] = []

    @property
    def size(self) -> int:
        return len(self._elements) + self._directions

    def run(self, loss: Loss) -> Iterator[None]:
        """Check one element or direction after the other."""
        if not (np.isfinite(self._gradient).all() and np.isfinite(loss.value)):
            return
        typical = float(np.sqrt(np.mean(np.square(self._gradient))))
        for number in self._elements:
            index = tuple(map(int, np.unravel_index(number, self._array.shape)))
            along = np.zeros(self._array.shape)
            along[index] = 1
            self._measure(loss, index, along, float(self._gradient[index]), typical)
            yield
        for _ in range(self._directions):
            along = self._generator.choice([-1.0, 1.0], self._array.shape)
            along /= np.sqrt(self._array.size)
            slope = float(np.vdot(along, self._gradient))
            self._measure(loss, None, along, slope, typical)
            yield

    def result(self, loss: float) -> ParameterCheck:
        """What was found, once all of it has run."""
        error, worst, gradient, difference = max(
            self._found, key=lambda found: found[0], default=(float("nan"), None, loss, loss)
        )
        verdict: Verdict = "not finite"
        if self._found and np.isfinite(difference):
            verdict = "agrees" if error <= TOLERANCE else "DIFFERS"
        return ParameterCheck(
            self._name,
            self._array.shape,
            float(np.linalg.norm(self._gradient)),
            sum(1 for found in self._found if found[1] is not None),
            sum(1 for found in self._found if found[1] is None),
            error,
            worst,
            gradient,
            difference,
            verdict,
        )

    def _choose(self, sample: int | None) -> list[int]:
        """Numbers of elements in flat order: all, or the largest gradients and random others."""
        size = self._array.size
        if sample is None or size <= sample:
            return list(range(size))
        order = np.argsort(-np.abs(self._gradient), axis=None, kind="stable")
        largest = order[: sample // 2]
        others = self._generator.choice(order[sample // 2 :], sample - sample // 2, replace=False)
        return sorted(map(int, [*largest, *others]))

    def _measure(
        self, loss: Loss, index: Index | None, along: Array, gradient: float, typical: float
    ) -> None:
        error, difference = slope_error(loss, self._array, along, gradient, typical)
        self._found.append((error, index, gradient, difference))


def check_table(check: GradientCheck) -> str:
    """The check as a table, a line for each parameter."""
    head = ("parameter", "shape", "gradient norm", "max relative error", "worst", "compared", "")
    rows = [head, *(_row(found) for found in check.parameters)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    if check.moved:
        lines.append(
            "A relu stood on its kink, where there is no slope: compared 0.001 beside the "
            "initial weights."
        )
    if check.tiny:
        lines.append(
            f"{', '.join(check.tiny)}: errors are relative to {check.least:.1e}; the rounding of "
            "the loss hides what is smaller."
        )
    return "\n".join(lines)


def _row(check: ParameterCheck) -> tuple[str, ...]:
    size = int(np.prod(check.shape))
    compared = f"{check.elements} of {size}" if check.directions else f"all {size}"
    if check.directions:
        compared += f", {check.directions} directions"
    return (
        check.name,
        shape_text(check.shape),
        f"{check.gradient_norm:.6g}",
        f"{check.error:.1e}",
        "direction" if check.worst is None else str(list(check.worst)),
        compared,
        check.verdict,
    )
