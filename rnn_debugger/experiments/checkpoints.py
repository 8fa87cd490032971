"""What an experiment says of checkpointing, and the program that this makes."""

from __future__ import annotations

from rnn_debugger.data import BadInput
from rnn_debugger.engine import (
    Program,
    checkpointed,
    gruslys_plan,
    least_cost,
    square_root_plan,
)
from rnn_debugger.experiments.schema import Training
from rnn_debugger.experiments.sizing import MOST_OPERATIONS


def check_checkpointing(training: Training) -> None:
    """Raise `BadInput` for keys that do not go together, naming both."""
    name, slots = training.checkpointing, training.checkpoint_slots
    if name != "gruslys" and slots is not None:
        raise BadInput(
            f'training.checkpoint_slots: {slots} goes with training.checkpointing: "gruslys", '
            f'not with "{name}"'
        )
    if name == "gruslys" and slots is None:
        raise BadInput(
            'training.checkpoint_slots: this key is required with training.checkpointing: "gruslys"'
        )
    if slots is not None and slots < 1:
        raise BadInput(f"training.checkpoint_slots: {slots} is not 1 or more")
    if name != "none" and training.update_schedule == "every_timestep":
        raise BadInput(
            f'training.checkpointing: "{name}" does not go with training.update_schedule: '
            '"every_timestep", as values would be computed again with weights already changed'
        )


def with_checkpointing(program: Program, training: Training) -> Program:
    """The program as it is, or with values computed again where `training` says so.

    Raises `BadInput` where that would be more operations than can be unrolled.
    """
    if training.checkpointing == "none":
        return program
    slots = training.checkpoint_slots or 1
    if training.checkpointing == "square_root":
        return checkpointed(program, square_root_plan(training.timesteps))
    # Asked before there is a plan: with few slots it grows with the square of the timesteps.
    runs = least_cost(training.timesteps, slots)
    forward = sum(op.phase in ("forward", "loss") for op in program)
    if forward * runs > MOST_OPERATIONS * training.timesteps:
        raise BadInput(
            f"training.checkpoint_slots: with {slots} slots {runs:,} timesteps would be run "
            f"forward for the {training.timesteps:,} of training.timesteps, more than can be "
            "unrolled"
        )
    return checkpointed(program, gruslys_plan(training.timesteps, slots))
