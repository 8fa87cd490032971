"""Back after forward is the identity, on every byte of the arena, for every primitive."""

import numpy as np
import pytest

from rnn_debugger.engine import Machine, Tape
from rnn_debugger.recording.ring import UndoRing
from rnn_debugger.recording.timeline import Timeline
from tests.engine.test_primitive import CONCRETE
from tests.support.experiments import OPTIMIZERS, compiled, random_table
from tests.support.oracle_cells import CELLS
from tests.support.primitives import NoData, numbers

TABLES = [
    random_table(1),
    random_table(2, sequences=3, batch_size=3, optimizer="adagrad", clip_value=0.1),
    random_table(3, loss="softmax_cross_entropy", update_schedule="every_timestep"),
    random_table(4, loss="binary_cross_entropy", reduction="mean", loss_at="last_timestep"),
    *(random_table(5, model={"hidden_activation": a}) for a in ("relu", "identity", "sigmoid")),
    random_table(6, model={"output_activation": "sigmoid"}),
    random_table(7, model={"output_activation": "tanh"}, sizes=(2, 3)),
    *(random_table(8, cell=cell, sequences=2, batch_size=2, length=2) for cell in CELLS),
    *(random_table(9, optimizer=rule, clip_norm=0.1) for rule in OPTIMIZERS),
    random_table(
        10, optimizer="adam", clip_value=0.1, clip_norm=0.1, update_schedule="every_timestep"
    ),
]
BUILT = {
    "shift": lambda tape, a, b: a + 1.0,
    "subtract": lambda tape, a, b: a - b,
}
"""Primitives that a cell may have and none of ours has: programs made by hand."""


def test_programs_undo_every_operation():
    seen = set()
    for table in TABLES:
        timeline = Timeline(compiled(table))
        memory = timeline.machine.memory
        for _ in range(2 * len(timeline.program)):
            before, place = memory.tobytes(), timeline.place
            seen.add(timeline.program[timeline.machine.operation].primitive)
            timeline.step()
            assert timeline.undo()
            assert (memory.tobytes(), timeline.place) == (before, place)
            timeline.step()
    left_over = {cls.name for cls in CONCRETE} - seen - BUILT.keys()
    assert not left_over, "primitives that neither a table nor a program above has"


@pytest.mark.parametrize("name", BUILT)
def test_by_hand(name):
    tape = Tape("float64")
    operands = [tape.declare(n, "parameter", (3, 2), persistent=True) for n in ("a", "b")]
    BUILT[name](tape, *operands).base = "out"
    machine = Machine(tape.close(), NoData())
    assert machine.program[0].primitive == name
    for seed, tensor in enumerate(("a", "b", "out")):
        shape = machine.arrays[tensor].shape
        np.copyto(machine.arrays[tensor], numbers(*shape, seed=seed))
    before, ring = machine.memory.tobytes(), UndoRing(1000)
    ring.save(machine.places[0])
    machine.run(1)
    assert machine.memory.tobytes() != before
    ring.restore()
    assert machine.memory.tobytes() == before
