"""Values that are computed again light the nodes where they were computed first."""

import pytest

from rnn_debugger.views.graph.panel import GraphPanel
from rnn_debugger.views.graph.progress import Progress
from rnn_debugger.views.graph.recomputed import place_of_value, seen
from tests.support.experiments import random_table, session
from tests.support.panels import bench, on_screen


@pytest.fixture(params=["rnn", "lstm"])
def run(request):
    return session(
        random_table(cell=request.param, sizes=(4,), length=6, checkpointing="square_root")
    )


def again(run, name):
    """Go to where a value has just been computed again."""
    run.seek(0, run.program.writers[name][0] + 1)
    return Progress(run.moment)


def test_the_node_of_the_original_is_the_result(run):
    progress = again(run, "h_again[2]")
    assert progress.is_result("h[2]")
    assert progress.of_line(("h[2]",)) == "current"
    assert progress.goes_back
    assert progress.last.formula == run.moment.last.formula
    assert "h_again[2]" in progress.last.formula


def test_backward_operations_light_what_they_read(run):
    run.seek(0, run.program.writers["dh[2]"][0])
    while "h_again[2]" not in run.program[run.position.operation - 1].inputs:
        run.step()
    assert Progress(run.moment).is_operand("h[2]")


def test_others_are_as_they_are(run):
    program = run.program
    for operation in program:
        if operation.phase in ("forward", "loss", "update"):
            assert seen(program, operation) is operation
    assert place_of_value(program, "h_again[2]") == "h[2]"
    assert place_of_value(program, "dh[2]") == "dh[2]"
    assert place_of_value(program, "nothing") == "nothing"


def test_every_operation_is_drawn_and_marked(qtbot, run):
    panel = on_screen(qtbot, GraphPanel(bench(run)), 1100, 500)
    before = panel.grab().toImage()
    changed = 0
    for operation in run.program:
        if run.program.tensors[operation.output].recomputes:
            run.seek(0, operation.id + 1)
            image = panel.grab().toImage()
            changed += image != before
            before = image
    assert changed > 20
