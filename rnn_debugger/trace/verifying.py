"""Verifying a trace: it is executed again, and every number compared bit for bit."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from time import perf_counter

from rnn_debugger.recording.walker import SLICE_SECONDS
from rnn_debugger.trace.comparing import (
    Difference,
    iteration_difference,
    program_difference,
    value_problem,
)
from rnn_debugger.trace.format import IterationEntry, Step, Trace
from rnn_debugger.trace.order import Order
from rnn_debugger.trace.rerun import Rerun
from rnn_debugger.trace.routes import Rebuilt
from rnn_debugger.trace.writing import Progress


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first difference, if there is one, and how much was compared before it."""

    difference: Difference | None
    steps: int
    numbers: int
    iterations: int


def verify_trace(trace: Trace, found: Rebuilt) -> Generator[Progress, None, Verdict]:
    """Run the trace's branches again beside it, in slices of a few milliseconds.

    `found` is what `compile_trace` gives.
    """
    difference = program_difference(trace, found)
    if difference:
        return Verdict(difference, 0, 0, 0)
    comparison = _Comparison(trace, found)
    began = perf_counter()
    for step in trace.steps:
        difference = yield from comparison.next(step)
        if difference:
            break
        if perf_counter() - began > SLICE_SECONDS:
            yield comparison.progress
            began = perf_counter()
    return comparison.verdict(difference or comparison.left_over())


class _Comparison:
    """A trace and a run of the same branches, side by side."""

    def __init__(self, trace: Trace, found: Rebuilt) -> None:
        self._trace = trace
        self._order = Order(found.routes)
        self._route = found.routes[0]
        self._rerun = Rerun(self._route)
        self._has_values = any(memoryview(step.value) for step in trace.steps)
        self._has_branches = len(found.routes) > 1
        self._steps = self._numbers = self._iterations = 0
        told = {step.branch for step in trace.steps}
        routes = [route for route in found.routes if route.branch.id in told]
        # The operations that lead to the forks run as well.
        self._total = len(trace.steps) + sum(route.index(route.branch.fork) for route in routes)
        self._before = 0

    @property
    def progress(self) -> Progress:
        return Progress(self._before + self._steps, self._total)

    def next(self, step: Step) -> Generator[Progress, None, Difference | None]:
        """Run one operation; what differs in its step, or in its iteration when that is over."""
        misplaced = self._order.problem(step)
        if misplaced:
            return self._difference(misplaced)
        if self._order.route is not self._route:
            yield from self._change_branch()
        if step.live_bytes != self._rerun.held:
            return self._difference(
                f"live_bytes of step {step.step} is {step.live_bytes} in the trace, "
                f"{self._rerun.held} here"
            )
        output = self._rerun.step()
        if self._has_values:
            problem = value_problem(step.value, output)
            if problem:
                return self._difference(problem)
            self._numbers += output.size
        self._steps += 1
        entry = self._rerun.arrive()
        return self._finished(entry) if entry else None

    def left_over(self) -> Difference | None:
        """Entries of iterations that the steps do not finish, and steps that are missing."""
        gap = self._order.gap()
        if gap:
            return Difference(gap, None, None, None)
        count = len(self._trace.iterations)
        if count == self._iterations:
            return None
        problem = f"there are {count} entries of iterations, the steps finish {self._iterations}"
        return Difference(problem, self._iterations, None, None)

    def verdict(self, difference: Difference | None) -> Verdict:
        return Verdict(difference, self._steps, self._numbers, self._iterations)

    def _change_branch(self) -> Generator[Progress, None, None]:
        self._route = self._order.route
        self._rerun = Rerun(self._route)
        fork = self._route.branch.fork
        for done in self._rerun.reach(fork):
            progress = self.progress
            yield progress._replace(done=progress.done + done)
        self._before += self._route.index(fork)

    def _finished(self, here: IterationEntry) -> Difference | None:
        number = self._iterations
        if number >= len(self._trace.iterations):
            problem = "there is no entry of the iteration"
            return self._named(Difference(problem, here.iteration, None, None))
        self._iterations += 1
        program = self._route.program(here.iteration)
        difference = iteration_difference(self._trace.iterations[number], here, program)
        return self._named(difference) if difference else None

    def _difference(self, problem: str) -> Difference:
        """At the step that is looked at."""
        iteration, operation = self._order.place
        tensor = self._order.route.program(iteration)[operation].output
        return self._named(Difference(problem, iteration, operation, tensor))

    def _named(self, difference: Difference) -> Difference:
        """With the branch, where there are several."""
        branch = self._order.route.branch.id if self._has_branches else None
        return replace(difference, branch=branch)
