"""The keys `checkpointing` and `checkpoint_slots`, and what an experiment becomes with them."""

import pytest

from rnn_debugger.data import BadInput
from rnn_debugger.experiments import parse_experiment, with_settings, without_checkpointing
from rnn_debugger.script import torch_script
from tests.support.experiments import compiled, random_table

SQUARE_ROOT = {"checkpointing": "square_root"}


def repeated(program):
    return sum(tensor.recomputes is not None for tensor in program.tensors.values())


def test_the_defaults_keep_everything():
    training = parse_experiment(random_table()).training
    assert (training.checkpointing, training.checkpoint_slots) == ("none", None)
    assert repeated(compiled(random_table(length=9)).program) == 0


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        (
            {"checkpointing": "cube_root"},
            'training.checkpointing: "cube_root" is not one of none, square_root, gruslys',
        ),
        (
            {"checkpoint_slots": 3},
            'training.checkpoint_slots: 3 goes with training.checkpointing: "gruslys", not with '
            '"none"',
        ),
        (
            {**SQUARE_ROOT, "checkpoint_slots": 3},
            'training.checkpoint_slots: 3 goes with training.checkpointing: "gruslys", not with '
            '"square_root"',
        ),
        (
            {"checkpointing": "gruslys"},
            "training.checkpoint_slots: this key is required with training.checkpointing: "
            '"gruslys"',
        ),
        (
            {"checkpointing": "gruslys", "checkpoint_slots": 0},
            "training.checkpoint_slots: 0 is not 1 or more",
        ),
        (
            {**SQUARE_ROOT, "update_schedule": "every_timestep"},
            'training.checkpointing: "square_root" does not go with training.update_schedule: '
            '"every_timestep", as values would be computed again with weights already changed',
        ),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(keys, sentence):
    with pytest.raises(BadInput) as refusal:
        parse_experiment(random_table(**keys))
    assert str(refusal.value) == sentence


def test_more_passes_than_can_be_unrolled_are_refused_before_they_are_made():
    table = random_table(length=600, checkpointing="gruslys", checkpoint_slots=1)
    with pytest.raises(BadInput, match=r"checkpoint_slots: with 1 slots 180,300 timesteps"):
        compiled(table)


def test_other_settings_in_the_middle_keep_the_checkpointing():
    before = compiled(random_table(length=9, **SQUARE_ROOT))
    after = with_settings(before, {"learning_rate": 0.5})
    assert repeated(after.program) == repeated(before.program) > 0
    assert len(after.program) == len(before.program)


def test_without_it_the_program_is_that_of_the_experiment_without_the_key():
    plain = compiled(random_table(length=9))
    found = without_checkpointing(compiled(random_table(length=9, **SQUARE_ROOT)))
    assert found.experiment == plain.experiment
    assert str(found.program) == str(plain.program)
    assert without_checkpointing(plain) is plain


def test_the_torch_script_is_that_of_the_experiment_without_the_key():
    plain = torch_script(compiled(random_table(length=9)))
    assert torch_script(compiled(random_table(length=9, **SQUARE_ROOT))) == plain
