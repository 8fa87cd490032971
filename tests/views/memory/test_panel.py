import pytest
from PySide6.QtCore import QPoint, Qt

from rnn_debugger.debugger import LEDGER_COLUMNS, bytes_of_text, bytes_text, ledger
from rnn_debugger.views.memory.panel import MemoryPanel
from rnn_debugger.views.roles import LETTERS, role_colour
from rnn_debugger.views.theme import load_theme
from tests.support.experiments import random_table, session
from tests.support.panels import bench, colours_in, hover_text, on_screen


@pytest.fixture
def run():
    return session(random_table(3, sizes=(3,), length=4, optimizer="adagrad", clip_value=1.0))


@pytest.fixture
def panel(qtbot, run):
    return on_screen(qtbot, MemoryPanel(bench(run)), 1000, 260)


def cells(panel):
    """The table as texts."""
    model = panel.now.live.ledger
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_at_every_operation_what_the_ledger_says(panel, run):
    for reached in range(len(run.program)):
        run.seek(0, reached)
        expected = ledger(run.program, reached)
        lines = {line.split()[1]: line for line in panel.bar.texts}
        for role, line in lines.items():
            count = expected.by_role[role]
            assert line == f"{LETTERS[role]} {role} {bytes_text(count)}"
        assert sum(expected.by_role[role] for role in lines) == expected.total
        assert f"{bytes_text(expected.total)} held" in panel.note.text()
        shown = {row[0] for row in cells(panel)}
        assert shown == {live.tensor.name for live in expected.live}


def test_at_the_boundary_it_is_that_of_the_iteration_that_has_finished(panel, run):
    run.step(1, "iteration")
    assert "iteration 0, finished" in panel.note.text()
    expected = ledger(run.program, len(run.program))
    assert {row[0] for row in cells(panel)} == {live.tensor.name for live in expected.live}


def test_every_role_has_a_letter_of_its_own():
    assert len(set(LETTERS.values())) == len(LETTERS)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_role_colours_are_those_of_the_theme(theme):
    found = load_theme(theme)
    assert role_colour(found, "parameter") == found.parameter.line
    assert role_colour(found, "optimizer") == found.optimizer.line
    assert role_colour(found, "gradient") == found.backward.line
    colours = [role_colour(found, role).name() for role in LETTERS]
    assert len(set(colours)) == len(colours)


def test_the_peak_is_the_ledgers(panel, run):
    expected = ledger(run.program, 0)
    place, count = panel.bytes.curve.peak
    assert count == expected.peak == expected.curve[place - 1]


def test_the_cursor_stands_where_the_session_does(panel, run):
    panel.show_page(panel.bytes)
    run.seek(0, 17)
    assert panel.bytes.curve._reached == 17
    assert panel.bytes.curve.place_at(panel.bytes.curve._x(17)) == 17
    run.step(1, "iteration")
    assert panel.bytes.curve._reached == len(run.program)


def test_the_curve_tells_bytes_and_goes_there(qtbot, panel, run):
    panel.show_page(panel.bytes)
    run.seek(2, 5)
    x = panel.bytes.curve._x(20)
    told = hover_text(panel.bytes.curve, x, 100)
    assert told == f"{ledger(run.program, 20).total:,} bytes while operation 19 runs"
    qtbot.mouseDClick(panel.bytes.curve, Qt.MouseButton.LeftButton, pos=QPoint(round(x), 100))
    assert run.position[1:] == (2, 20)
    qtbot.mouseDClick(
        panel.bytes.curve,
        Qt.MouseButton.LeftButton,
        pos=QPoint(round(panel.bytes.curve._x(0)), 100),
    )
    assert run.position[1:] == (2, 0)
    assert hover_text(panel.bytes.curve, 2, 100) == ""


def test_the_areas_are_painted_once(panel, run, monkeypatch):
    panel.show_page(panel.bytes)
    panel.grab()
    painted = []
    monkeypatch.setattr(type(panel.bytes.curve), "_paint_areas", lambda *_: painted.append(1))
    for _ in range(5):
        run.step()
        panel.grab()
    assert painted == []
    panel.workbench.themes.set(load_theme("dark"))
    panel.grab()
    assert painted == [1]


def test_all_roles_are_seen_in_the_curve(panel, run):
    panel.show_page(panel.bytes)
    found = colours_in(panel.bytes.curve)
    for role in ("parameter", "optimizer", "state", "gradient"):
        assert role_colour(panel.workbench.theme, role).name().upper() in found


def test_rows_say_what_is_known(panel, run):
    run.seek(0, run.program.writers["h[2]"][0] + 1)
    rows = {row[0]: dict(zip(LEDGER_COLUMNS, row, strict=True)) for row in cells(panel)}
    h2 = rows["h[2]"]
    assert (h2["role"], h2["t"], h2["shape"], h2["bytes"]) == ("S state", "2", "3 × 1", "24 B")
    assert h2["born"] == str(run.program.writers["h[2]"][0])
    assert h2["needed"] == str(max(run.program.readers["h[2]"]))
    assert (rows["Whh"]["born"], rows["Whh"]["needed"], rows["Whh"]["t"]) == (
        "before",
        "never",
        "",
    )
    model = panel.now.live.ledger
    column = LEDGER_COLUMNS.index("needed")
    tip = model.index(model.row_of("h[2]"), column).data(Qt.ItemDataRole.ToolTipRole)
    assert tip.endswith(run.program[max(run.program.readers["h[2]"])].formula)


def test_it_is_sorted_by_any_column_and_stays_so_while_stepping(panel, run):
    run.seek(0, 30)
    header = panel.now.live.horizontalHeader()
    name = LEDGER_COLUMNS.index("name")
    panel.now.live.sortByColumn(name, Qt.SortOrder.AscendingOrder)
    for _ in range(6):
        run.step()
        names = [row[0] for row in cells(panel)]
        states = [n for n in names if n.startswith("h[")]
        assert states == sorted(states)
        assert names[0] < names[-1]
    titles = [
        panel.now.live.ledger.headerData(c, Qt.Orientation.Horizontal)
        for c in range(header.count())
    ]
    assert titles[name] == "tensor ▴"
    assert sum(title.endswith(("▴", "▾")) for title in titles) == 1


def test_at_first_the_largest_are_on_top(panel, run):
    run.seek(0, 40)
    sizes = [run.program.tensors[row[0]].bytes for row in cells(panel)]
    assert sizes == sorted(sizes, reverse=True)


def test_a_click_selects_and_a_double_click_goes_to_the_maker(qtbot, panel, run):
    run.seek(1, 60)
    row = panel.now.live.ledger.row_of("h[2]")
    panel.now.live.scrollTo(panel.now.live.ledger.index(row, 0))
    place = panel.now.live.visualRect(panel.now.live.ledger.index(row, 0)).center()
    qtbot.mouseClick(panel.now.live.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.workbench.selection.tensor == "h[2]"
    assert panel.now.live.ledger.is_selected(row)
    qtbot.mouseDClick(panel.now.live.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert run.position.iteration == 1
    assert run.moment.last.output == "h[2]"


def test_the_place_that_is_scrolled_to_stays_while_stepping(panel, run):
    run.seek(0, 50)
    panel.grab()
    bar = panel.now.live.verticalScrollBar()
    bar.setValue(4)
    assert bar.value() == 4
    for _ in range(10):
        run.step()
        panel.grab()
        assert bar.value() == 4


def test_the_debuggers_history_stands_apart(panel, run):
    run.step(5)
    assert panel.bar.history_text == bytes_of_text(run.history_bytes, run.history_budget)
    assert not any("history" in text for text in panel.bar.texts)
    told = hover_text(panel.bar, 100, panel.bar.height() - 8)
    assert f"{run.history_bytes:,} bytes" in told
