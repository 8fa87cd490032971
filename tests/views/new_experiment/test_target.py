"""Where a new experiment is saved."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QWidget

from rnn_debugger.views.new_experiment.target import ask_target, file_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("", "experiment.toml"),
        ("…", "experiment.toml"),
        ("A network of 3:1:1 units", "a-network-of-3-1-1-units.toml"),
        ("Größe/../x", "größe-x.toml"),
        ("long " * 30, "long-long-long-long-long-long-long-long.toml"),
    ],
)
def test_the_name_says_what_the_title_says(title, name):
    assert file_name(title) == name


@pytest.fixture
def parent(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def in_the_dialog(deed):
    """Do something with the file dialog as soon as it is there."""

    def look():
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QFileDialog) and dialog.isVisible():
                deed(dialog)
                return
        QTimer.singleShot(10, look)

    QTimer.singleShot(10, look)


def write_name(dialog, path):
    """As a person types it: `selectFile` leaves a field alone that has the focus."""
    dialog.setDirectory(str(path.parent))
    dialog.findChild(QLineEdit).setText(path.name)


def test_what_is_chosen_gets_its_ending(parent, tmp_path):
    def choose(dialog):
        write_name(dialog, tmp_path / "mine")
        dialog.accept()

    in_the_dialog(choose)
    assert ask_target(parent, "a.toml") == tmp_path / "mine.toml"


def test_a_file_that_there_is_is_asked_about_under_its_whole_name(parent, tmp_path):
    (tmp_path / "mine.toml").touch()
    asked = []

    def refuse():
        for box in QApplication.topLevelWidgets():
            if isinstance(box, QMessageBox) and box.isVisible():
                asked.append(box.text())
                box.button(QMessageBox.StandardButton.No).click()
                return
        QTimer.singleShot(10, refuse)

    def choose(dialog):
        write_name(dialog, tmp_path / "mine")
        QTimer.singleShot(10, refuse)
        dialog.accept()
        dialog.reject()

    in_the_dialog(choose)
    assert ask_target(parent, "a.toml") is None
    assert len(asked) == 1
    assert "mine.toml" in asked[0]
