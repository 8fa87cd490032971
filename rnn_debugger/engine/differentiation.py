"""Backpropagation through time, written down as operations.

Nothing here knows a cell: every backward operation comes from the vector-Jacobian product of a
primitive. Where a value was used more than once, the parts that come back are tensors of their
own and their sum is an operation: `dh_out[t]`, from this timestep's output, plus `dh_next[t]`,
from t + 1, is `dh[t]`. Sources: Rumelhart, Hinton, Williams (1986); Werbos, *Backpropagation
through time* (1990).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from rnn_debugger.engine.primitive import Application
from rnn_debugger.engine.primitives.elementwise import COPY
from rnn_debugger.engine.primitives.moving import Fill
from rnn_debugger.engine.primitives.sums import Accumulate
from rnn_debugger.engine.primitives.total import Sum
from rnn_debugger.engine.symbols import Record, Symbol, Tape

Side: TypeAlias = Literal["out", "next"]
Gradients: TypeAlias = dict[Symbol, Symbol]
"""Parameters and the symbols of their gradients."""


@dataclass
class _Parts:
    """What has come back to one value so far, by the side that it comes from."""

    expected: dict[Side, int] = field(default_factory=lambda: {"out": 0, "next": 0})
    arrived: dict[Side, list[Symbol]] = field(default_factory=lambda: {"out": [], "next": []})

    @property
    def both_sides(self) -> bool:
        return all(self.expected.values())

    def is_complete(self, side: Side) -> bool:
        return len(self.arrived[side]) == self.expected[side]


def differentiate(
    tape: Tape,
    loss: Symbol,
    parameters: Sequence[Symbol],
    states: Sequence[Symbol],
    after_timestep: Callable[[Gradients], None] | None = None,
) -> Gradients:
    """Append the backward sweep of everything on the tape; returns the parameters' gradients.

    `states` are the initial states, whose gradients are computed too. `after_timestep`, if
    given, is called with the shares of each timestep when its sweep is done; shares are then
    not summed over time.
    """
    sweep = _Sweep(tape, loss, parameters, states)
    sweep.seed(loss)
    for timestep in sweep.timesteps:
        sweep.run(timestep)
        if after_timestep is not None:
            after_timestep(sweep.shares())
            sweep.begun.clear()
    return sweep.shares() if after_timestep is None else {}


class _Sweep:
    def __init__(
        self, tape: Tape, loss: Symbol, parameters: Sequence[Symbol], states: Sequence[Symbol]
    ) -> None:
        self.tape = tape
        self.parameters = parameters
        self.begun: set[Symbol] = set()
        """Parameters whose gradient holds a share already, so that the next one is added."""
        self._parameter_gradients: Gradients = {}
        self._gradients: dict[Symbol, Symbol] = {}
        self._parts: dict[Symbol, _Parts] = defaultdict(_Parts)
        self._deferred: dict[Symbol, list[tuple[Record, Symbol | Application]]] = defaultdict(list)
        self._needed = _depend_on(tape.records, {*parameters, *states})
        active = [r for r in tape.records if not self._needed.isdisjoint(r.operands)]
        self._records = _lead_to(loss, active)
        for record in self._records:
            for operand in record.operands:
                if operand in self._needed:
                    self._parts[operand].expected[_side(operand, record)] += 1
        self._by_timestep: dict[int | None, list[Record]] = defaultdict(list)
        for record in reversed(self._records):
            self._by_timestep[record.timestep].append(record)

    @property
    def timesteps(self) -> list[int]:
        """From the last to the first."""
        return sorted((time for time in self._by_timestep if time is not None), reverse=True)

    def seed(self, loss: Symbol) -> None:
        """dloss = 1, and through the operations that belong to no timestep."""
        self._enter(None)
        self._gradients[loss] = self._emit(Fill(1.0).of(), loss, f"d{loss.base}")
        for record in self._by_timestep[None]:
            self._through(record)

    def run(self, timestep: int) -> None:
        """Backward through all operations of one timestep."""
        for record in self._by_timestep[timestep]:
            self._enter(record)
            self._through(record)

    def shares(self) -> Gradients:
        return {p: self._parameter_gradients[p] for p in self.parameters if p in self.begun}

    def _enter(self, record: Record | None) -> None:
        self.tape.phase = "backward"
        self.tape.timestep = record.timestep if record else None
        self.tape.layer = record.layer if record else None
        self.tape.source = record.source if record else None

    def _through(self, record: Record) -> None:
        for later, part in self._deferred.pop(record.output, ()):
            self._contribute(record.output, part, later)
        grad = self._gradients[record.output]
        shares = record.primitive.vjp(grad, record.output, *record.operands)
        for operand, share in zip(record.operands, shares, strict=True):
            if operand not in self._needed or share is None:
                continue
            if operand in self.parameters:
                self._accumulate(operand, share)
            elif record.timestep is None:
                # The sum of the losses: its share belongs to the sweep of its own timestep.
                self._deferred[operand].append((record, share))
            else:
                self._contribute(operand, share, record)

    def _accumulate(self, parameter: Symbol, share: Symbol | Application) -> None:
        if isinstance(share, Symbol):
            share = COPY.of(share)
        if parameter not in self._parameter_gradients:
            self._parameter_gradients[parameter] = self.tape.declare(
                f"d{parameter.base}", "gradient", parameter.shape, of=parameter
            )
        primitive = share.primitive
        if parameter in self.begun:
            primitive = Accumulate(primitive)
        self.begun.add(parameter)
        self.tape.apply(primitive, *share.operands, out=self._parameter_gradients[parameter])

    def _contribute(self, value: Symbol, share: Symbol | Application, record: Record) -> None:
        """One part of the gradient of `value` has come back through `record`."""
        parts = self._parts[value]
        side = _side(value, record)
        whole = f"d{value.base}"
        name = f"{whole}_{side}" if parts.both_sides else whole
        if parts.expected[side] == 1:
            part = self._emit(share, value, name)
        else:
            number = len(parts.arrived[side]) + 1
            part = self._emit(share, value, f"{name}_{number}")
        parts.arrived[side].append(part)
        if not parts.is_complete(side):
            return
        if parts.expected[side] > 1:
            parts.arrived[side] = [self._emit(Sum().of(*parts.arrived[side]), value, name)]
            parts.expected[side] = 1
        if not parts.both_sides:
            (self._gradients[value],) = parts.arrived[side]
        elif parts.is_complete("out") and parts.is_complete("next"):
            both = [*parts.arrived["out"], *parts.arrived["next"]]
            self._gradients[value] = self._emit(Sum().of(*both), value, whole)

    def _emit(self, share: Symbol | Application, value: Symbol, base: str) -> Symbol:
        """Record what computes a part, and name it; what arrives unchanged is copied.

        Only the gradient of an anonymous value, a term of a sum say, may be another tensor.
        """
        if isinstance(share, Symbol):
            if value.anonymous:
                return share
            share = COPY.of(share)
        grad = self.tape.apply(share.primitive, *share.operands, base=base, role="gradient")
        grad.timestep, grad.layer, grad.of = value.timestep, value.layer, value
        return grad


def _side(value: Symbol, record: Record) -> Side:
    return "out" if record.timestep in (None, value.timestep) else "next"


def _depend_on(records: Iterable[Record], roots: set[Symbol]) -> set[Symbol]:
    """The roots and everything computed from them, short of what is carried to the next window."""
    found = set(roots)
    for record in records:
        if not (record.output.persistent or found.isdisjoint(record.operands)):
            found.add(record.output)
    return found


def _lead_to(goal: Symbol, records: Sequence[Record]) -> list[Record]:
    """The records that the goal is computed from, in order."""
    wanted = {goal}
    chosen = []
    for record in reversed(records):
        if record.output in wanted:
            wanted.update(record.operands)
            chosen.append(record)
    return chosen[::-1]
