"""Which tensors may look different from one painting to the next."""

import pytest

from rnn_debugger.views.graph.changes import MOST, Changes, family_name
from rnn_debugger.views.graph.panel import GraphPanel


@pytest.fixture
def panel(show_panel):
    return show_panel(GraphPanel, "vanishing", size=(1000, 600))


def operands(session, *numbers):
    program = session.program
    return {n for k in numbers for n in (*program[k].inputs, program[k].output)}


def test_at_first_everything_and_then_nothing(panel):
    changes = Changes()
    assert changes.since(panel.canvas._scene()) is None
    assert changes.since(panel.canvas._scene()) == frozenset()


@pytest.mark.parametrize("move", [1, 5, -1, -3])
def test_what_the_operations_between_read_and_write(panel, move):
    session, changes = panel.workbench.session, Changes()
    session.seek(0, 12)
    changes.since(panel.canvas._scene())
    session.step(move)
    low, high = sorted((12, 12 + move))
    # Those that had just run, or were next, looked like it.
    expected = operands(session, *range(low - 1, high + 1))
    found = changes.since(panel.canvas._scene())
    assert {name for name in found if not name.endswith("[]")} == expected


def test_what_is_marked_and_what_no_longer_is(panel):
    selection, changes = panel.workbench.selection, Changes()
    selection.select("h[1]")
    changes.since(panel.canvas._scene())
    selection.select("h[2]")
    ends = operands(panel.workbench.session, 0)
    assert changes.since(panel.canvas._scene()) - ends == {"h[1]", "h[2]"}


def test_families_of_another_scale(panel):
    session, changes = panel.workbench.session, Changes()
    session.seek(0, 3)
    panel.canvas.grab()
    changes.since(panel.canvas._scene())
    session.seek(0, 40)
    scales = panel.canvas._scene().tracks.scales()
    found = {name for name in changes.since(panel.canvas._scene()) if name.endswith("[]")}
    assert found
    assert found <= {family_name(base) for base in scales}


def test_far_away_is_everything(panel):
    session, changes = panel.workbench.session, Changes()
    changes.since(panel.canvas._scene())
    session.seek(0, MOST + 1)
    assert changes.since(panel.canvas._scene()) is None
