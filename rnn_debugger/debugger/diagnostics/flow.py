"""The gradient on its way back through time: where it vanishes, and where it explodes.

Source: Pascanu, Mikolov and Bengio, *On the difficulty of training recurrent neural networks*
(2013), section 2: on every timestep back the gradient is multiplied by the Jacobian of one step,
and the norms of these products shrink or grow like powers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import floor, isfinite, log10

import numpy as np

from rnn_debugger.debugger.diagnostics.findings import (
    Finding,
    Findings,
    Kind,
    place_of_value,
)
from rnn_debugger.debugger.families.tensor_families import Family, families
from rnn_debugger.debugger.moment import Moment
from rnn_debugger.debugger.stops.places import Where
from rnn_debugger.debugger.stops.stops import Breakpoint
from rnn_debugger.debugger.texts.numbers import power_of_ten, short
from rnn_debugger.engine import Array, Program

VANISHED = 1e-3
"""Of a gradient: what is left of it is drowned by those that come a shorter way."""
EXPLODED = 1e3
MOST_FACTORS = 3
"""In the condition of a stop, which is to be read."""


@dataclass(frozen=True)
class _Road:
    """One state's way back: `gains[n]` is ‖what reaches timestep ends[n]‖ / ‖gradient of the
    state at the timestep after it‖, from late to early.
    """

    base: str
    ends: list[int]
    gains: Array
    parts: dict[int, tuple[str, ...]]

    @property
    def whole(self) -> float:
        """What all timesteps together multiply a gradient with."""
        return float(np.exp(self._logarithms.sum()))

    @property
    def _logarithms(self) -> Array:
        with np.errstate(divide="ignore"):
            return np.log(self.gains)

    def stretch(self, sign: int) -> tuple[int, int, float]:
        """The places in `ends` [from, to) where the gradient shrinks (sign −1) or grows (+1) the
        most, and what it is multiplied with there.
        """
        best, found = 0.0, (0, 0)
        total, start = 0.0, 0
        for place, gain in enumerate(sign * self._logarithms):
            if total <= 0:
                total, start = 0.0, place
            total += gain
            if total > best:
                best, found = total, (start, place + 1)
        return (*found, float(np.exp(np.float64(sign * best))))


def vanishing(moment: Moment) -> Findings:
    """Layers whose gradient shrinks to less than `VANISHED` on its way back through the window.
    Of several states, such as h and c of an LSTM, one that lets it through is enough.
    """
    yield from _judge(moment, -1)


def exploding(moment: Moment) -> Findings:
    """Layers in which the gradient of a state grows to more than `EXPLODED` times its norm."""
    yield from _judge(moment, 1)


def _judge(moment: Moment, sign: int) -> Findings:
    kind: Kind = "vanishing" if sign < 0 else "exploding"
    layers = _layers(moment.program)
    if not layers:
        sentence = "No gradient flows back through time: the timesteps stand alone."
        yield Finding(kind, "healthy", sentence)
        return
    left = []
    found = False
    for states in layers:
        yield None
        roads = [road for road in (_road(moment, state) for state in states) if road.ends]
        if not roads:
            continue
        road = max(roads, key=lambda road: road.stretch(sign)[2])
        if sign < 0:
            left.append(f"{_times(road.whole)} of the gradient of {road.base} is left")
        start, end, factor = road.stretch(sign)
        if factor < VANISHED if sign < 0 else factor > EXPLODED:
            found = True
            yield _finding(moment, road, start, end, factor)
        elif sign > 0:
            how = f"grows {_times(factor)} times at most" if factor > 1 else "grows nowhere"
            left.append(f"the gradient of {road.base} {how}")
    if found:
        return
    if left:
        when = "On" if sign > 0 else "After"
        yield Finding(kind, "healthy", f"{when} the way back {', '.join(left)}.")
    else:
        yield Finding(kind, "waiting", "Seen in the backward sweep, from two timesteps on.")


@lru_cache(maxsize=4)
def _layers(program: Program) -> list[list[Family]]:
    """The states that hand a gradient back, by layer."""
    found: dict[int | None, list[Family]] = {}
    for state in families(program):
        if state.role == "state" and any(_carried(program, state, t) for t in state.timesteps):
            layer = program.tensors[state.name(state.timesteps[-1])].layer
            found.setdefault(layer, []).append(state)
    return list(found.values())


@lru_cache(maxsize=4096)
def _carried(program: Program, state: Family, timestep: int) -> tuple[str, ...]:
    """The parts of the gradient of a state that come from the timestep after it: what operations
    of that timestep write. Where all of the gradient comes from there, it is the only part.
    """
    name = state.name(timestep)
    whole = f"d{name}"
    if whole not in program.tensors:
        return ()
    if program[program.writers[whole][0]].timestep == timestep + 1:
        return (whole,)
    operands = program[program.writers[whole][0]].inputs
    return tuple(
        part
        for part in operands
        if program.tensors[part].of == name
        and program[program.writers[part][0]].timestep == timestep + 1
    )


def _road(moment: Moment, state: Family) -> _Road:
    program = moment.program
    ends, gains, parts = [], [], {}
    # h[0] is left out: nothing is learned from its gradient.
    for timestep in sorted((t for t in state.timesteps if t), reverse=True):
        carried = _carried(program, state, timestep)
        later = f"d{state.name(timestep + 1)}"
        if not carried or not all(moment.is_present(part) for part in (*carried, later)):
            continue
        before = float(np.linalg.norm(moment.value(later)))
        with np.errstate(all="ignore"):
            arrived = float(np.linalg.norm(sum(moment.value(part) for part in carried)))
        if before > 0 and isfinite(before) and isfinite(arrived):
            ends.append(timestep)
            gains.append(arrived / before)
            parts[timestep] = carried
    return _Road(state.base, ends, np.array(gains), parts)


def _finding(moment: Moment, road: _Road, start: int, end: int, factor: float) -> Finding:
    first, last = road.ends[start] + 1, road.ends[end - 1]
    shrinks = factor < 1
    name = f"d{road.base}[{last}]"
    if not factor:
        how = "shrinks to nothing"
    elif shrinks:
        how = f"shrinks by a factor of {_times(1 / factor)}"
    else:
        how = f"grows by a factor of {_times(factor)}"
    advice = (
        "What happened long before the loss cannot be learned. A gated cell (lstm, gru), an "
        "orthogonal Whh, or relu with an identity in Whh lets gradients live longer."
        if shrinks
        else "One step can throw the weights far away. Clip the gradients (clip_norm), or begin "
        "with a smaller Whh."
    )
    return Finding(
        "vanishing" if shrinks else "exploding",
        "warning" if shrinks else "serious",
        f"From t = {first} back to t = {last} the gradient of {road.base} {how}.",
        advice,
        name,
        place_of_value(moment, name),
        _stop(moment, road, start, end, factor),
    )


def _stop(moment: Moment, road: _Road, start: int, end: int, factor: float) -> Breakpoint:
    """Where the same stretch multiplies a gradient with so little, or so much. Where gradients
    meet on the way, the condition has the few timesteps that do the most of it.
    """
    steps = road.ends[start:end]
    if all(road.parts[timestep] == (f"d{road.base}[{timestep}]",) for timestep in steps):
        sign, limit = ("<", VANISHED) if factor < 1 else (">", EXPLODED)
        first, last = f"d{road.base}[{steps[0] + 1}]", f"d{road.base}[{steps[-1]}]"
        condition = f"norm({last}) {sign} {limit:g} * norm({first})"
        return Breakpoint(0, _after(moment.program, last), condition)
    logarithms = np.log(np.maximum(road.gains[start:end], 1e-300))
    length = min(end - start, MOST_FACTORS)
    sums = np.convolve(logarithms, np.ones(length), "valid")
    shrinks = factor < 1
    at = start + int(sums.argmin() if shrinks else sums.argmax())
    if length == end - start:
        limit = VANISHED if shrinks else EXPLODED
    else:
        # Rounded so that what has just been found is inside.
        limit = float(np.exp(sums.min() if shrinks else sums.max())) * (1.01 if shrinks else 0.99)
    steps = road.ends[at : at + length]
    factors = (_gain_text(road, timestep) for timestep in steps)
    condition = f"{' * '.join(factors)} {'<' if shrinks else '>'} {limit:.3g}"
    return Breakpoint(0, _after(moment.program, f"d{road.base}[{steps[-1]}]"), condition)


def _after(program: Program, name: str) -> Where:
    """The operation after the one that writes a gradient; there always is one."""
    return Where(operation=program.writers[name][0] + 1)


def _gain_text(road: _Road, timestep: int) -> str:
    arrived = " + ".join(road.parts[timestep])
    return f"norm({arrived}) / norm(d{road.base}[{timestep + 1}])"


def _times(factor: float) -> str:
    if not isfinite(factor) or factor < 1e4:
        return short(factor, 2, trim=True)
    power = floor(log10(factor))
    return f"{short(factor / 10**power, 2, trim=True)}·{power_of_ten(power)}"
