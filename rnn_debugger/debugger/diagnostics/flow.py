"""The gradient on its way back through time: where it vanishes, and where it explodes.

Source: Pascanu, Mikolov and Bengio, *On the difficulty of training recurrent neural networks*
(2013), section 2: on every timestep back the gradient is multiplied by the Jacobian of one step,
and the norms of these products shrink or grow like powers.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from math import floor, isfinite, log10

import numpy as np

from rnn_debugger.debugger.diagnostics.findings import (
    Finding,
    Findings,
    Kind,
    place_of_value,
)
from rnn_debugger.debugger.flow.roads import Road, roads
from rnn_debugger.debugger.moment import Moment
from rnn_debugger.debugger.stops.places import Where
from rnn_debugger.debugger.stops.stops import Breakpoint
from rnn_debugger.debugger.texts.numbers import power_of_ten, short
from rnn_debugger.engine import Array, Program

VANISHED = 1e-3
"""Of a gradient: what is left of it is drowned by those that come a shorter way."""
EXPLODED = 1e3
_BETWEEN_BREATHS = 64
"""Timesteps."""
MOST_FACTORS = 3
"""In the condition of a stop, which is to be read."""


@dataclass(frozen=True)
class _Gains:
    """Of one state's way back: `gains[n]` is ‖parts[ends[n]]‖, what reaches that timestep, /
    ‖gradient of the state at the timestep after it‖, from late to early.
    """

    road: Road
    ends: list[int]
    gains: Array
    parts: dict[int, str]

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
    layers: dict[int | None, list[Road]] = {}
    for road in roads(moment.program):
        layers.setdefault(road.layer, []).append(road)
    if not layers:
        sentence = "No gradient flows back through time: the timesteps stand alone."
        yield Finding(kind, "healthy", sentence)
        return
    left = []
    way = ""
    found = False
    for siblings in layers.values():
        seen = []
        for road in siblings:
            gains = yield from _gains(moment, road)
            if gains.ends:
                seen.append(gains)
        if not seen:
            continue
        gains = max(seen, key=lambda gains: gains.stretch(sign)[2])
        state = gains.road.state
        if sign < 0:
            way = f"From t = {gains.ends[0] + 1} back to t = {gains.ends[-1]}"
            left.append(f"the gradient of {state} is multiplied by {_times(gains.whole)}")
        start, end, factor = gains.stretch(sign)
        if factor < VANISHED if sign < 0 else factor > EXPLODED:
            found = True
            yield _finding(moment, gains, start, end, factor)
        elif sign > 0:
            how = f"grows {_times(factor)} times at most" if factor > 1 else "grows nowhere"
            left.append(f"the gradient of {state} {how}")
    if found:
        return
    if left:
        yield Finding(kind, "healthy", f"{way or 'On the way back'} {', '.join(left)}.")
    else:
        yield Finding(kind, "waiting", "Seen in the backward sweep, from two timesteps on.")


def _gains(moment: Moment, road: Road) -> Generator[None, None, _Gains]:
    program = moment.program
    ends, gains, parts = [], [], {}
    # h[0] is left out: nothing is learned from its gradient.
    for timestep in sorted((t for t in road.timesteps if t), reverse=True):
        if timestep % _BETWEEN_BREATHS == 0:
            yield None
        part, later = road.parts(program, timestep)[1], road.name(timestep + 1)
        if part is None or not moment.is_present(part) or not moment.is_present(later):
            continue
        with np.errstate(all="ignore"):
            arrived, before = (float(np.linalg.norm(moment.value(n))) for n in (part, later))
        if before > 0 and isfinite(before) and isfinite(arrived):
            ends.append(timestep)
            gains.append(arrived / before)
            parts[timestep] = part
    return _Gains(road, ends, np.array(gains), parts)


def _finding(moment: Moment, gains: _Gains, start: int, end: int, factor: float) -> Finding:
    first, last = gains.ends[start] + 1, gains.ends[end - 1]
    shrinks = factor < 1
    name = gains.road.name(last)
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
        f"From t = {first} back to t = {last} the gradient of {gains.road.state} {how}.",
        advice,
        name,
        place_of_value(moment, name),
        _stop(moment.program, gains, start, end, factor),
    )


def _stop(program: Program, gains: _Gains, start: int, end: int, factor: float) -> Breakpoint:
    """Where the same stretch multiplies a gradient with so little, or so much. Where gradients
    meet on the way, the condition has the few timesteps that do the most of it.
    """
    road, steps = gains.road, gains.ends[start:end]
    if all(gains.parts[timestep] == road.name(timestep) for timestep in steps):
        sign, limit = ("<", VANISHED) if factor < 1 else (">", EXPLODED)
        first, last = road.name(steps[0] + 1), road.name(steps[-1])
        condition = f"norm({last}) {sign} {limit:g} * norm({first})"
        return Breakpoint(0, _after(program, last), condition)
    logarithms = np.log(np.maximum(gains.gains[start:end], 1e-300))
    length = min(end - start, MOST_FACTORS)
    sums = np.convolve(logarithms, np.ones(length), "valid")
    shrinks = factor < 1
    at = start + int(sums.argmin() if shrinks else sums.argmax())
    if length == end - start:
        limit = VANISHED if shrinks else EXPLODED
    else:
        # Rounded so that what has just been found is inside.
        limit = float(np.exp(sums.min() if shrinks else sums.max())) * (1.01 if shrinks else 0.99)
    steps = gains.ends[at : at + length]
    factors = (f"norm({gains.parts[t]}) / norm({road.name(t + 1)})" for t in steps)
    condition = f"{' * '.join(factors)} {'<' if shrinks else '>'} {limit:.3g}"
    return Breakpoint(0, _after(program, road.name(steps[-1])), condition)


def _after(program: Program, name: str) -> Where:
    """The operation after the one that writes a gradient; there always is one."""
    return Where(operation=program.writers[name][0] + 1)


def _times(factor: float) -> str:
    if not isfinite(factor) or factor < 1e4:
        return short(factor, 2, trim=True)
    power = floor(log10(factor))
    return f"{short(factor / 10**power, 2, trim=True)}·{power_of_ten(power)}"
