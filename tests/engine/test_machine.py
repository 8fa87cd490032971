import numpy as np
from hypothesis import given, settings

from rnn_debugger.engine import Machine
from tests.support.experiments import compiled, random_table, session, tables
from tests.support.running import straight_run


def shared(subject):
    """A machine whose values share memory wherever they can."""
    machine = Machine(subject.program, subject.machine().feed, budget=1)
    machine.persistent[:] = subject.machine().persistent
    assert machine.plan.is_shared
    return machine


@settings(max_examples=30)
@given(tables())
def test_sharing_memory_changes_no_output(table):
    subject = compiled(table)
    machine, straight = shared(subject), straight_run(subject, 2)
    for (iteration, operation), expected in straight.outputs.items():
        machine.enter(iteration, operation)
        machine.run(operation + 1)
        output = machine.arrays[machine.program[operation].output]
        np.testing.assert_array_equal(output, expected)


def test_one_call_for_many_operations_gives_the_same_bytes(two_layers):
    straight, machine = straight_run(two_layers, 3), two_layers.machine()
    for iteration in range(3):
        machine.enter(iteration)
        machine.run(len(machine.program))
        for name, value in straight.parameters[iteration].items():
            assert machine.arrays[name].tobytes() == value.tobytes()


def test_addresses_stay(two_layers):
    machine = two_layers.machine()
    before = {name: array.ctypes.data for name, array in machine.arrays.items()}
    machine.run(len(machine.program))
    machine.enter(1)
    machine.run(5)
    assert {name: array.ctypes.data for name, array in machine.arrays.items()} == before


def test_places_are_the_bytes_that_each_operation_writes(two_layers):
    machine = two_layers.machine()
    for operation in machine.program:
        before = machine.memory.copy()
        machine.run(operation.id + 1)
        changed = np.flatnonzero(machine.memory != before)
        place = machine.places[operation.id]
        start = place.ctypes.data - machine.memory.ctypes.data
        assert ((start <= changed) & (changed < start + len(place))).all(), operation


def test_the_feed_is_asked_for_the_iteration_entered():
    table = random_table(sequences=3, length=2, timesteps=1)
    machine = compiled(table).machine()
    inputs = np.array(table["data"]["inputs"])
    for iteration in (0, 4, 1, 5, 6):
        machine.enter(iteration)
        machine.run(2)
        expected = inputs[iteration // 2 % 3, iteration % 2]
        np.testing.assert_array_equal(machine.arrays["x[1]"][:, 0], expected)


def test_numbers_that_overflow_do_not_warn():
    table = random_table(length=2, learning_rate=1e308, model={"hidden_activation": "relu"})
    run = session(table)
    run.step(4, "iteration")
    assert not all(np.isfinite(run.value(tensor.name)).all() for tensor in run.program.parameters)
