"""Beginning anew with a strategy, in the whole window."""

from rnn_debugger.views.memory.panel import MemoryPanel
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.settings import Settings
from rnn_debugger.views.theme import load_theme
from rnn_debugger.views.window import MainWindow


def test_the_window_shows_the_experiment_with_it_at_its_beginning(qtbot, store):
    window = MainWindow(Settings(store), Themes(load_theme("light")))
    qtbot.addWidget(window)
    window.show()
    window.open("latch")
    before = window.session
    before.step(40)
    (panel,) = (p for p in window.workspace.panels if isinstance(p, MemoryPanel))
    page = panel.strategies
    page._measure()
    qtbot.waitUntil(lambda: len(page.strategies.strategies) > 0)
    kinds = [strategy.kind for strategy in page.strategies.strategies]
    page.strategies.setCurrentCell(kinds.index("square_root"), 0)
    page.button.click()
    qtbot.waitUntil(lambda: window.session is not before)
    assert window.session.position == (0, 0, 0)
    assert window.session.experiment.training.checkpointing == "square_root"
    told = "begun anew with a checkpoint every √T"
    qtbot.waitUntil(lambda: told in window.statusBar().currentMessage())
    window.session.seek(1)
    before.seek(1)
    for parameter in before.program.parameters:
        name = parameter.name
        assert window.session.value(name).tobytes() == before.value(name).tobytes()
