"""NaN or infinity: which operation made the first one."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np

from rnn_debugger.debugger.diagnostics.findings import (
    Finding,
    Findings,
    place_after_writer,
    plural,
)
from rnn_debugger.debugger.moment import Moment
from rnn_debugger.debugger.stops.stops import Watch
from rnn_debugger.engine import Operation
from rnn_debugger.recording import Place

_ADVICE = (
    "Look at the operands of that operation: a logarithm of 0, a division by 0 or an overflow. "
    "A smaller learning rate or clipping keeps values from growing that far."
)
_BETWEEN_BREATHS = 64
"""Tensors."""


def nonfinite_values(moment: Moment) -> Findings:
    """Values of the iteration shown that are NaN or infinite. One is born where an operation
    makes it from operands that are all finite; what it has been handed on to is only counted.
    """
    ill = yield from _ill_tensors(moment)
    since = _first_bad_iteration(moment)
    if since is not None and since < moment.iteration:
        yield _from_before(moment, since)
    elif ill:
        yield _born_here(moment, ill)
    elif moment.last is None:
        yield Finding("nonfinite", "waiting", "No operation has run yet.")
    else:
        yield Finding("nonfinite", "healthy", "Every value of this iteration is finite.")


def _ill_tensors(moment: Moment) -> Generator[None, None, list[str]]:
    """The names of all present tensors that are not finite."""
    ill = []
    for number, name in enumerate(moment.program.tensors):
        if number % _BETWEEN_BREATHS == 0:
            yield None
        if moment.is_present(name) and not np.isfinite(moment.value(name)).all():
            ill.append(name)
    return ill


def _first_bad_iteration(moment: Moment) -> int | None:
    """Of the finished ones, by loss and norms."""
    bad = ~(np.isfinite(moment.losses) & np.isfinite(moment.norms).all((1, 2)))
    return int(bad.argmax()) if bad.any() else None


def _born_here(moment: Moment, ill: list[str]) -> Finding:
    born = _birth(moment, frozenset(ill))
    if born is None:
        return _from_outside(moment, ill[0])
    value = moment.value(born.output)
    what = "NaN" if np.isnan(value).any() else "infinity"
    others = len(ill) - 1
    spread = f" It has spread to {plural(others, 'other tensor')}." if others else ""
    return Finding(
        "nonfinite",
        "serious",
        f"{what} is born in {born.output}: operation {born.id}, {born.formula}.{spread}",
        _ADVICE,
        born.output,
        place_after_writer(moment.program, moment.iteration, born.id),
        Watch(0, born.output, "nonfinite"),
    )


def _birth(moment: Moment, ill: frozenset[str]) -> Operation | None:
    """The first operation that made an ill tensor of operands that are well."""
    for operation in moment.program.operations[: moment.reached]:
        if operation.output in ill and not ill.intersection(operation.inputs):
            return operation
    return None


def _from_outside(moment: Moment, name: str) -> Finding:
    return Finding(
        "nonfinite",
        "serious",
        f"{name} has NaN or infinity in it that no operation made: it came with the weights, or "
        "by an edit.",
        "Look at the file of weights, or go back to before the edit.",
        name,
        Place(moment.iteration, 0),
        Watch(0, "loss", "nonfinite"),
    )


def _from_before(moment: Moment, since: int) -> Finding:
    return Finding(
        "nonfinite",
        "serious",
        f"Values have been NaN or infinite since iteration {since:,}. “Go there” runs to the "
        "operation that made the first one.",
        _ADVICE,
        "loss",
        None,
        Watch(0, "loss", "nonfinite"),
    )
