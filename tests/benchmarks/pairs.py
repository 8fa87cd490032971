"""Timing two things in turn, so that a machine whose speed drifts is fair to both."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import process_time


def compare(
    ours: Callable[[], object], theirs: Callable[[], object], rounds: int = 60
) -> tuple[float, float, float]:
    """Median seconds of both, and the median of the ratios round by round."""
    pairs = []
    ours()
    theirs()
    for _ in range(rounds):
        pairs.append((_seconds(ours), _seconds(theirs)))
    return (
        median(a for a, _ in pairs),
        median(b for _, b in pairs),
        median(a / b for a, b in pairs),
    )


def _seconds(call: Callable[[], object]) -> float:
    """Of the processor, since others use the machine too."""
    began = process_time()
    call()
    return process_time() - began
