"""From an experiment to a program and its first state."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import msgspec
import numpy as np

from rnn_debugger.cells.face import Cell
from rnn_debugger.cells.feedforward import feedforward
from rnn_debugger.cells.rnn import rnn
from rnn_debugger.cells.unroll import Network, unroll
from rnn_debugger.data import BadInput, Dataset, Sequences, WindowFeed
from rnn_debugger.engine import Array, Machine, Optimizer, Program
from rnn_debugger.experiments.loading import file_sha256, load_data
from rnn_debugger.experiments.reading import parse_experiment
from rnn_debugger.experiments.schema import Experiment
from rnn_debugger.experiments.weights import initial_weights

CELLS = {"rnn": Cell.from_function(rnn), "feedforward": Cell.from_function(feedforward)}
SETTINGS = ("learning_rate", "clip_value")
"""Keys of ``[training]`` that may change in the middle of a run."""
MOST_CELLS = 20_000
"""Timesteps times layers; unrolling takes about 0.6 ms for each."""


@dataclass(frozen=True)
class Compiled:
    """An experiment ready to run. `initial` holds parameters and starts of states by name.

    `data_sha256` is that of the data file when it was read, None where the data are inline.
    """

    experiment: Experiment
    folder: Path
    network: Network
    program: Program
    dataset: Dataset
    initial: Mapping[str, Array]
    data_sha256: str | None = None

    @property
    def note(self) -> str:
        """What its user should know of the data: a sentence, or nothing."""
        if isinstance(self.dataset, Sequences) and self.dataset.leftover:
            left = self.dataset.leftover
            return f"the last {left} timesteps of every sequence fit into no window"
        return ""

    def machine(self, keep: frozenset[str] = frozenset()) -> Machine:
        """A machine at the very beginning, with a feed of its own.

        Tensors in `keep` stay to the end of the iteration even where memory is shared.
        """
        training = self.experiment.training
        starts = {name: a for name, a in self.initial.items() if name.endswith("_start")}
        feed = WindowFeed(
            self.dataset, training.timesteps, training.batch_size, self.experiment.dtype, starts
        )
        machine = Machine(self.program, feed, keep=keep)
        for tensor in self.program.parameters:
            np.copyto(machine.arrays[tensor.name], self.initial[tensor.name])
        return machine


def compile_experiment(
    experiment: Experiment, folder: Path, *, with_updates: bool = True
) -> Compiled:
    """Compile; data files are looked up in `folder`. Raises `BadInput`.

    Without updates the program ends with the backward sweep, so that iterations repeat.
    """
    experiment = with_defaults(experiment)
    dataset = load_data(experiment, folder)
    path = experiment.data.path
    digest = None if path is None else file_sha256(folder / path)
    network = _network(experiment, dataset)
    _check_size(network)
    optimizer = _optimizer(experiment) if with_updates else None
    program = unroll(network, optimizer, experiment.training.update_schedule)
    starts = {
        f"{network.layered(state, layer)}_start": (
            network.hidden_sizes[layer - 1],
            network.batch_size,
        )
        for layer in network.layers
        for state in network.cell.states
    }
    initial = initial_weights(experiment, folder, program, starts)
    return Compiled(experiment, folder, network, program, dataset, initial, digest)


def with_settings(compiled: Compiled, settings: Mapping[str, float | None]) -> Compiled:
    """The same experiment with other keys of ``[training]``, for a run that goes on with them.

    Raises `BadInput` for values that cannot be and `ValueError` for keys that have to stay.
    """
    for key in settings:
        if key not in SETTINGS:
            raise ValueError(f"{key}: only {', '.join(SETTINGS)} can change in the middle of a run")
    before = msgspec.to_builtins(compiled.experiment)
    training = {**before["training"], **settings}
    experiment = parse_experiment({**before, "training": training})
    network, schedule = compiled.network, experiment.training.update_schedule
    program = unroll(network, _optimizer(experiment), schedule)
    return replace(compiled, experiment=experiment, program=program)


def with_defaults(experiment: Experiment) -> Experiment:
    """The experiment with the defaults that depend on other keys filled in."""
    model, training = experiment.model, experiment.training
    fitting = {"softmax_cross_entropy": "softmax", "binary_cross_entropy": "sigmoid"}
    hidden = "tanh" if model.cell in ("rnn", "feedforward") else None
    epsilon = {"adagrad": 1e-10}.get(training.optimizer, 1e-8)
    return msgspec.structs.replace(
        experiment,
        model=msgspec.structs.replace(
            model,
            hidden_activation=model.hidden_activation or hidden,
            output_activation=model.output_activation or fitting.get(training.loss, "identity"),
        ),
        training=msgspec.structs.replace(
            training, epsilon=epsilon if training.epsilon is None else training.epsilon
        ),
    )


def _network(experiment: Experiment, dataset: Dataset) -> Network:
    model, training = experiment.model, experiment.training
    if model.cell not in CELLS:
        raise BadInput(f'model.cell: "{model.cell}" is not one of {", ".join(CELLS)}')
    return Network(
        cell=CELLS[model.cell],
        inputs=dataset.inputs,
        hidden_sizes=model.hidden_sizes,
        outputs=dataset.outputs,
        timesteps=training.timesteps,
        batch_size=training.batch_size,
        dtype=experiment.dtype,
        bias=model.bias,
        hidden_activation=model.hidden_activation or "tanh",
        output_activation=model.output_activation or "identity",
        loss=training.loss,
        loss_at=training.loss_at,
        reduction=training.reduction,
        carry_state=training.carry_state,
    )


def _optimizer(experiment: Experiment) -> Optimizer:
    training = experiment.training
    return Optimizer(
        rule=training.optimizer,
        learning_rate=training.learning_rate,
        epsilon=training.epsilon or 0.0,
        epsilon_in_root=training.epsilon_in_root,
        clip_value=training.clip_value,
    )


def _check_size(network: Network) -> None:
    sizes = network.hidden_sizes
    if network.timesteps * len(sizes) > MOST_CELLS:
        raise BadInput(
            f"training.timesteps: {network.timesteps} timesteps in {len(sizes)} layers are more "
            f"than the {MOST_CELLS} cells that can be unrolled"
        )
    weights = sum(h * (h + i) for i, h in pairwise((network.inputs, *sizes)))
    weights += network.outputs * sizes[-1]
    units = network.inputs + sum(sizes) + network.outputs
    values = network.timesteps * network.batch_size * units
    # Weight, gradient, clipped gradient, slot and step; some six tensors a unit and timestep.
    needed = 8 * (5 * weights + 6 * values)
    available = _physical_memory()
    if needed > available // 2:
        raise BadInput(
            f"model.hidden_sizes: {list(sizes)} with {network.timesteps} timesteps "
            f"need about {needed / 2**30:,.0f} GiB of memory; this machine has "
            f"{available / 2**30:,.0f}"
        )


def _physical_memory() -> int:
    """Bytes of this machine's memory; where the system does not tell, a common size."""
    if hasattr(os, "sysconf"):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return 8 * 2**30
