"""A compiled experiment with one thing about it changed."""

import numpy as np
import pytest

from rnn_debugger.experiments import compile_experiment, with_schedule, without_recurrence
from tests.support.experiments import compiled, random_table


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
def test_the_feedforward_variant_is_what_its_experiment_compiles_to(cell):
    variant = without_recurrence(compiled(random_table(1, cell=cell, sizes=(2, 3))))
    again = compile_experiment(variant.experiment, variant.folder)
    assert [op.formula for op in again.program] == [op.formula for op in variant.program]
    assert again.initial.keys() == variant.initial.keys()
    for name, value in variant.initial.items():
        np.testing.assert_array_equal(again.initial[name], value)


@pytest.mark.parametrize("schedule", ["every_window", "every_timestep"])
def test_the_variant_of_another_schedule_is_what_its_experiment_compiles_to(schedule):
    variant = with_schedule(compiled(random_table(2, optimizer="adam")), schedule)
    again = compile_experiment(variant.experiment, variant.folder)
    assert [op.formula for op in again.program] == [op.formula for op in variant.program]
    assert variant.program.updates_every_timestep == (schedule == "every_timestep")


def test_without_a_state_there_is_nothing_to_crop():
    with pytest.raises(ValueError, match="feedforward has no recurrence"):
        without_recurrence(compiled(random_table(3, cell="feedforward")))


def test_values_computed_again_stay_so_only_while_weights_stay():
    table = random_table(4, length=6, checkpointing="square_root")
    first = compiled(table)
    assert any(tensor.recomputes for tensor in first.program.tensors.values())
    feedforward = without_recurrence(first)
    assert feedforward.experiment.training.checkpointing == "square_root"
    other = with_schedule(first, "every_timestep")
    assert other.experiment.training.checkpointing == "none"
    assert not any(tensor.recomputes for tensor in other.program.tensors.values())
