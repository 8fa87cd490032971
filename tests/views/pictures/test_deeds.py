"""Pictures, numbers and animations from the File menu and from the heads of panels."""

import csv
import io
import math

import pytest
from PIL import Image
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QDialog, QFileDialog, QToolButton

from rnn_debugger.app import create_window
from rnn_debugger.debugger import diagnose
from rnn_debugger.views.pictures.animation_dialog import AnimationDialog
from rnn_debugger.views.pictures.picture_dialog import PictureDialog

WITH_NUMBERS = (
    "activations", "gradients", "updates", "loss", "memory", "operations", "inspector", "flow",
)  # fmt: skip


@pytest.fixture
def window(qtbot, store):
    made = create_window("simple-words", store=store)
    qtbot.addWidget(made)
    made.resize(1280, 820)
    made.show()
    made.session.seek(1, 30)
    return made


@pytest.fixture
def choose(monkeypatch):
    """A function that says which file a person chooses from now on; returns what was offered."""

    def choose(path):
        asked = []
        monkeypatch.setattr(
            QFileDialog,
            "getSaveFileName",
            lambda *arguments: (asked.append(arguments[2:]), (str(path), ""))[1],
        )
        return asked

    return choose


def panel_of(window, name):
    return next(panel for panel in window.workspace.panels if panel.name == name)


def told(window):
    (box,) = window.findChildren(QDialog, "error_box")
    return box.text() if box.isVisible() else None


def menu_of(window, name):
    """The texts and deeds of the menu in a panel's head."""
    panel = panel_of(window, name)
    (button,) = panel.head.findChildren(QToolButton, f"{name}_export")
    return {action.text(): action for action in button.menu().actions() if action.text()}


def numbers(path):
    return list(csv.reader(io.StringIO(path.read_text("utf-8"))))


def test_every_panel_has_a_menu(window):
    for panel in window.workspace.panels:
        texts = list(menu_of(window, panel.name))
        assert texts[:4] == [
            "Save picture as PNG…",
            "Save picture as PNG, twice the size…",
            "Save picture as SVG…",
            "Copy picture",
        ]
    for name in WITH_NUMBERS:
        assert "Save numbers as CSV…" in menu_of(window, name)
    assert "Save numbers as CSV…" not in menu_of(window, "graph")


def test_a_panel_is_saved_from_its_head(window, choose, tmp_path):
    for kind, name in (("PNG", "a.png"), ("PNG, twice the size", "b"), ("SVG", "c.svg")):
        asked = choose(tmp_path / name)
        menu_of(window, "graph")[f"Save picture as {kind}…"].trigger()
        suffix = "svg" if kind == "SVG" else "png"
        assert asked[0][0] == f"simple-words-graph-1-30.{suffix}"
    sizes = [QImage(str(tmp_path / name)).size() for name in ("a.png", "b.png")]
    assert sizes[1] == sizes[0] * 2
    assert (tmp_path / "c.svg").read_bytes().startswith(b"<?xml")
    assert told(window) is None


def test_a_picture_is_copied(window):
    menu_of(window, "gradients")["Copy picture"].trigger()
    image = QGuiApplication.clipboard().image()
    panel = panel_of(window, "gradients")
    assert image.width() == panel.width()


def test_a_bad_path_is_one_sentence(window, choose, tmp_path):
    path = tmp_path / "nowhere" / "a.png"
    for name, action in (
        ("graph", "Save picture as PNG…"),
        ("operations", "Save numbers as CSV…"),
    ):
        choose(path)
        menu_of(window, name)[action].trigger()
        deadline = 200
        while told(window) is None and deadline:
            QGuiApplication.processEvents()
            deadline -= 1
        assert told(window) == f"{path}: there is no folder {path.parent}"


def test_nothing_is_written_where_no_file_is_chosen(window, choose, tmp_path):
    choose("")
    menu_of(window, "graph")["Save picture as PNG…"].trigger()
    menu_of(window, "loss")["Save numbers as CSV…"].trigger()
    assert list(tmp_path.iterdir()) == []


def test_the_numbers_of_a_panel(window, choose, tmp_path, qtbot):
    window.session.edit("Whh", (0, 0), math.nan)
    window.session.seek(2, 20)
    path = tmp_path / "numbers"
    choose(path)
    menu_of(window, "activations")["Save numbers as CSV…"].trigger()
    written = path.with_suffix(".csv")
    qtbot.waitUntil(written.is_file)
    assert numbers(written) == [
        ["timestep", "norm of h[t]", "h[t][0, 0]"],
        ["0", "0.0", "0.0"],
        ["1", "NaN", "NaN"],
        ["2", "NaN", "NaN"],
    ]


def test_every_table_is_rectangular(window, tmp_path, qtbot):
    window.session.seek(2, 40)
    for name in WITH_NUMBERS:
        path, panel = tmp_path / f"{name}.csv", panel_of(window, name)
        panel.bring_up_to_date()
        qtbot.waitUntil(lambda panel=panel: panel.table() is not None)
        assert window.conductor.pictures.save_numbers(panel, path) is not None
        qtbot.waitUntil(path.is_file)
        head, *rows = numbers(path)
        assert rows, name
        assert {len(row) for row in rows} == {len(head)}, name


def test_diagnostics_are_looked_for_even_where_nobody_has_seen_them(window, tmp_path, qtbot):
    path, panel = tmp_path / "diagnostics.csv", panel_of(window, "diagnostics")
    assert panel.table() is None
    assert window.conductor.pictures.save_numbers(panel, path) is not None
    qtbot.waitUntil(path.is_file)
    head, *rows = numbers(path)
    assert head[:2] == ["severity", "kind"]
    assert len(rows) == len(diagnose(window.session.moment))
    # What was found elsewhere is not what stands here.
    window.session.seek(0)
    assert window.conductor.pictures.save_numbers(panel, path) is not None
    assert panel.model.findings == diagnose(window.session.moment)


def test_a_part_that_there_is_not_is_not_nan_in_the_file(window, tmp_path, qtbot):
    path, panel = tmp_path / "flow.csv", panel_of(window, "flow")
    assert window.conductor.pictures.save_numbers(panel, path) is not None
    qtbot.waitUntil(path.is_file)
    head, *rows = numbers(path)
    assert (head[0], head[-1]) == ("timestep", "norm of the part of t + 1")
    # Nothing comes after the second timestep.
    assert [row[-1] for row in rows if row[0] == "2"] == [""]


def test_a_lesson_is_in_the_pictures_only_while_one_is_on(window):
    names = [subject.name for subject in window.conductor.pictures.subjects]
    assert "lesson" not in names
    window.conductor.lessons.open_lesson("forward")
    assert "lesson" in [subject.name for subject in window.conductor.pictures.subjects]


def test_a_panel_without_numbers_says_so(window, tmp_path):
    window.session.seek(0, 0)
    gradients = panel_of(window, "gradients")
    assert window.conductor.pictures.save_numbers(gradients, tmp_path / "a.csv") is None
    assert told(window) == "Gradients has no numbers at this position yet"


def test_the_command_asks_what_and_how(window, choose, tmp_path, monkeypatch):
    seen = []

    def accept(dialog):
        seen.append([dialog.what.itemText(n) for n in range(dialog.what.count())])
        dialog.what.setCurrentText("Loss")
        dialog.format.setCurrentText("SVG")
        assert not dialog.preview.pixmap().isNull()
        assert "pixels; lines and texts" in dialog.size_label.text()
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(PictureDialog, "exec", accept)
    asked = choose(tmp_path / "loss")
    window.action("export_picture").trigger()
    assert seen[0][:2] == ["Unrolled graph", "The whole window"]
    # The window is one more, the lesson, which is not on, one less.
    assert len(seen[0]) == len(window.workspace.panels)
    assert asked == [("simple-words-loss-1-30.svg", "SVG (*.svg)")]
    assert (tmp_path / "loss.svg").is_file()

    monkeypatch.setattr(
        PictureDialog, "exec", lambda dialog: seen.append(dialog.what.currentText())
    )
    window.action("export_picture").trigger()
    assert seen[1] == "Loss", "what was chosen last is offered again"


def test_an_animation_of_the_graph(window, choose, tmp_path, monkeypatch, qtbot):
    def accept(dialog):
        dialog.steps.setValue(3)
        dialog.unit_box.setCurrentText("timestep")
        dialog.seconds.setValue(0.5)
        assert dialog.length.text().startswith("4 frames of ")
        # The last one stands three times as long.
        assert dialog.length.text().endswith(" pixels, 3 s")
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(AnimationDialog, "exec", accept)
    before = window.session.state_hash(), window.session.position
    path = tmp_path / "a.gif"
    choose(path)
    window.action("export_animation").trigger()
    qtbot.waitUntil(path.is_file, timeout=20_000)
    assert (window.session.state_hash(), window.session.position) == before
    canvas = window.workspace.graph.canvas
    with Image.open(path) as image:
        assert image.size == (canvas.width(), canvas.height())
        assert image.n_frames == 4


def test_an_animation_can_be_cancelled(window, tmp_path, qtbot):
    before = window.session.state_hash(), window.session.position
    path = tmp_path / "a.gif"
    dialog = window.conductor.pictures.save_animation(path, 400, "operation", 0.5)
    moved = []
    window.player.moved.connect(lambda: moved.append(window.session.position))
    qtbot.waitUntil(lambda: len(moved) > 3)
    with qtbot.waitSignal(dialog.ended) as ended:
        dialog.canceled.emit()
    assert ended.args == [False]
    assert (window.session.state_hash(), window.session.position) == before
    assert list(tmp_path.iterdir()) == []
