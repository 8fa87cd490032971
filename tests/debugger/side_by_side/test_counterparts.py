"""The session that a run is set beside."""

import numpy as np
import pytest

import rnn_debugger
from rnn_debugger.debugger import (
    branch_sentence,
    counterpart,
    headings,
    shared_parameters,
    why_no_counterpart,
)
from tests.support.experiments import random_table, session


@pytest.mark.parametrize("sizes", [(2,), (2, 3)])
@pytest.mark.parametrize("bias", [True, False])
def test_the_feedforward_network_has_all_its_weights_from_the_recurrent_one(sizes, bias):
    first = session(random_table(1, sizes=sizes, model={"bias": bias}, start="vector"))
    second = counterpart(first, "recurrence")
    names = {tensor.name for tensor in second.program.parameters}
    assert {t.name for t in first.program.parameters} - names == (
        {"Whh"} if len(sizes) == 1 else {"W1hh", "W2hh"}
    )
    for name in names:
        np.testing.assert_array_equal(second.value(name), first.value(name))
    assert names == set(shared_parameters(first, second))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_without_recurrent_weights_the_recurrent_network_is_its_counterpart(dtype):
    table = {**random_table(2, carry_state=False), "dtype": dtype}
    table["weights"]["Whh"] = np.zeros((2, 2)).tolist()
    # What Whh learns would be used in the next iteration.
    first = session(table)
    second = counterpart(first, "recurrence")
    for run in (first, second):
        run.seek(0, len(run.program) - 1)
    for name in ("x[3]", "h[1]", "h[3]", "y[2]", "loss", "dWxh", "dbh", "dWhy"):
        np.testing.assert_allclose(second.value(name), first.value(name), rtol=1e-6)
    assert second.value("x[2]").dtype == dtype


def test_activations_data_and_training_are_the_same():
    table = random_table(3, model={"hidden_activation": "relu"}, optimizer="adam")
    first = session(table)
    second = counterpart(first, "recurrence")
    assert second.experiment.model.cell == "feedforward"
    assert second.experiment.model.hidden_activation == "relu"
    assert second.experiment.training == first.experiment.training
    assert second.compiled.dataset is first.compiled.dataset
    assert any(operation.primitive == "relu" for operation in second.program)


def test_of_a_gated_cell_sizes_and_seed_stay_and_the_output_weights():
    first = session(random_table(4, cell="lstm", sizes=(3,)))
    second = counterpart(first, "recurrence")
    assert set(shared_parameters(first, second)) == {"Why", "by"}
    np.testing.assert_array_equal(second.value("Why"), first.value("Why"))
    again = counterpart(first, "recurrence")
    np.testing.assert_array_equal(second.value("Wxh"), again.value("Wxh"))
    other = session(random_table(4, cell="lstm", sizes=(3,)) | {"seed": 1})
    assert not np.array_equal(counterpart(other, "recurrence").value("Wxh"), second.value("Wxh"))
    _, heading = headings(first, second, "recurrence")
    assert heading.title == "Feedforward: the same without memory"
    assert "Wxh and bh, which lstm has not, are drawn from the same seed" in heading.sentence


@pytest.mark.parametrize("schedule", ["every_window", "every_timestep"])
def test_the_other_schedule_begins_with_the_same_weights_and_states(schedule):
    first = session(random_table(5, cell="gru", update_schedule=schedule, start="vector"))
    second = counterpart(first, "schedule")
    assert second.program.updates_every_timestep != first.program.updates_every_timestep
    assert second.compiled.initial is first.compiled.initial
    for one, other in zip(first.program, second.program, strict=False):
        if one.phase in ("forward", "loss"):
            assert one.formula == other.formula
    loss = [run.run("operation > 0 and phase == 'backward'") and run.value("loss")
            for run in (first, second)]  # fmt: skip
    assert loss[0] == loss[1]
    titles = [heading.title for heading in headings(first, second, "schedule")]
    expected = ["Every window", "Every timestep"]
    assert titles == (expected if schedule == "every_window" else expected[::-1])


def test_the_built_in_counterpart_is_what_cropping_gives():
    made = counterpart(rnn_debugger.open("simple-words"), "recurrence")
    shipped = rnn_debugger.open("simple-words-feedforward")
    assert [op.formula for op in made.program] == [op.formula for op in shipped.program]
    for run in (made, shipped):
        run.seek(7, 11)
    assert made.state_hash() == shipped.state_hash()


def test_a_feedforward_network_has_a_sentence_instead():
    first = rnn_debugger.open("simple-words-feedforward")
    sentence = why_no_counterpart(first, "recurrence")
    assert "feedforward already" in sentence
    assert why_no_counterpart(first, "schedule") == ""
    with pytest.raises(ValueError, match="feedforward already"):
        counterpart(first, "recurrence")


def test_headings_name_the_matrices_that_are_cropped():
    first = session(random_table(6, sizes=(2, 2)))
    recurrent, feedforward = headings(first, counterpart(first, "recurrence"), "recurrence")
    assert recurrent.title == "Recurrent"
    assert feedforward.title == "Feedforward: the same without W1hh and W2hh"
    assert feedforward.sentence.startswith("W1xh, b1h, W2xh, b2h, Why and by begin the same: ")


def test_a_branch_says_what_is_not_carried_over():
    first = session(random_table(7))
    assert branch_sentence(first) == ""
    first.step(3)
    first.edit("Whh", (0, 0), 2.0)
    assert "not carried over" in branch_sentence(first)
