"""The optimizer's arithmetic: which operations it is made of, and its numbers."""

import numpy as np
import pytest

from rnn_debugger.debugger import last_update_of, update_operations, update_step
from tests.support.experiments import OPTIMIZERS, random_table, session
from tests.support.oracle_training import train

EXPECTED = {
    "sgd": ["Whh"],
    "momentum": ["m_Whh", "Whh"],
    "adagrad": ["m_Whh", "step_Whh", "Whh"],
    "rmsprop": ["v_Whh", "step_Whh", "Whh"],
    "adam": [
        "count_Whh", "m_Whh", "v_Whh", "m_Whh_corrected", "v_Whh_corrected", "step_Whh", "Whh"
    ],
}  # fmt: skip
CLIPPINGS = {
    "none": ({}, []),
    "value": ({"clip_value": 0.05}, ["dWhh_clipped"]),
    "norm": (
        {"clip_norm": 0.05},
        ["dWhh_squares", "gradient_squares", "gradient_norm", "clip_scale", "dWhh_scaled"],
    ),
    "both": (
        {"clip_value": 0.05, "clip_norm": 0.05},
        ["dWhh_clipped", "dWhh_squares", "gradient_squares", "gradient_norm", "clip_scale",
         "dWhh_scaled"],
    ),
}  # fmt: skip


def steps_of(run, parameter, index, reached):
    change = last_update_of(run.program, parameter, reached)
    found = []
    operations = [operation.id for operation in update_operations(run.program, change)]
    run.recalling(
        run.moment.iteration,
        operations,
        lambda evidence: found.append(update_step(run.program, evidence, index)),
    ).finish()
    return found


@pytest.mark.parametrize("clipping", CLIPPINGS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_steps_of_every_optimizer_with_every_clipping(optimizer, clipping):
    settings, clipped = CLIPPINGS[clipping]
    table = random_table(1, length=2, optimizer=optimizer, **settings)
    run = session(table)
    run.step(2, "iteration")
    index = (1, 0)
    steps = steps_of(run, "Whh", index, len(run.program))
    assert [step.operation.output for step in steps] == [*clipped, *EXPECTED[optimizer]]
    training = train(table)
    before, after = next(training).after, next(training).after
    last = [piece.value for piece in steps[-1].numbers if piece.value is not None]
    assert last[0] == pytest.approx(before.weights["Whh"][index])
    assert last[-1] == pytest.approx(after.weights["Whh"][index])
    for step in steps:
        output = step.operation.output
        shown = [piece.value for piece in step.numbers if piece.value is not None][-1]
        assert shown == run.moment.value(output)[step.index]
        if output in after.memory:
            expected = np.broadcast_to(after.memory[output], run.moment.value(output).shape)
            assert shown == pytest.approx(expected[step.index])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_at_every_timestep_it_is_the_update_that_ran_last(optimizer):
    run = session(
        random_table(2, length=3, optimizer=optimizer, update_schedule="every_timestep",
                     clip_norm=0.1, clip_value=0.2)
    )  # fmt: skip
    writers = run.program.writers["Whh"]
    assert last_update_of(run.program, "Whh", 0).id == writers[0]
    for number, writer in enumerate(writers):
        run.seek(0, writer + 1)
        change = last_update_of(run.program, "Whh", run.moment.reached)
        assert change.id == writer
        operations = update_operations(run.program, change)
        assert {operation.timestep for operation in operations} == {3 - number}
        assert {operation.phase for operation in operations} == {"update"}
        steps = steps_of(run, "Whh", (0, 1), run.moment.reached)
        shown = [piece.value for piece in steps[-1].numbers if piece.value is not None]
        assert shown[-1] == run.moment.value("Whh")[0, 1]


def test_what_belongs_to_another_parameter_is_left_out():
    run = session(random_table(3, clip_norm=0.1, optimizer="adam"))
    change = last_update_of(run.program, "by", 0)
    outputs = [operation.output for operation in update_operations(run.program, change)]
    assert not [name for name in outputs if "W" in name or "bh" in name]
