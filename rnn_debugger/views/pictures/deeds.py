"""What the commands about pictures do, and the buttons in the heads of panels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog

from rnn_debugger.debugger import BadInput, Task, Unit, animating, write_file, writing_table
from rnn_debugger.views.panel import Panel, Workbench
from rnn_debugger.views.pictures.animation_dialog import AnimationDialog
from rnn_debugger.views.pictures.formats import PictureFormat, with_suffix
from rnn_debugger.views.pictures.panel_menu import PanelMenu
from rnn_debugger.views.pictures.picture_dialog import PictureDialog
from rnn_debugger.views.pictures.rendering import image_of, pixels_of
from rnn_debugger.views.pictures.subjects import Subject, panel_subject, window_subject
from rnn_debugger.views.task_dialog import TaskDialog

if TYPE_CHECKING:
    from rnn_debugger.views.window import MainWindow

TOLD_MILLISECONDS = 4_000


class PictureDeeds:
    """`workbench` gives the one in use; it is asked only for while there is one."""

    def __init__(self, window: MainWindow, workbench: Callable[[], Workbench]) -> None:
        self._window = window
        self._workbench = workbench
        self._chosen = (0, 0)
        """What was chosen last: subject and format."""
        self.deeds: dict[str, Callable[[], object]] = {
            "export_picture": self._ask_picture,
            "export_animation": self._ask_animation,
        }

    def take(self) -> None:
        """Another session is shown, or none: its panels get their buttons."""
        for panel in self._panels:
            menu = PanelMenu(panel)
            menu.picture_asked.connect(self._ask_picture_path)
            menu.copy_asked.connect(self.copy)
            menu.numbers_asked.connect(self._ask_numbers_path)

    @property
    def subjects(self) -> Sequence[Subject]:
        """What there is to take a picture of, the graph first."""
        workspace = self._window.workspace
        # The lesson's panel is in the window only while one is on.
        ended = workspace.lesson if workspace and workspace.lesson.lesson is None else None
        shown = (panel for panel in self._panels if panel is not ended)
        graph, *others = map(panel_subject, shown)
        return (graph, window_subject(self._window), *others)

    def save(self, subject: Subject, picture: PictureFormat, path: Path) -> bool:
        """Write a picture; whether it was done."""
        try:
            write_file(path, picture.content(subject, self._description))
        except BadInput as error:
            self._window.tell_error(str(error))
            return False
        self._tell(f"{path} is written")
        return True

    def copy(self, panel: Panel) -> None:
        """Put a picture of a panel on the clipboard."""
        QGuiApplication.clipboard().setImage(image_of(panel_subject(panel)))
        self._tell(f"A picture of {panel.title} is on the clipboard")

    def save_numbers(self, panel: Panel, path: Path) -> TaskDialog | None:
        """Write what a panel shows as CSV, with progress and a button that cancels it."""
        panel.complete()
        table = panel.table()
        if table is None:
            self._window.tell_error(f"{panel.title} has no numbers at this position yet")
            return None
        return self._carry_out(Task(writing_table(path, table)), path)

    def save_animation(self, path: Path, steps: int, unit: Unit, seconds: float) -> TaskDialog:
        """Write so many steps from here on as a GIF of the graph."""
        workspace, session = self._window.workspace, self._workbench().session
        assert workspace is not None
        canvas = workspace.graph.canvas
        size = canvas.size()

        def paint() -> Any:
            canvas.follow(session.moment)
            return pixels_of(canvas, size)

        task = Task(animating(session, path, steps, unit, seconds=seconds, paint=paint))
        return self._carry_out(task, path)

    @property
    def _panels(self) -> list[Panel]:
        workspace = self._window.workspace
        return [] if workspace is None else workspace.panels

    @property
    def _description(self) -> str:
        session = self._workbench().session
        _, iteration, operation = session.position
        return f"{session.name}, iteration {iteration}, operation {operation}"

    def _name(self, what: str, suffix: str) -> str:
        """For a file: whose it is, of what, and where in the run."""
        session = self._workbench().session
        _, iteration, operation = session.position
        return f"{session.name}-{what}-{iteration}-{operation}{suffix}"

    def _carry_out(self, task: Task[Any], path: Path) -> TaskDialog:
        dialog = TaskDialog(task, f"Writing {path.name} …", self._window)
        dialog.failed.connect(self._window.tell_error)
        dialog.ended.connect(partial(self._tell_written, path))
        dialog.start()
        return dialog

    def _tell_written(self, path: Path, carried_out: bool) -> None:
        if carried_out:
            self._tell(f"{path} is written")

    def _tell(self, sentence: str) -> None:
        self._window.statusBar().showMessage(sentence, TOLD_MILLISECONDS)

    def _ask_picture(self) -> None:
        dialog = PictureDialog(self.subjects, self._window)
        dialog.what.setCurrentIndex(self._chosen[0])
        dialog.format.setCurrentIndex(self._chosen[1])
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self._chosen = dialog.what.currentIndex(), dialog.format.currentIndex()
            self._ask_path(dialog.subject, dialog.picture)

    def _ask_picture_path(self, panel: Panel, picture: PictureFormat) -> None:
        self._ask_path(panel_subject(panel), picture)

    def _ask_path(self, subject: Subject, picture: PictureFormat) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self._window,
            "Export picture",
            self._name(subject.name, picture.suffix),
            picture.filter,
        )
        if path:
            self.save(subject, picture, picture.path(path))

    def _ask_numbers_path(self, panel: Panel) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self._window, "Save numbers", self._name(panel.name, ".csv"), "CSV (*.csv)"
        )
        if path:
            self.save_numbers(panel, with_suffix(path, ".csv"))

    def _ask_animation(self) -> None:
        workspace = self._window.workspace
        assert workspace is not None
        unit, size = self._workbench().player.unit, workspace.graph.canvas.size()
        dialog = AnimationDialog(unit, size, self._window)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        path, _ = QFileDialog.getSaveFileName(
            self._window, "Export animation", self._name("steps", ".gif"), "GIF (*.gif)"
        )
        if path:
            self.save_animation(
                with_suffix(path, ".gif"),
                dialog.steps.value(),
                dialog.unit,
                dialog.seconds.value(),
            )
