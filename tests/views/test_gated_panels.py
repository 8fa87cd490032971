"""Gated cells in the panels around the graph: every family, every line, every slot."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from rnn_debugger.views.activations.panel import ActivationsPanel
from rnn_debugger.views.gradients.panel import GradientsPanel
from rnn_debugger.views.inspector.panel import InspectorPanel
from rnn_debugger.views.memory.panel import MemoryPanel
from rnn_debugger.views.operations.panel import OperationsPanel
from rnn_debugger.views.source.panel import SourcePanel
from rnn_debugger.views.updates.panel import UpdatesPanel
from tests.support.experiments import random_table, session
from tests.support.panels import bench, on_screen

CELLS = ("lstm", "lstm_peephole", "lstm_coupled", "gru", "gru_reset_after")
KINDS = (
    ActivationsPanel,
    GradientsPanel,
    InspectorPanel,
    MemoryPanel,
    OperationsPanel,
    SourcePanel,
    UpdatesPanel,
)


def run_of(cell, **choices):
    return session(random_table(2, cell=cell, length=4, optimizer="adam", **choices))


@pytest.mark.parametrize("cell", CELLS)
def test_showing_any_moment_changes_nothing(qtbot, cell):
    run = run_of(cell, sizes=(2, 3))
    workbench = bench(run)
    panels = [on_screen(qtbot, kind(workbench), 500, 400) for kind in KINDS]
    for _ in range(9):
        before = run.state_hash()
        for panel in panels:
            panel.grab()
        assert run.state_hash() == before
        run.step(len(run.program) // 7)
        QApplication.processEvents()
    workbench.player.close()


@pytest.mark.parametrize(
    ("kind", "families"),
    [
        (ActivationsPanel, ("h", "c", "i", "f", "g", "o", "a_i", "tanh_c")),
        (GradientsPanel, ("dh", "dc", "di", "df", "da_g", "dc_next")),
    ],
)
def test_every_family_of_an_lstm_can_be_shown(qtbot, kind, families):
    run = run_of("lstm")
    workbench = bench(run)
    panel = on_screen(qtbot, kind(workbench))
    run.seek(0, next(op.id for op in run.program if op.phase == "update"))
    for base in families:
        panel.show_family(base)
        panel.grab()
        value = run.value(f"{base}[2]")[:, 0]
        column = panel.sheet.column(2)
        np.testing.assert_array_equal(panel.sheet.values[:, column], value)
    workbench.player.close()


def test_the_norms_of_the_cell_state_s_gradient_by_timestep(qtbot):
    run = run_of("lstm")
    workbench = bench(run)
    panel = on_screen(qtbot, GradientsPanel(workbench))
    panel.show_family("dc")
    run.seek(0, next(op.id for op in run.program if op.phase == "update"))
    norms = [np.linalg.norm(run.value(f"dc[{t}]")) for t in range(5)]
    np.testing.assert_allclose(panel.strip._norms.norms, norms, 1e-14)
    workbench.player.close()


@pytest.mark.parametrize("cell", CELLS)
def test_going_line_by_line_marks_one_line_of_the_cell_after_the_other(qtbot, cell):
    run = run_of(cell)
    workbench = bench(run)
    panel = on_screen(qtbot, SourcePanel(workbench), 320, 700)
    run.seek(0, next(op.id for op in run.program if op.source and op.timestep == 2))
    lines = sorted({op.source.line for op in run.program if op.source and op.layer == 1})
    marked = []
    for line in lines:
        run.step(1, "line")
        assert run.moment.last.source.line == line
        assert f"Line {line}, forward, t = 2" in panel.place.text
        marked.append(panel.code.marked_area().top())
    assert marked == sorted(set(marked))
    workbench.player.close()
