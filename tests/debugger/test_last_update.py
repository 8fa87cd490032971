import numpy as np
import pytest

from rnn_debugger.debugger import Absent
from tests.support.experiments import changed, compiled, random_table, session


def parameters_at(table, iteration):
    """The parameters at the beginning of an iteration, run on a machine of its own."""
    machine = compiled(table).machine()
    for number in range(iteration):
        machine.run(len(machine.program))
        machine.enter(number + 1)
    return {t.name: machine.arrays[t.name].copy() for t in machine.program.parameters}


TABLE = random_table(8, length=3, sizes=(2,), learning_rate=0.2)
BY_TIMESTEP = changed(TABLE, training={"update_schedule": "every_timestep"})


@pytest.fixture(params=[TABLE, BY_TIMESTEP], ids=["every_window", "every_timestep"])
def table(request):
    return request.param


def assert_exact(run, table):
    iteration = run.position.iteration
    before, after = parameters_at(table, iteration - 1), parameters_at(table, iteration)
    for name, value in after.items():
        np.testing.assert_array_equal(run.last_update(name), value - before[name])


def test_it_is_exact_wherever_one_came_from(table):
    run = session(table)
    count = len(run.program)
    for iteration, operation in [
        (1, 0), (1, 3), (2, 0), (7, count - 1), (8, 0), (5, 2), (6, 0), (5, 0), (4, count - 1),
    ]:  # fmt: skip
        run.seek(iteration, operation)
        assert_exact(run, table)


def test_back_over_the_boundary_and_forward_again(table):
    run = session(table)
    # Step by step, so that the way back is by the undo ring.
    run.step(6 * len(run.program) + 1)
    run.step_back(2)
    assert run.position.iteration == 5
    assert_exact(run, table)
    run.step(2)
    assert_exact(run, table)
    assert run.last_update_distance == 0
    run.step_back(len(run.program) + 2)
    assert run.position.iteration == 4
    assert_exact(run, table)
    run.step(len(run.program))
    assert run.position.iteration == 5
    assert_exact(run, table)
    run.step_back(1, "iteration")
    run.step_back(1, "iteration")
    assert_exact(run, table)


def test_going_on_costs_nothing_and_going_back_says_what_it_costs():
    run = session(TABLE)
    assert run.last_update_distance == 0
    run.run(limit=len(run.program) * 4)
    run.step(1, "iteration")
    assert run.last_update_distance == 0
    run.step_back(1)
    run.step_back(1, "iteration")
    assert run.position.iteration == 4
    iterations, rest = divmod(run.last_update_distance, len(run.program))
    assert 1 <= iterations <= 4
    assert rest == 0
    assert_exact(run, TABLE)


def test_nothing_moves_by_it(table):
    run = session(table)
    run.seek(4, 5)
    run.step_back(6)
    before = run.position, run.state_hash()
    run.last_update("Whh")
    assert (run.position, run.state_hash()) == before


def test_before_the_first_iteration_has_finished_there_is_none():
    run = session(TABLE)
    run.step(5)
    with pytest.raises(Absent, match="no iteration has finished"):
        run.last_update("Whh")
    with pytest.raises(Absent, match="no parameter nothing"):
        run.last_update("nothing")
