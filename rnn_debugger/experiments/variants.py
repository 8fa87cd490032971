"""A compiled experiment with one thing about it changed: what to compare it with."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from rnn_debugger.cells.unroll import Schedule, unroll
from rnn_debugger.experiments.checkpoints import with_checkpointing
from rnn_debugger.experiments.compiling import CELLS, Compiled, optimizer_of
from rnn_debugger.experiments.sizing import check_size
from rnn_debugger.experiments.weights import initial_weights


def without_recurrence(compiled: Compiled) -> Compiled:
    """The feedforward network of the same sizes, activations, data and training.

    Parameters of one name and shape in both begin with the same values, bit for bit; the others
    are drawn from the seed. Raises `ValueError` where the cell has no states, `BadInput` for a
    program that is too large.
    """
    if not compiled.network.cell.states:
        raise ValueError(f"the cell {compiled.experiment.model.cell} has no recurrence")
    network = replace(compiled.network, cell=CELLS["feedforward"])
    experiment, schedule = compiled.experiment, compiled.experiment.training.update_schedule
    optimizer = optimizer_of(experiment)
    check_size(network, optimizer, schedule)
    program = with_checkpointing(unroll(network, optimizer, schedule), experiment.training)
    kept = {
        tensor.name: compiled.initial[tensor.name]
        for tensor in program.parameters
        if tensor.name in compiled.initial and compiled.initial[tensor.name].shape == tensor.shape
    }
    experiment = msgspec.structs.replace(
        experiment,
        model=msgspec.structs.replace(
            experiment.model, cell="feedforward", hidden_activation=network.hidden_activation
        ),
        weights={name: value.tolist() for name, value in kept.items()},
    )
    initial = initial_weights(experiment, compiled.folder, network, program, {})
    return replace(
        compiled,
        experiment=experiment,
        network=network,
        program=program,
        initial=initial,
        cell_file=None,
    )


def with_schedule(compiled: Compiled, schedule: Schedule) -> Compiled:
    """The same experiment, its weights updated at other times. Raises `BadInput` for a program
    that is too large.

    With updates at every timestep nothing is computed again: the weights are no longer those
    of the forward sweep.
    """
    training = msgspec.structs.replace(compiled.experiment.training, update_schedule=schedule)
    if schedule == "every_timestep":
        training = msgspec.structs.replace(training, checkpointing="none", checkpoint_slots=None)
    experiment = msgspec.structs.replace(compiled.experiment, training=training)
    optimizer = optimizer_of(experiment)
    check_size(compiled.network, optimizer, schedule)
    program = with_checkpointing(unroll(compiled.network, optimizer, schedule), training)
    return replace(compiled, experiment=experiment, program=program)
