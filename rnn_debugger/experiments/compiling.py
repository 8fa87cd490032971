"""From an experiment to a program and its first state."""

from __future__ import annotations

from collections.abc import Container, Generator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np

from rnn_debugger.cells.face import Cell
from rnn_debugger.cells.feedforward import feedforward
from rnn_debugger.cells.gru import gru
from rnn_debugger.cells.gru_reset_after import gru_reset_after
from rnn_debugger.cells.lstm import lstm
from rnn_debugger.cells.lstm_coupled import lstm_coupled
from rnn_debugger.cells.lstm_peephole import lstm_peephole
from rnn_debugger.cells.rnn import rnn
from rnn_debugger.cells.unroll import Network, unroll
from rnn_debugger.data import BadInput, Dataset, WindowFeed
from rnn_debugger.engine import Array, Machine, Optimizer, Program, binding, finish
from rnn_debugger.experiments.checkpoints import with_checkpointing
from rnn_debugger.experiments.loading import file_sha256, load_data
from rnn_debugger.experiments.own_cells import (
    CellFile,
    CodeNotAllowed,
    blaming,
    is_own_cell,
    read_cell_file,
    run_cell_file,
)
from rnn_debugger.experiments.reading import parse_experiment
from rnn_debugger.experiments.schema import Experiment
from rnn_debugger.experiments.sizing import Size, check_size
from rnn_debugger.experiments.weights import initial_weights

CELLS = {
    function.__name__: Cell.from_function(function)
    for function in (rnn, lstm, lstm_peephole, lstm_coupled, gru, gru_reset_after, feedforward)
}
SETTINGS = (
    "learning_rate",
    "momentum",
    "beta1",
    "beta2",
    "decay",
    "epsilon",
    "clip_value",
    "clip_norm",
)
"""Keys of ``[training]`` that may change in the middle of a run: the slots stay what they are."""


@dataclass(frozen=True)
class Compiled:
    """An experiment ready to run. `initial` holds parameters and starts of states by name.

    `data_sha256` is that of the data file when it was read, None where the data are inline;
    `cell_file` is where a cell of one's own comes from.
    """

    experiment: Experiment
    folder: Path
    network: Network
    program: Program
    dataset: Dataset
    initial: Mapping[str, Array]
    data_sha256: str | None = None
    cell_file: CellFile | None = None

    @property
    def note(self) -> str:
        """What its user should know of the data: a sentence, or nothing."""
        return self.dataset.note

    def machine(self, keep: frozenset[str] = frozenset()) -> Machine:
        """A machine at the very beginning, with a feed of its own.

        Tensors in `keep` stay to the end of the iteration even where memory is shared.
        """
        return finish(self.making_machine(keep))

    def making_machine(self, keep: frozenset[str] = frozenset()) -> Generator[None, None, Machine]:
        """The same in slices of a few milliseconds, between which it may be given up."""
        training = self.experiment.training
        starts = {name: a for name, a in self.initial.items() if name.endswith("_start")}
        feed = WindowFeed(
            self.dataset, training.timesteps, training.batch_size, self.experiment.dtype, starts
        )
        bound = yield from binding(self.program, feed, keep=keep)
        machine = Machine(self.program, feed, bound=bound)
        for tensor in self.program.parameters:
            np.copyto(machine.arrays[tensor.name], self.initial[tensor.name])
        return machine


def compile_experiment(
    experiment: Experiment,
    folder: Path,
    *,
    with_updates: bool = True,
    allowed_code: Container[str] = (),
    cell_file: CellFile | None = None,
    most: Size | None = None,
) -> Compiled:
    """Compile; data files are looked up in `folder`. Raises `BadInput`.

    Without updates the program ends with the backward sweep, so that iterations repeat. A cell
    of one's own is run when the SHA-256 of its file is among `allowed_code` or the file ships with
    the program; else this raises `CodeNotAllowed`. Without `cell_file` it is read from `folder`.
    Above the size `most` it is not compiled: this raises `TooLarge`.
    """
    experiment = with_defaults(experiment)
    name = experiment.model.cell
    if not is_own_cell(name):
        return _compile(experiment, folder, _known_cell(name), with_updates=with_updates, most=most)
    cell_file = cell_file or read_cell_file(name, folder)
    if not cell_file.ships and cell_file.sha256 not in allowed_code:
        raise CodeNotAllowed(cell_file)
    cell = run_cell_file(name, cell_file)
    with blaming(cell_file.name, cell.function.__code__.co_firstlineno):
        compiled = _compile(experiment, folder, cell, with_updates=with_updates, most=most)
    return replace(compiled, cell_file=cell_file)


def _compile(
    experiment: Experiment, folder: Path, cell: Cell, *, with_updates: bool, most: Size | None
) -> Compiled:
    dataset = load_data(experiment, folder)
    path = experiment.data.path
    digest = None if path is None else file_sha256(folder / path)
    network = _network(experiment, dataset, cell)
    optimizer = optimizer_of(experiment) if with_updates else None
    schedule = experiment.training.update_schedule
    check_size(network, optimizer, schedule, most)
    program = with_checkpointing(unroll(network, optimizer, schedule), experiment.training)
    starts = {
        f"{network.layered(state, layer)}_start": (
            network.hidden_sizes[layer - 1],
            network.batch_size,
        )
        for layer in network.layers
        for state in network.cell.states
    }
    initial = initial_weights(experiment, folder, network, program, starts)
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
    experiment = with_defaults(parse_experiment({**before, "training": training}))
    network, schedule = compiled.network, experiment.training.update_schedule
    program = unroll(network, optimizer_of(experiment), schedule)
    program = with_checkpointing(program, experiment.training)
    return replace(compiled, experiment=experiment, program=program)


def without_checkpointing(compiled: Compiled) -> Compiled:
    """The same training with every value of the forward sweep kept: its numbers are the same."""
    experiment = compiled.experiment
    if experiment.training.checkpointing == "none":
        return compiled
    training = msgspec.structs.replace(
        experiment.training, checkpointing="none", checkpoint_slots=None
    )
    program = unroll(compiled.network, optimizer_of(experiment), training.update_schedule)
    experiment = msgspec.structs.replace(experiment, training=training)
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


def _known_cell(name: str) -> Cell:
    if name not in CELLS:
        raise BadInput(
            f'model.cell: "{name}" is not one of {", ".join(CELLS)}, nor a function of a file '
            'such as "my_cells.py:my_cell"'
        )
    return CELLS[name]


def _network(experiment: Experiment, dataset: Dataset, cell: Cell) -> Network:
    model, training = experiment.model, experiment.training
    return Network(
        cell=cell,
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


def optimizer_of(experiment: Experiment) -> Optimizer:
    """The optimizer that ``[training]`` describes."""
    training = experiment.training
    return Optimizer(
        rule=training.optimizer,
        learning_rate=training.learning_rate,
        epsilon=training.epsilon or 0.0,
        epsilon_in_root=training.epsilon_in_root,
        clip_value=training.clip_value,
        clip_norm=training.clip_norm,
        momentum=training.momentum,
        beta1=training.beta1,
        beta2=training.beta2,
        decay=training.decay,
    )
