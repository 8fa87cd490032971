"""Where in a run rules hold, asked for as a runner asks, and the watches that are tried."""

from __future__ import annotations

from itertools import pairwise

from rnn_debugger.recording import Rule
from tests.support.standings import Standing

WATCHES = [
    {"kind": "written"},
    {"kind": "sign"},
    {"kind": "changed"},
    {"kind": "nonfinite"},
    {"kind": "outside", "low": -0.2, "high": 0.3},
    {"kind": "outside", "low": -0.2},
    {"kind": "outside", "high": 0.1},
    {"kind": "saturated", "limit": 0.3},
    {"kind": "norm_above", "limit": 0.8},
    {"kind": "norm_below", "limit": 0.8},
]


def met(rule: Rule, run: list[Standing]) -> list[int]:
    """Where in a run forward a rule holds, from its beginning on, as a runner asks it."""
    program, found = run[0].program, []
    for places in (rule.positions(program), rule.noted(program)):
        assert list(places) == sorted(set(places) & set(range(len(program))))
    for number, (before, here) in enumerate(pairwise(run), 1):
        if before.operation in rule.noted(program):
            rule.note(before)
        if here.operation in rule.positions(program) and rule.holds(here):
            found.append(number)
    return found
