"""Verifying a trace: it is executed again, and every number compared bit for bit."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from time import perf_counter

from rnn_debugger.experiments import Compiled
from rnn_debugger.recording.walker import SLICE_SECONDS
from rnn_debugger.trace.comparing import (
    Difference,
    iteration_difference,
    program_difference,
    step_difference,
    value_problem,
)
from rnn_debugger.trace.format import IterationEntry, Step, Trace
from rnn_debugger.trace.rerun import Rerun
from rnn_debugger.trace.writing import Progress


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first difference, if there is one, and how much was compared before it."""

    difference: Difference | None
    steps: int
    numbers: int
    iterations: int


def verify_trace(trace: Trace, compiled: Compiled) -> Generator[Progress, None, Verdict]:
    """Run the trace's experiment again beside it, in slices of a few milliseconds.

    `compiled` is what `compile_trace` gives.
    """
    difference = program_difference(trace, compiled.program)
    if difference:
        return Verdict(difference, 0, 0, 0)
    comparison = _Comparison(trace, compiled)
    began = perf_counter()
    for step in range(len(trace.steps)):
        difference = comparison.next(step)
        if difference:
            break
        if perf_counter() - began > SLICE_SECONDS:
            yield Progress(step + 1, len(trace.steps))
            began = perf_counter()
    return comparison.verdict(difference or comparison.entries_left_over())


class _Comparison:
    """A trace and a run of the same program, side by side."""

    def __init__(self, trace: Trace, compiled: Compiled) -> None:
        self._trace = trace
        self._program = compiled.program
        self._rerun = Rerun(compiled)
        self._has_values = any(memoryview(step.value) for step in trace.steps)
        self._steps = self._numbers = self._iterations = 0

    def next(self, step: int) -> Difference | None:
        """Run one operation; what differs in its step, or in its iteration when that is over."""
        there = self._trace.steps[step]
        iteration, operation = divmod(step, len(self._program))
        name = self._program[operation].output
        held = self._rerun.live_bytes[operation]
        output = self._rerun.step()
        difference = step_difference(there, Step(step, iteration, operation, 0, held), name)
        if difference:
            return difference
        if self._has_values:
            problem = value_problem(there.value, output)
            if problem:
                return Difference(problem, iteration, operation, name)
            self._numbers += output.size
        self._steps += 1
        entry = self._rerun.finish_iteration()
        return self._finished(entry) if entry else None

    def entries_left_over(self) -> Difference | None:
        """Entries of iterations that the steps do not finish."""
        count = len(self._trace.iterations)
        if count == self._iterations:
            return None
        problem = f"there are {count} entries of iterations, the steps finish {self._iterations}"
        return Difference(problem, self._iterations, None, None)

    def verdict(self, difference: Difference | None) -> Verdict:
        return Verdict(difference, self._steps, self._numbers, self._iterations)

    def _finished(self, here: IterationEntry) -> Difference | None:
        if here.iteration >= len(self._trace.iterations):
            return Difference("there is no entry of the iteration", here.iteration, None, None)
        self._iterations += 1
        there = self._trace.iterations[here.iteration]
        return iteration_difference(there, here, self._program)
