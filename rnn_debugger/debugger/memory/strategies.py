"""Ways of training a network, by what each keeps in memory and what it costs.

Every figure is read off a program that could be run; nothing is estimated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isqrt
from typing import Literal, TypeAlias

from rnn_debugger.engine import Program, live_bytes, lives
from rnn_debugger.experiments import Training

StrategyKind: TypeAlias = Literal[
    "forward", "full", "truncated", "square_root", "gruslys", "feedforward"
]
Settings: TypeAlias = Mapping[str, int | str | None]
"""Keys of ``[training]``; None for one that is left out."""

_SENTENCES: Mapping[StrategyKind, str] = {
    "forward": "Nothing is kept for going back: a network that is only used needs this much.",
    "full": "Every value that the backward sweep reads is kept until then: memory grows with the "
    "timesteps.",
    "truncated": "Windows of {timesteps} timesteps, the state carried on: gradients reach back no "
    "further, so that it learns something else.",
    "square_root": "Of the forward sweep one state in {stretch} timesteps is kept; each stretch is "
    "run again once, just before its backward operations. The gradients are the same to the bit.",
    "gruslys": "At most so many hidden states are kept at a time, where the fewest timesteps are "
    "run again: dynamic programming. The gradients are the same to the bit.",
    "feedforward": "The same sizes without recurrence, for comparison: what the network with time "
    "needs beyond this is the price of time.",
}
KEEPING: Settings = {"checkpointing": "none", "checkpoint_slots": None}
"""Every value of the forward sweep."""


@dataclass(frozen=True)
class Strategy:
    """One way of training, its program's memory in bytes and its length in operations."""

    kind: StrategyKind
    title: str
    timesteps: int
    peak: int
    """The most that is held while an operation runs, parameters and all."""
    sweeps_peak: int
    """The same without the update, whose slots and steps no way of going back changes."""
    waiting: int
    """What the forward sweep leaves behind for the backward sweep."""
    operations: int
    forward: int
    """Operations of the forward sweep, losses among them."""
    repeated: int
    """Operations of the forward sweep that are run again."""
    settings: Settings | None = field(default=None)
    """What makes an experiment train in this way; None where no experiment can."""
    refusal: str = ""
    """Why there is no such program; all figures are 0 then."""

    @property
    def extra(self) -> float:
        """Operations run again, in percent of those of the forward sweep."""
        return 100 * self.repeated / self.forward if self.forward else 0.0

    @property
    def sentence(self) -> str:
        """What it does and what it costs, in words."""
        return _SENTENCES[self.kind].format(
            timesteps=self.timesteps, stretch=isqrt(max(self.timesteps - 1, 0)) + 1
        )

    def is_of(self, training: Training) -> bool:
        """Whether an experiment with that table ``[training]`` trains in this way."""
        if self.settings is None or self.kind == "truncated":
            return False
        return all(getattr(training, key) == value for key, value in self.settings.items())


def default_window(timesteps: int) -> int:
    """A window for truncated BPTT that is worth a comparison: a quarter of the timesteps."""
    return max(timesteps // 4, 1)


def default_slots(timesteps: int) -> int:
    """Slots for Gruslys et al. that are worth a comparison: √T, as many as "every √T" has."""
    return max(isqrt(timesteps), 1)


def measured(
    kind: StrategyKind, title: str, program: Program, settings: Settings | None
) -> Strategy:
    """The figures of a program."""
    forward = [op.id for op in program if op.phase in ("forward", "loss")]
    sweeps = [op.id for op in program if op.phase != "update"]
    end, held = forward[-1], live_bytes(program)
    waiting = sum(
        program.tensors[name].bytes
        for name, life in lives(program).items()
        if not program.tensors[name].persistent and life.first <= end < life.last
    )
    return Strategy(
        kind,
        title,
        max(op.timestep or 0 for op in program),
        int(held.max()),
        int(held[sweeps].max()),
        waiting,
        len(program),
        len(forward),
        sum(program.tensors[op.output].recomputes is not None for op in program),
        settings,
    )
