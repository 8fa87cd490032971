import pytest

from rnn_debugger.views import worker
from rnn_debugger.views.updates.panel import UpdatesPanel
from tests.support.experiments import session
from tests.support.panels import bench, on_screen


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """On a busy machine too, what is small is worked out at once."""
    monkeypatch.setattr(worker, "AT_ONCE", 60)


@pytest.fixture
def make_panel(qtbot):
    """A function that shows the panel on the session of a table."""

    def make(table, size=(900, 240)):
        return on_screen(qtbot, UpdatesPanel(bench(session(table))), *size)

    return make
