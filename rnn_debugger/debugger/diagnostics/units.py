"""Units that learn no more: saturated ones, and relus that are never active.

Sources: Glorot and Bengio, *Understanding the difficulty of training deep feedforward neural
networks* (2010), section 3, for saturation; Maas, Hannun and Ng, *Rectifier nonlinearities improve
neural network acoustic models* (2013), for units that are 0 for all data.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import floor

import numpy as np

from rnn_debugger.debugger.diagnostics.findings import (
    Finding,
    Findings,
    Severity,
    percent,
    place_of_value,
    plural,
)
from rnn_debugger.debugger.families.tensor_families import Family, families
from rnn_debugger.debugger.inspecting.inspection import saturated_share
from rnn_debugger.debugger.moment import Moment
from rnn_debugger.debugger.stops.places import Where
from rnn_debugger.debugger.stops.stops import Breakpoint, Watch
from rnn_debugger.engine import Array, Operation, Program

SATURATED_SHARE = 0.5
"""Of the elements of a family: from here on more of it stands still than learns. Within a
hundredth of a limit a σ lets less than a hundredth of the gradient through.
"""
SERIOUS_SHARE = 0.9
LEAST_SAMPLES = 8
"""Timesteps times sequences that a relu has to be 0 at to be called dead: one that is active half
of the time is 0 so often by chance in less than 1 of 250 windows.
"""

_GATE: tuple[Severity, str] = (
    "note",
    "A gate that is open or closed may be what was to be learned. It gets next to no gradient "
    "while it is: where the loss stays as well, begin with smaller weights of that gate.",
)


def saturated_units(moment: Moment) -> Findings:
    """Families of σ or tanh of which more than `SATURATED_SHARE` is saturated. An output whose
    gradient comes straight from the loss does not count: there it is what was to be learned.
    """
    found, looked_at = False, []
    for members in _activated(moment.program, ("sigmoid", "tanh")):
        values = _present(moment, members)
        if not values:
            continue
        yield None
        maker = _maker(moment.program, members)
        share = saturated_share(maker, np.stack(values))
        assert share is not None
        looked_at.append((share, members.base))
        if share > SATURATED_SHARE:
            found = True
            yield _saturated(moment, members, share, len(values))
    if not found:
        if looked_at:
            share, base = max(looked_at)
            most = f"{percent(share)} of {base} is saturated" if share else "Nothing is saturated"
            yield Finding("saturated", "healthy", f"{most}.")
        elif any(_activated(moment.program, ("sigmoid", "tanh"))):
            yield Finding("saturated", "waiting", "Seen once the forward sweep has begun.")


def dead_relus(moment: Moment) -> Findings:
    """Units of a relu that are 0 at every timestep of the window and in every sequence."""
    for members in _activated(moment.program, ("relu",)):
        values = _present(moment, members)
        wanted = [t for t in members.timesteps if moment.program.writers[members.name(t)]]
        samples = len(values) * (members.shape[1] if len(members.shape) > 1 else 1)
        if samples < LEAST_SAMPLES or len(values) < len([t for t in wanted if t]):
            yield Finding(
                "dead", "waiting",
                f"Seen once all of {members.base} is there, in {LEAST_SAMPLES} samples or more.",
            )  # fmt: skip
            continue
        yield None
        is_dead: Array = np.all(np.stack(values) <= 0, axis=(0, 2))
        if is_dead.any():
            yield _dead(moment, members, is_dead, samples)
        else:
            sentence = f"Each of {plural(members.units, 'unit')} of {members.base} is active."
            yield Finding("dead", "healthy", sentence)


def _saturated(moment: Moment, members: Family, share: float, timesteps: int) -> Finding:
    name = members.name(_last_present(moment, members))
    if _is_gate(moment.program, name):
        severity, advice = _GATE
    else:
        severity = "serious" if share > SERIOUS_SHARE else "warning"
        advice = (
            "Next to no gradient passes there. Smaller initial weights, scaled inputs or a "
            "smaller learning rate keep units away from their limits."
        )
    return Finding(
        "saturated",
        severity,
        f"{percent(share)} of {members.base} is saturated: within a hundredth of its limits, in "
        f"{plural(members.units, 'unit')} over {plural(timesteps, 'timestep')}.",
        advice,
        name,
        place_of_value(moment, name),
        Watch(0, members.base, "saturated", limit=SATURATED_SHARE),
    )


def _dead(moment: Moment, members: Family, is_dead: Array, samples: int) -> Finding:
    units = np.flatnonzero(is_dead).tolist()
    share = len(units) / members.units
    listed = ", ".join(map(str, units[:6])) + (", …" if len(units) > 6 else "")
    last = members.name(_last_present(moment, members))
    writer = moment.program.writers[last][0]
    limit = floor(1e4 * share) / 1e4
    return Finding(
        "dead",
        "serious" if share > SATURATED_SHARE else "warning",
        f"{len(units)} of {plural(members.units, 'relu')} of {members.base} "
        f"{'is' if len(units) == 1 else 'are'} 0 in all {samples:,} samples of the window: "
        f"{listed}.",
        "A relu that is 0 gets no gradient, and its weights stay as they are. A smaller learning "
        "rate, a small positive bias, or tanh keep units alive.",
        last,
        place_of_value(moment, last),
        Breakpoint(0, Where(operation=writer + 1), f"mean({last} <= 0) >= {limit}"),
    )


def _activated(program: Program, primitives: tuple[str, ...]) -> Iterator[Family]:
    """Families that such a primitive makes and a gradient flows back through."""
    for members in families(program):
        maker = _maker(program, members)
        if maker is None or maker.primitive not in primitives or members.role == "gradient":
            continue
        if f"d{members.name(members.timesteps[-1])}" in program.tensors:
            yield members


def _is_gate(program: Program, name: str) -> bool:
    """Whether a σ is there to be multiplied with something."""
    makes = program[program.writers[name][0]].primitive
    readers = (program[number] for number in program.readers[name])
    return makes == "sigmoid" and any(
        reader.phase == "forward" and reader.primitive == "multiply" for reader in readers
    )


def _maker(program: Program, members: Family) -> Operation | None:
    """What makes the last member; the first, h[0], is data."""
    writers = program.writers[members.name(members.timesteps[-1])]
    return program[writers[0]] if writers else None


def _present(moment: Moment, members: Family) -> list[Array]:
    """The values (units, sequences) of what has been made by now; h[0] is made by nothing."""
    names = [members.name(t) for t in members.timesteps if t]
    return [
        moment.value(name).reshape(members.units, -1) for name in names if moment.is_present(name)
    ]


def _last_present(moment: Moment, members: Family) -> int:
    return max(t for t in members.timesteps if moment.is_present(members.name(t)))
