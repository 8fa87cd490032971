"""The ledger of the training's own memory: what is live at a position, and how much."""

from __future__ import annotations

from dataclasses import dataclass, field

from rnn_debugger.debugger.memory.reasons import Reason, reason
from rnn_debugger.engine import Array, Program, Tensor, live_bytes, lives

ROLES = (
    "parameter",
    "optimizer",
    "input",
    "target",
    "state",
    "activation",
    "loss",
    "gradient",
    "constant",
)
"""In the order in which they are stacked and listed."""


@dataclass(frozen=True, slots=True)
class LiveTensor:
    """A tensor that is held, and the operations between which that is so (−1: from before the
    iteration; the number of operations: beyond its end).
    """

    tensor: Tensor
    first: int
    last: int


@dataclass(frozen=True)
class Ledger:
    """What is live when `reached` operations have run: their operands and results included,
    until the next operation begins. Sizes in bytes.
    """

    live: tuple[LiveTensor, ...]
    by_role: dict[str, int]
    total: int
    curve: Array
    """Bytes held while each operation runs: int64, (operations,)."""
    program: Program = field(repr=False)
    reached: int

    @property
    def peak(self) -> int:
        return int(self.curve.max(initial=0))

    def why(self, name: str) -> Reason:
        """Why a tensor is kept here, or that it is not; `KeyError` for a name that is none."""
        return reason(self.program, name, self.reached)

    def by_timestep(self) -> dict[int | None, dict[str, int]]:
        """The bytes of each timestep by role, where there are any; those without one are None's."""
        found: dict[int | None, dict[str, int]] = {}
        for live in self.live:
            roles = found.setdefault(live.tensor.timestep, dict.fromkeys(ROLES, 0))
            roles[live.tensor.role] += live.tensor.bytes
        return found


def ledger(program: Program, reached: int) -> Ledger:
    """The ledger of a program at a position inside the iteration."""
    live = []
    by_role = dict.fromkeys(ROLES, 0)
    for name, life in lives(program).items():
        tensor = program.tensors[name]
        if tensor.persistent or life.first < reached <= life.last + 1:
            live.append(LiveTensor(tensor, life.first, life.last))
            by_role[tensor.role] += tensor.bytes
    total = sum(by_role.values())
    return Ledger(tuple(live), by_role, total, live_bytes(program), program, reached)
