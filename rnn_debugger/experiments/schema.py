"""The experiment file as data: its tables, keys and defaults."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

from rnn_debugger.cells.output import LossName
from rnn_debugger.cells.unroll import Schedule

Dtype: TypeAlias = Literal["float64", "float32"]
Numbers: TypeAlias = float | list[Any]
"""A number, or lists of numbers nested to any depth."""


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The network. An output activation of None is the one that fits the loss."""

    cell: str
    hidden_sizes: tuple[int, ...]
    hidden_activation: Literal["sigmoid", "tanh", "relu", "identity"] | None = None
    output_activation: Literal["sigmoid", "tanh", "softmax", "identity"] | None = None
    bias: bool = True


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the sequences come from; which keys go with which source, `data.load` says."""

    source: Literal["values", "text"]
    inputs: list[Any] | None = None
    targets: list[Any] | None = None
    path: str | None = None


class Training(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the network is trained. An epsilon of None is the optimizer's own."""

    timesteps: int
    batch_size: int = 1
    carry_state: bool = True
    loss: LossName = "squared_error"
    loss_at: Literal["every_timestep", "last_timestep"] = "every_timestep"
    reduction: Literal["sum", "mean"] = "sum"
    update_schedule: Schedule = "every_window"
    optimizer: Literal["sgd", "adagrad"] = "sgd"
    learning_rate: float = 0.1
    epsilon: float | None = None
    epsilon_in_root: bool = False
    clip_value: float | None = None


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
    debugger: dict[str, Any] = {}
