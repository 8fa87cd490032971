"""The copy that gradients are checked on is the run without its updates."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from rnn_debugger.debugger.proofs.copy_run import CopyRun, in_float64
from tests.support.experiments import Table, changed, compiled, random_table, tables


@settings(max_examples=40)
@given(tables())
def test_its_program_is_the_one_that_is_compiled_without_updates(table: Table) -> None:
    copy = in_float64(compiled(table)).program
    expected = compiled({**table, "dtype": "float64"}, updates=False).program
    assert copy.operations == expected.operations
    assert copy.tensors == expected.tensors


@pytest.mark.parametrize("cell", ["rnn", "gru"])
def test_it_computes_what_the_run_computes(cell: str) -> None:
    original = compiled(random_table(2, cell=cell, sizes=(2, 3), clip_norm=0.1))
    machine = original.machine()
    machine.run(len(original.program))
    run = CopyRun(in_float64(original))
    for _ in range(2):
        assert run.run_through() == float(machine.arrays["loss"])
        for tensor in run.program.parameters:
            name = f"d{tensor.name}"
            np.testing.assert_array_equal(run.machine.arrays[name], machine.arrays[name])


def test_the_carried_state_is_brought_back_every_time() -> None:
    table = changed(random_table(2, length=6), training={"timesteps": 3})
    original = in_float64(compiled(table))
    state = {t.name: np.full(t.shape, 0.25) for t in original.program.persistent}
    run = CopyRun(original, 1, state)
    assert run.run_through() == run.run_through()
    np.testing.assert_array_equal(run.machine.arrays["h[0]"], state["h_carry"])
