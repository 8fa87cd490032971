"""Branches with other settings have other operations: every panel shows each iteration with the
program that it has.
"""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from rnn_debugger.views.activations.panel import ActivationsPanel
from rnn_debugger.views.flow.panel import FlowPanel
from rnn_debugger.views.gradients.panel import GradientsPanel
from rnn_debugger.views.graph.panel import GraphPanel
from rnn_debugger.views.inspector.panel import InspectorPanel
from rnn_debugger.views.loss.panel import LossPanel
from rnn_debugger.views.memory.panel import MemoryPanel
from rnn_debugger.views.operations.panel import OperationsPanel
from rnn_debugger.views.source.panel import SourcePanel
from rnn_debugger.views.updates.panel import UpdatesPanel
from tests.support.experiments import random_table, session
from tests.support.panels import bench, on_screen

KINDS = (
    ActivationsPanel,
    FlowPanel,
    GradientsPanel,
    GraphPanel,
    InspectorPanel,
    LossPanel,
    MemoryPanel,
    OperationsPanel,
    SourcePanel,
    UpdatesPanel,
)
SETTINGS = ("every_window", "every_timestep")


def clipped_from_the_second_iteration(schedule):
    """A run that clips from iteration 1 on, at the last operation of iteration 0."""
    run = session(random_table(length=3, update_schedule=schedule))
    run.seek(1)
    run.change_settings(clip_value=0.05)
    run.seek(2)
    run.seek(0)
    run.seek(0, len(run.program) - 1)
    return run


def picture(qtbot, kind, run, selected):
    """What a panel that has never seen anything else shows."""
    workbench = bench(run)
    if selected is not None:
        workbench.selection.select(selected)
    panel = on_screen(qtbot, kind(workbench), 700, 400)
    found = panel.grab().toImage()
    workbench.player.close()
    panel.hide()
    return found


@pytest.mark.parametrize("schedule", SETTINGS)
@pytest.mark.parametrize("kind", KINDS)
def test_panels_across_the_boundary_are_as_new_ones(qtbot, kind, schedule):
    run = clipped_from_the_second_iteration(schedule)
    panel = on_screen(qtbot, kind(bench(run)), 700, 400)
    first = run.program
    programs = set()
    for move in (1, 1, 40, 5, -5, -41, -1, 1, 1, 60):
        if move > 0:
            run.step(move)
        else:
            run.step_back(-move)
        programs.add(run.program is first)
        QApplication.processEvents()
        if kind is InspectorPanel:
            # It remembers what was seen before, which a new one cannot.
            # Where another program begins, nothing of it has run.
            operation = run.moment.last or run.moment.next
            assert panel.heading.name.text.startswith(operation.output)
            assert f"operation {operation.id}" in panel.card.place.text
        elif kind not in {OperationsPanel, SourcePanel}:
            # Made first, so that all that waits for the event loop is done in both.
            wanted = picture(qtbot, kind, run, panel.workbench.selection.tensor)
            assert panel.grab().toImage() == wanted, move
    assert programs == {True, False}


@pytest.mark.parametrize("schedule", SETTINGS)
def test_operations_are_those_of_the_iteration(qtbot, schedule):
    run = clipped_from_the_second_iteration(schedule)
    panel = on_screen(qtbot, OperationsPanel(bench(run)), 700, 400)
    lengths = []
    for move in (1, 1, -2, 2):
        run.step(move) if move > 0 else run.step_back(-move)
        model = panel.model
        lengths.append(model.rowCount())
        assert lengths[-1] == len(run.program)
        texts = [model.text(row, 3) for row in range(model.rowCount())]
        assert texts == [operation.formula for operation in run.program]
        if run.moment.last is not None:
            assert panel.view.current_number == run.moment.last.id
    assert len(set(lengths)) == 2
    panel.search_field.begin()
    panel.search_field._line.setText("clip")
    clipping = model.rowCount()
    assert clipping
    run.step_back(5)
    assert model.rowCount() == 0
    run.step(5)
    assert model.rowCount() == clipping


def test_a_tensor_that_is_gone_with_its_program_does_not_break_what_is_pinned(qtbot):
    run = clipped_from_the_second_iteration("every_window")
    workbench = bench(run)
    panels = [on_screen(qtbot, kind(workbench), 700, 400) for kind in KINDS]
    run.seek(1, 40)
    name = next(n for n in run.program.tensors if "clip" in n)
    workbench.selection.select(name)
    workbench.selection.pin(True)
    run.seek(0, 5)
    assert name not in run.program.tensors
    for panel in panels:
        panel.refresh()
        panel.grab()
    run.seek(1, 45)
    assert workbench.selection.tensor == name


def test_running_across_the_boundary(qtbot):
    run = clipped_from_the_second_iteration("every_window")
    workbench = bench(run)
    panels = [on_screen(qtbot, kind(workbench), 700, 400) for kind in KINDS]
    run.go_to_start()
    workbench.player.run()
    qtbot.waitUntil(lambda: run.position.iteration > 20)
    for panel in panels:
        panel.repaint()
    workbench.player.pause()
    for panel in panels:
        panel.grab()
