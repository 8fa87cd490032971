"""Saving what a session keeps, and asking before it is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from rnn_debugger.debugger import TRACE_SENTENCE, BadInput, Keeper
from rnn_debugger.views.panel import Workbench

if TYPE_CHECKING:
    from rnn_debugger.views.window import MainWindow

SAVED_MILLISECONDS = 4_000
Answer: TypeAlias = Literal["save", "discard", "cancel"]


class Saver(QObject):
    """Saves a session and shows in the window's title whether that has been done."""

    def __init__(self, window: MainWindow, workbench: Workbench) -> None:
        super().__init__(window)
        self._window = window
        self._session = workbench.session
        self.keeper = Keeper(workbench.session)
        workbench.player.moved.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say in the title what is open, and whether all of it is saved."""
        title = f"{self._session.experiment.title or self._session.name}[*] · RNN debugger"
        if title != self._window.windowTitle():
            self._window.setWindowTitle(title)
        self._window.setWindowModified(self.keeper.is_unsaved)

    def save(self) -> bool:
        """Save into the session's own file, where it has one; whether it was done."""
        if self.keeper.home == "trace":
            self._window.tell_error(TRACE_SENTENCE)
            return False
        # Loaded weights would take the place of those in the experiment's own file.
        if self.keeper.home == "builtin" or self._session.unsaved_weights is not None:
            return self.save_as()
        path = self._session.path
        if self.keeper.is_changed_outside and not may_overwrite(self._window, str(path)):
            return False
        return self._save(None)

    def save_as(self) -> bool:
        """Save into a file that a person chooses, which is the session's from then on."""
        if self.keeper.home == "trace":
            self._window.tell_error(TRACE_SENTENCE)
            return False
        path = choose_file(self._window, f"{self._session.name}.toml")
        if not path:
            return False
        target = Path(path)
        return self._save(target if target.suffix else target.with_suffix(".toml"))

    def may_close(self) -> bool:
        """Whether the session may be closed: nothing would be lost, or a person says so."""
        if not self.keeper.is_unsaved:
            return True
        can_save = self.keeper.home != "trace"
        answer = ask_before_loss(self._window, self._session.name, can_save=can_save)
        return answer == "discard" or (answer == "save" and self.save())

    def _save(self, target: Path | None) -> bool:
        try:
            self.keeper.save(target)
        except BadInput as error:
            self._window.tell_error(str(error))
            return False
        path = self._session.path
        assert path is not None
        self._window.settings.add_recent(path.resolve())
        self._window.statusBar().showMessage(f"{path} is saved", SAVED_MILLISECONDS)
        self.refresh()
        return True


def choose_file(window: QWidget, name: str) -> str:
    """The file that a person chooses to save as; empty where none is."""
    path, _ = QFileDialog.getSaveFileName(window, "Save as", name, "Experiments (*.toml)")
    return path


def may_overwrite(window: QWidget, path: str) -> bool:
    """Asks whether to write into a file that another program has changed."""
    box = _question(
        window,
        f"{path} has been changed on disk since it was opened.",
        "Saving replaces its [debugger] table; everything else stays as it is there now.",
    )
    save = box.addButton("Save", QMessageBox.ButtonRole.AcceptRole)
    box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
    box.exec()
    return box.clickedButton() is save


def ask_before_loss(window: QWidget, name: str, *, can_save: bool) -> Answer:
    """Asks what to do with what has not been saved."""
    how = "They go into the experiment’s file." if can_save else TRACE_SENTENCE
    box = _question(
        window, f"Breakpoints, bookmarks, branches or weights of {name} have not been saved.", how
    )
    roles = QMessageBox.ButtonRole
    save = box.addButton("Save", roles.AcceptRole) if can_save else None
    discard = box.addButton("Discard", roles.DestructiveRole)
    cancel = box.addButton("Cancel", roles.RejectRole)
    for button in box.buttons():
        button.setIcon(QIcon())
    box.setDefaultButton(save or cancel)
    box.setEscapeButton(cancel)
    box.exec()
    if box.clickedButton() is discard:
        return "discard"
    return "save" if save is not None and box.clickedButton() is save else "cancel"


def _question(window: QWidget, text: str, more: str) -> QMessageBox:
    box = QMessageBox(window)
    box.setObjectName("question_box")
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle("RNN debugger")
    box.setText(text)
    box.setInformativeText(more)
    return box
