"""The ledger against the memory that is really held."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_debugger.engine import live_bytes
from tests.support.experiments import compiled, random_table
from tests.support.freeing import run_freeing

PLANS = {
    "all kept": {},
    "square_root": {"checkpointing": "square_root"},
    "gruslys": {"checkpointing": "gruslys", "checkpoint_slots": 2},
}


def large(cell="rnn", *, units=32, **keys):
    """Tensors of 8 kB and more: as many units and sequences side by side."""
    table = random_table(
        cell=cell, sizes=(units,), inputs=units, outputs=units, sequences=units, length=6,
        batch_size=units, model={"bias": False}, **keys,
    )  # fmt: skip
    return compiled(table)


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru_reset_after"])
def test_the_bytes_of_every_operation_are_those_that_numpy_holds(cell, plan):
    experiment = large(cell, optimizer="adam", **PLANS[plan])
    expected = live_bytes(experiment.program)
    found = run_freeing(experiment)
    np.testing.assert_allclose(found.held, expected, rtol=0.02)
    assert found.held.max() == pytest.approx(expected.max(), rel=0.02)


@pytest.mark.parametrize("plan", PLANS)
def test_the_peak_is_that_of_the_whole_process(plan):
    """With the temporary arrays of kernels and with Python's own objects, some 12 kB: tensors of
    32 kB are needed to see past them.
    """
    experiment = large(units=64, **PLANS[plan])
    found = run_freeing(experiment)
    assert found.peaks.max() == pytest.approx(live_bytes(experiment.program).max(), rel=0.02)


def test_freeing_at_the_last_use_gives_the_same_weights():
    experiment = large("lstm", **PLANS["gruslys"])
    machine = experiment.machine()
    machine.run(len(experiment.program))
    found = run_freeing(experiment)
    assert set(found.left) == {tensor.name for tensor in experiment.program.persistent}
    for name, array in found.left.items():
        assert array.tobytes() == machine.arrays[name].tobytes(), name
