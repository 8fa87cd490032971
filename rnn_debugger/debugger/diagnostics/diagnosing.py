"""All diagnostics of a moment, as a task in slices."""

from __future__ import annotations

from collections.abc import Callable, Generator
from time import perf_counter

from rnn_debugger.debugger.diagnostics.findings import SEVERITIES, Finding, Findings
from rnn_debugger.debugger.diagnostics.flow import exploding, vanishing
from rnn_debugger.debugger.diagnostics.nonfinite import nonfinite_values
from rnn_debugger.debugger.diagnostics.training import clipping, loss_progress, update_ratios
from rnn_debugger.debugger.diagnostics.units import dead_relus, saturated_units
from rnn_debugger.debugger.moment import Moment
from rnn_debugger.debugger.task import Task
from rnn_debugger.trace import Progress

CHECKS: tuple[Callable[[Moment], Findings], ...] = (
    nonfinite_values,
    vanishing,
    exploding,
    saturated_units,
    dead_relus,
    update_ratios,
    loss_progress,
    clipping,
)
SLICE_SECONDS = 0.003


def diagnosing(moment: Moment) -> Task[tuple[Finding, ...]]:
    """The task of all checks, not yet begun; it gives what was found, the worst first, and after
    it what is healthy or cannot be told yet. Raises `Stale` where the session has moved meanwhile.
    """
    return Task(_slices(moment))


def diagnose(moment: Moment) -> tuple[Finding, ...]:
    """The same at once."""
    return diagnosing(moment).finish()


def _slices(moment: Moment) -> Generator[Progress, None, tuple[Finding, ...]]:
    found: list[Finding] = []
    began = perf_counter()
    for done, check in enumerate(CHECKS):
        for finding in check(moment):
            if finding is not None:
                found.append(finding)
            if perf_counter() - began > SLICE_SECONDS:
                yield Progress(done, len(CHECKS))
                began = perf_counter()
    return tuple(sorted(found, key=lambda finding: SEVERITIES.index(finding.severity)))
