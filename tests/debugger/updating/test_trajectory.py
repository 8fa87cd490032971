"""Weights within a sweep that updates them at every timestep, against training by hand."""

import numpy as np
import pytest

from rnn_debugger.debugger import TrajectoryRecord
from tests.support.experiments import OPTIMIZERS, random_table, session
from tests.support.oracle_training import initial_state, train


def read(run, record):
    run.recalling(run.moment.iteration, record.missing(run.moment.reached), record.take).finish()
    return record.trajectory(run.moment.reached)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_it_goes_where_training_by_hand_goes(optimizer):
    table = random_table(1, length=4, update_schedule="every_timestep", optimizer=optimizer)
    run = session(table)
    run.step(2, "iteration")
    training = train(table)
    before, second = next(training).after, next(training)
    for name in ("Whh", "by"):
        index = (1, 0)[: run.program.tensors[name].shape.__len__()]
        record = TrajectoryRecord(run.program, name, index)
        found = read(run, record)
        assert found.timesteps == (4, 3, 2, 1)
        weights = [before.weights[name], *(second.updated[t][name] for t in (4, 3, 2, 1))]
        np.testing.assert_allclose(found.values, [w[index] for w in weights], rtol=1e-9)
        np.testing.assert_allclose(found.norms, [np.sqrt(np.sum(w**2)) for w in weights], rtol=1e-9)
        assert found.values[-1] == run.value(name)[index]


def test_it_fills_with_the_sweep_and_empties_again():
    table = random_table(2, length=3, update_schedule="every_timestep")
    run = session(table)
    record = TrajectoryRecord(run.program, "Whh", (0, 0))
    assert record.timesteps == (1, 2, 3)
    assert record.trajectory(0) is None
    assert not record.is_begun(run.moment.reached)
    record.begin(run.value("Whh"))
    start = initial_state(table).weights["Whh"]
    assert record.trajectory(0).values.tolist() == [start[0, 0]]
    for number, writer in enumerate(run.program.writers["Whh"], 1):
        run.seek(0, writer + 1)
        assert record.missing(run.moment.reached) == (writer,)
        found = read(run, record)
        assert len(found.timesteps) == number
        assert found.values[-1] == run.value("Whh")[0, 0]
    run.seek(0, writer)
    assert record.missing(run.moment.reached) == ()
    assert read(run, record).timesteps == (3, 2)


def test_without_a_choice_it_is_the_element_that_changes_most():
    run = session(random_table(3, length=3, update_schedule="every_timestep"))
    before = run.value("Wxh")
    record = TrajectoryRecord(run.program, "Wxh", None)
    first = run.program.writers["Wxh"][0]
    run.seek(0, first + 1)
    found = read(run, record)
    change = np.abs(run.value("Wxh") - before)
    assert change[found.index] == change.max()
    run.step(1, "iteration")
    assert read(run, record).index == found.index
