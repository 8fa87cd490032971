"""The pages of the panel of memory: what they show, and what can be done in them."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from rnn_debugger.debugger import (
    ROLES,
    ledger,
    ledger_table,
    lives_map,
    measuring_strategies,
    reason,
)
from rnn_debugger.views.memory.panel import MemoryPanel
from rnn_debugger.views.memory.timestep_bars import LEFT, TimestepBars
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.roles import role_colour
from rnn_debugger.views.theme import load_theme
from tests.support.experiments import random_table, session
from tests.support.panels import bench, colour_at, hover_text, move_mouse, on_screen


@pytest.fixture
def run():
    return session(random_table(3, sizes=(3,), length=8, optimizer="adagrad"))


@pytest.fixture
def panel(qtbot, run):
    return on_screen(qtbot, MemoryPanel(bench(run)), 1000, 320)


def test_building_and_turning_pages_changes_nothing(qtbot, run):
    run.step(40)
    before = run.position, run.state_hash()
    panel = on_screen(qtbot, MemoryPanel(bench(run)), 1000, 320)
    for page in panel.pages:
        panel.show_page(page)
        panel.grab()
    assert (run.position, run.state_hash()) == before


def test_only_the_page_in_sight_is_drawn(panel, run, monkeypatch):
    drawn = []
    for page in panel.pages:
        monkeypatch.setattr(page, "draw", lambda moment, page=page: drawn.append(page.label))
    for page, button in zip(panel.pages, panel.buttons, strict=True):
        button.click()
        assert panel.page is page
        drawn.clear()
        run.step()
        assert drawn == [page.label]


def test_the_bars_are_the_ledgers_bytes(panel, run):
    for reached in (0, 30, 70, len(run.program) - 1):
        run.seek(0, reached)
        expected = ledger(run.program, reached).by_timestep()
        shown = panel.now.bars.bytes_shown
        for timestep in range(shown.shape[1]):
            roles = expected.get(timestep, dict.fromkeys(ROLES, 0))
            assert dict(zip(ROLES, shown[:, timestep].tolist(), strict=True)) == roles
    run.seek(0, 60)
    x = panel.now.bars._x(2.5)
    count = sum(ledger(run.program, 60).by_timestep()[2].values())
    assert hover_text(panel.now.bars, x, 60).startswith(f"t = 2: {count:,} bytes\n")


def test_the_reason_of_the_selected_tensor_is_written_out(panel, run):
    run.seek(0, 50)
    panel.workbench.selection.select("h[2]")
    assert panel.now.why.text() == reason(run.program, "h[2]", 50).sentence
    names, rows = panel.table()
    found = {row[0]: dict(zip(names, row, strict=True)) for row in rows}
    assert set(found) == {live.tensor.name for live in run.memory().live}
    why = run.memory().why("h[2]")
    assert found["h[2]"]["to come"] == len(why.to_come)
    assert found["h[2]"]["freed by"] == why.freed_by
    assert found["Whh"]["freed by"] is None
    assert found["h[2]"]["why"] == why.sentence


def test_what_is_to_come_follows_every_step(panel, run):
    panel.workbench.selection.pin(True)
    for reached in range(20, 60):
        run.seek(0, reached)
        model = panel.now.live.ledger
        for row in range(0, model.rowCount(), 5):
            name = model.live(row).tensor.name
            assert model.index(row, 4).data() == str(len(run.memory().why(name).to_come))


@pytest.fixture
def lives(panel):
    panel.show_page(panel.lives)
    panel.grab()
    return panel.lives.view


def middle(lives, name, operation):
    """The pixel of a tensor's bar at an operation."""
    painter = lives._painter()
    bar = painter.bar(lives_map(lives._program).rows[name])
    return QPointF(painter.x(operation + 0.5), bar.center().y())


def test_a_bar_spans_the_tensors_life(lives, run):
    lives.resize(900, 18 + 20 + 4 * len(run.program.tensors))
    program = run.program
    for name in ("h[2]", "dh[3]", "x[3]", "loss[4]"):
        first, last = program.writers[name][0], max(program.readers[name])
        place = middle(lives, name, (first + last) // 2)
        colour = role_colour(lives._themes.current, program.tensors[name].role)
        assert colour_at(lives, place.x(), place.y()) == colour, name
        assert lives.tensor_at(place) == name
        assert lives.tensor_at(middle(lives, name, last + 30)) != name


def test_hovering_says_why_and_a_click_selects(qtbot, panel, lives, run):
    run.seek(1, 50)
    place = middle(lives, "h[2]", 40)
    told = hover_text(lives, place.x(), place.y())
    named = told.partition(":")[0]
    assert told.endswith(reason(run.program, named, 50).sentence)
    qtbot.mouseClick(lives, Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert panel.workbench.selection.tensor == lives.tensor_at(QPointF(place.toPoint()))


def test_a_double_click_goes_to_where_it_is_written(qtbot, panel, lives, run):
    run.seek(1, 50)
    for name in ("h[2]", "dh[3]"):
        writer = run.program.writers[name][0]
        lives.opened.emit(name)
        assert run.position[1:] == (1, writer + 1)


def test_the_wheel_comes_closer_a_drag_moves_and_beside_the_bars_all_comes_back(qtbot, lives):
    centre = lives.area.center()
    before = lives._painter().row_height
    wheel(lives, centre, 8)
    near = lives.window_shown
    assert lives._painter().row_height > 4 * before
    move = QPoint(60, 20)
    qtbot.mousePress(lives, Qt.MouseButton.LeftButton, pos=centre.toPoint())
    move_mouse(lives, *(centre.toPoint() + move).toTuple(), Qt.MouseButton.LeftButton)
    assert lives.window_shown.operations[0] < near.operations[0]
    assert lives.window_shown.rows[0] < near.rows[0]
    selected = []
    lives.chosen.connect(selected.append)
    qtbot.mouseRelease(lives, Qt.MouseButton.LeftButton, pos=centre.toPoint() + move)
    assert selected == []
    qtbot.mouseDClick(lives, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    assert lives.window_shown.is_whole


def wheel(widget, place, notches):
    event = QWheelEvent(
        place, widget.mapToGlobal(place), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase,
        False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_zoomed_in_the_cursor_stays_in_sight(lives, run):
    wheel(lives, lives.area.topLeft() + QPointF(5, 5), 10)
    for reached in (2, 60, 120, 30):
        run.seek(0, reached)
        low, high = lives.window_shown.operations
        assert low <= reached <= high


def test_bars_are_painted_once_while_stepping(panel, lives, run, monkeypatch):
    painted = []
    kind = type(lives._painter())
    original = kind.paint
    monkeypatch.setattr(
        kind, "paint", lambda self, *rest: (painted.append(1), original(self, *rest))
    )
    for _ in range(10):
        run.step()
        panel.grab()
    assert painted == []


def test_the_table_of_lives_has_every_tensor(panel, lives, run):
    names, rows = panel.table()
    assert [row[0] for row in rows] == list(lives_map(run.program).names)
    assert len(names) == len(rows[0])


@pytest.fixture
def strategies(panel, qtbot):
    assert panel.table() is not None
    panel.show_page(panel.strategies)
    qtbot.waitUntil(lambda: len(panel.strategies.strategies.strategies) > 0)
    return panel.strategies


def cells(strategies):
    table = strategies.strategies
    return [
        [table.item(row, column).text() for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def test_the_table_has_the_measured_figures(strategies, panel, run):
    expected = measuring_strategies(run.compiled).finish()
    rows = cells(strategies)
    assert [row[0] for row in rows] == [
        s.title + (" · in use" if s.kind == "full" else "") for s in expected
    ]
    for row, strategy in zip(rows, expected, strict=True):
        assert row[4:6] == [f"{strategy.operations:,}", f"{strategy.repeated:,}"]
    assert strategies.strategies.chosen.kind == "full"
    assert not panel.bar.isVisible()
    names, table = panel.table()
    assert len(names) == len(table[0])
    assert table[1][2:5] == (expected[1].waiting, expected[1].sweeps_peak, expected[1].peak)


def test_other_numbers_are_measured_again(strategies, qtbot):
    strategies.window_box.setValue(3)
    strategies.slots_box.setValue(4)
    qtbot.waitUntil(lambda: any("4 slots" in row[0] for row in cells(strategies)))
    assert any(row[0] == "truncated BPTT, window 3" for row in cells(strategies))


def test_without_checkpoints_there_are_no_slots(qtbot):
    run = session(random_table(length=6, update_schedule="every_timestep"))
    panel = on_screen(qtbot, MemoryPanel(bench(run)), 1000, 320)
    panel.show_page(panel.strategies)
    qtbot.waitUntil(lambda: len(panel.strategies.strategies.strategies) == 4)
    assert not panel.strategies.slots_box.isEnabled()
    assert "computed again" in panel.strategies.slots_box.toolTip()


def test_a_strategy_can_be_asked_for_unless_it_is_in_use(strategies, qtbot):
    assert not strategies.button.isEnabled()
    kinds = [strategy.kind for strategy in strategies.strategies.strategies]
    for kind, can in (("forward", False), ("square_root", True), ("feedforward", False)):
        strategies.strategies.setCurrentCell(kinds.index(kind), 0)
        assert strategies.button.isEnabled() is can
        assert strategies.told.text() == strategies.strategies.chosen.sentence
    strategies.strategies.setCurrentCell(kinds.index("gruslys"), 0)
    with qtbot.waitSignal(strategies.strategy_asked) as asked:
        strategies.button.click()
    assert asked.args[0].settings["checkpoint_slots"] == strategies.slots_box.value()


def test_in_a_small_window_every_title_of_the_strategies_fits(strategies, panel, qtbot):
    panel.resize(701, 240)
    QApplication.processEvents()
    header = strategies.strategies.horizontalHeader()
    for column in range(header.count()):
        title = strategies.strategies.horizontalHeaderItem(column).text()
        assert header.fontMetrics().horizontalAdvance(title) + 12 <= header.sectionSize(column)


def test_while_strategies_are_unrolled_the_page_says_so(panel, monkeypatch):
    monkeypatch.setattr(panel.strategies.worker, "work", lambda *args, **options: False)
    panel.show_page(panel.strategies)
    assert panel.strategies.strategies.chosen is None
    assert "unrolled" in panel.strategies.told.text()


def test_bytes_of_no_timestep_are_told_whole_over_narrow_bars(qtbot, run):
    bars = on_screen(qtbot, TimestepBars(Themes(load_theme("light")), ledger_table(run.program)))
    bars.resize(150, 120)
    image = bars.grab().toImage()
    line = [[image.pixelColor(x, y).lightness() < 200 for y in range(3, 17)] for x in range(150)]
    # Words, which are longer than the bars are wide, begin left of them.
    assert any(map(any, line[: LEFT - 4]))
    assert not any(line[0])
