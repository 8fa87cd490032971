"""The window in which the model writes: text, colours, hover, following the run."""

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication

from rnn_debugger.app import create_window
from rnn_debugger.debugger import Sampling, Task
from rnn_debugger.views.colours import magnitude_table
from rnn_debugger.views.player import Player
from rnn_debugger.views.sampling import drawer as drawer_module
from rnn_debugger.views.sampling.window import SamplingWindow
from tests.support.panels import hover_text, on_screen

EXPERIMENT = """
[model]
cell = "rnn"
hidden_sizes = [8]
[data]
source = "text"
path = "t.txt"
[training]
timesteps = 5
loss = "softmax_cross_entropy"
optimizer = "adam"
learning_rate = 0.02
"""


@pytest.fixture
def file(tmp_path):
    (tmp_path / "t.txt").write_text("the cat sat\non the mat\n" * 5)
    (tmp_path / "e.toml").write_text(EXPERIMENT)
    return tmp_path / "e.toml"


@pytest.fixture
def workbench(make_workbench, file):
    made = make_workbench(file)
    made.session.seek(40)
    return made


@pytest.fixture
def shown(qtbot, workbench):
    return on_screen(qtbot, SamplingWindow(workbench, None), 620, 560)


def expected(workbench, window):
    return Task(Sampling(workbench.session, window.form.settings).run()).finish()


def finish(window):
    """Draw to the end, however busy the machine is."""
    while window.drawer.is_busy:
        QApplication.processEvents()


def copied(window):
    finish(window)
    window.view.selectAll()
    return window.view.createMimeDataFromSelection().text()


def place_of(view, number, share=0.5):
    """A point of a character that is shown, at that share of its width."""
    cursor = QTextCursor(view.document())
    cursor.setPosition(view._places[number])
    left = view.cursorRect(cursor).center()
    cursor.setPosition(view._places[number] + 1)
    right = view.cursorRect(cursor).center()
    return QPointF(left.x() + share * (right.x() - left.x()), left.y())


def test_opening_it_changes_nothing(workbench, qtbot):
    before = workbench.session.state_hash(), workbench.session.position
    on_screen(qtbot, SamplingWindow(workbench, None))
    assert (workbench.session.state_hash(), workbench.session.position) == before


def test_it_shows_the_text_of_the_cursor(shown, workbench):
    assert copied(shown) == expected(workbench, shown)
    assert len(copied(shown)) == 401
    assert shown.place.text() == shown.drawer.sampling.place
    assert "⏎\n" in shown.view.toPlainText()
    assert "⏎" not in copied(shown)


def test_a_part_is_copied_as_it_is(shown):
    text, view = copied(shown), shown.view
    line = text.index("\n")
    cursor = QTextCursor(view.document())
    cursor.setPosition(view._places[line - 1])
    cursor.setPosition(view._places[line + 2], QTextCursor.MoveMode.KeepAnchor)
    view.setTextCursor(cursor)
    assert view.createMimeDataFromSelection().text() == text[line - 1 : line + 2]


def test_each_change_draws_anew(shown, workbench):
    for change in (
        lambda: shown.form.prime.setText("cat"),
        lambda: shown.form.length.setValue(30),
        lambda: shown.form.slider.setValue(30),
        shown.again.click,
    ):
        before = copied(shown)
        change()
        assert copied(shown) == expected(workbench, shown) != before
    assert (shown.form.temperature.value(), shown.form.seed.value()) == (0.3, 1)
    assert copied(shown).startswith("cat")
    shown.form.temperature.setValue(0.75)
    assert shown.form.slider.value() == 75


def test_a_character_has_the_colour_of_its_probability(shown):
    shown.form.length.setValue(10)
    finish(shown)
    drawn = shown.drawer.sampling.drawn
    for number, character in enumerate(drawn, 1):
        cursor = QTextCursor(shown.view.document())
        cursor.setPosition(shown.view._places[number] + 1)
        ground = cursor.charFormat().background().color().getRgb()[:3]
        assert ground == tuple(magnitude_table()[round(256 * character.probability)])


def test_hover_says_the_probability_and_the_others(shown):
    shown.form.temperature.setValue(0.5)
    finish(shown)
    drawn = shown.drawer.sampling.drawn
    number = next(n for n, d in enumerate(drawn) if d.character == "a") + 1
    place = place_of(shown.view, number)
    assert shown.view.character_at(place) == number
    lines = hover_text(shown.view.viewport(), place.x(), place.y()).splitlines()
    assert lines[0].startswith("“a”: probability 0.")
    assert ", drawn with 0." in lines[0]
    assert len(lines) == 5
    place = place_of(shown.view, 0)
    assert hover_text(shown.view.viewport(), place.x(), place.y()) == "“t”: given, not drawn"


def test_every_character_is_found_where_it_stands(shown):
    shown.form.length.setValue(60)
    finish(shown)
    for number in range(61):
        for share in (0.2, 0.8):
            place = place_of(shown.view, number, share)
            assert shown.view.character_at(place) == number
    assert shown.view.character_at(QPointF(300, 390)) is None


def test_an_unknown_character_is_said_and_the_text_stays(shown):
    before = copied(shown)
    shown.form.prime.setText("Z")
    assert shown.trouble.isVisible()
    assert shown.trouble.text() == (
        "Prime: “Z” is not among the characters that the model has learned."
    )
    shown.form.prime.setText("t")
    assert not shown.trouble.isVisible()
    assert copied(shown) == before


def test_it_stays_until_it_is_told_to_follow(shown, workbench, qtbot, monkeypatch):
    monkeypatch.setattr(drawer_module, "LEAST_PAUSE", 0.0)
    before, player = copied(shown), workbench.player
    player.step(20, "iteration")
    assert copied(shown) == before
    shown.follow.click()
    qtbot.waitUntil(lambda: copied(shown) == expected(workbench, shown))
    assert copied(shown) != before
    place = shown.place.text()
    player.step(1, "operation")
    assert shown.place.text() == place, "inside an iteration nothing is drawn"
    player.step(1, "iteration")
    assert shown.place.text() != place
    shown.here.click()
    assert copied(shown) == expected(workbench, shown)


def test_while_running_it_draws_at_most_twice_a_second(shown, workbench, qtbot):
    shown.form.length.setValue(5)
    finish(shown)
    begun = []
    shown.drawer.begun.connect(lambda: begun.append(workbench.session.position.iteration))
    shown.follow.click()
    player: Player = workbench.player
    for _ in range(30):
        player.step(1, "iteration")
    assert len(begun) <= 1
    qtbot.waitUntil(lambda: bool(begun) and begun[-1] == workbench.session.position.iteration)
    assert len(begun) <= 2


def test_a_long_text_grows_and_can_be_given_up(shown, qtbot):
    shown.form.length.setValue(20_000)
    assert shown.drawer.is_busy
    assert shown.stop.isVisible()
    first = len(shown.drawer.sampling.drawn)
    qtbot.waitUntil(lambda: len(shown.drawer.sampling.drawn) > first)
    shown.stop.click()
    assert not shown.drawer.is_busy
    assert not shown.stop.isVisible()
    assert len(copied(shown)) == len(shown.drawer.sampling.drawn) + 1 < 20_001


def test_what_is_no_character_model_is_taught(make_workbench, qtbot):
    window = on_screen(qtbot, SamplingWindow(make_workbench(), None))
    assert window.empty.isVisible()
    assert "simple-words is no character model" in window.empty.text()
    assert not window.again.isEnabled()


def test_the_command_opens_one_window_and_closes_it_with_the_session(qtbot, store, file):
    main = create_window(str(file), store=store)
    qtbot.addWidget(main)
    main.show()
    main.action("sample_text").trigger()
    window = main.conductor.sampling.show()
    assert window.isVisible()
    assert main.findChildren(SamplingWindow) == [window]
    window.close()
    main.action("sample_text").trigger()
    window = main.conductor.sampling.show()
    assert window.isVisible()
    main.open("simple-words")
    assert not window.isVisible()
    QApplication.processEvents()
    main.session.step()
