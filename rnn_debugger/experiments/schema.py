"""The experiment file as data: its tables, keys and defaults."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

from rnn_debugger.cells.output import LossName
from rnn_debugger.cells.unroll import Schedule
from rnn_debugger.data import TaskName
from rnn_debugger.engine import Phase, Rule

Dtype: TypeAlias = Literal["float64", "float32"]
Checkpointing: TypeAlias = Literal["none", "square_root", "gruslys"]
"""Which values of the forward sweep are kept: all, or some states, the rest computed again."""
Numbers: TypeAlias = float | list[Any]
"""A number, or lists of numbers nested to any depth."""
WatchKind: TypeAlias = Literal[
    "written",
    "changed",
    "sign",
    "nonfinite",
    "outside",
    "saturated",
    "norm_above",
    "norm_below",
]


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The network. An output activation of None is the one that fits the loss."""

    cell: str
    hidden_sizes: tuple[int, ...]
    hidden_activation: Literal["sigmoid", "tanh", "relu", "identity"] | None = None
    output_activation: Literal["sigmoid", "tanh", "softmax", "identity"] | None = None
    bias: bool = True


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the sequences come from; which keys go with which source, `load_data` says."""

    source: Literal["values", "text", "csv", "npz", "task"]
    inputs: list[Any] | None = None
    targets: list[Any] | None = None
    path: str | None = None
    name: TaskName | None = None


class Training(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the network is trained. An epsilon of None is the optimizer's own; what the optimizer
    has no use for, such as a momentum of Adam, is ignored.
    """

    timesteps: int
    batch_size: int = 1
    carry_state: bool = True
    loss: LossName = "squared_error"
    loss_at: Literal["every_timestep", "last_timestep"] = "every_timestep"
    reduction: Literal["sum", "mean"] = "sum"
    update_schedule: Schedule = "every_window"
    optimizer: Rule = "sgd"
    learning_rate: float = 0.1
    momentum: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    decay: float = 0.99
    epsilon: float | None = None
    epsilon_in_root: bool = False
    clip_value: float | None = None
    clip_norm: float | None = None
    checkpointing: Checkpointing = "none"
    checkpoint_slots: int | None = None


# What equals its default is left out when these are written.
class BreakpointTable(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):
    """Where to stop: before operations that are all of what is given, when the condition holds.

    At every `hits`-th time; with `log` a line is written instead. `file` goes with `line`.
    """

    operation: int | None = None
    file: str | None = None
    line: int | None = None
    primitive: str | None = None
    phase: Phase | None = None
    timestep: int | None = None
    iteration: int | None = None
    condition: str = ""
    hits: int = 1
    log: str = ""
    enabled: bool = True


class WatchTable(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):
    """What to stop at in the values of a tensor, or in the entry at `index`."""

    tensor: str
    kind: WatchKind
    index: tuple[int, ...] | None = None
    low: float | None = None
    high: float | None = None
    limit: float | None = None
    hits: int = 1
    log: str = ""
    enabled: bool = True


class BookmarkTable(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):
    """A position with a name."""

    name: str
    branch: int = 0
    iteration: int
    operation: int = 0


class EditTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An entry of a tensor, and what it was set to."""

    tensor: str
    index: tuple[int, ...]
    value: float


class BranchTable(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):
    """A branch, the position in its parent where it forks, and what is different from there on.

    `settings` are keys of the training table; false switches a clipping off, as TOML has no null.
    """

    id: int
    parent: int
    iteration: int
    operation: int
    name: str = ""
    edits: tuple[EditTable, ...] = ()
    settings: dict[str, float | bool] = {}


class CursorTable(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):
    """The position that the session stands at."""

    branch: int = 0
    iteration: int = 0
    operation: int = 0


class DebuggerTable(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True
):
    """A debugging session. A branch stands behind its parent; the first, 0, is not among them."""

    cursor: CursorTable | None = None
    breakpoints: tuple[BreakpointTable, ...] = ()
    watches: tuple[WatchTable, ...] = ()
    bookmarks: tuple[BookmarkTable, ...] = ()
    branches: tuple[BranchTable, ...] = ()


class Experiment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole experiment file. `weights` maps names to numbers, or holds ``file``."""

    model: Model
    data: Data
    training: Training
    title: str = ""
    description: str = ""
    dtype: Dtype = "float64"
    seed: int = 0
    weights: dict[str, Any] = {}
    debugger: DebuggerTable = DebuggerTable()
