"""What the commands about lessons do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from rnn_debugger.debugger import BadInput, builtin_lessons, find_file
from rnn_debugger.views.lessons.panel import LessonPanel

if TYPE_CHECKING:
    from rnn_debugger.views.window import MainWindow


class LessonDeeds:
    """Opens lessons; back and next are for the one that is on."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.deeds: dict[str, Callable[[], object]] = {
            # Its menu is what it does.
            "lessons": lambda: None,
            "lesson_next": lambda: self._with_panel(LessonPanel.next),
            "lesson_back": lambda: self._with_panel(LessonPanel.back),
            "lesson_return": lambda: self._with_panel(LessonPanel.return_to_it),
            "lesson_end": lambda: self._with_panel(LessonPanel.end),
        }

    def fill_menu(self, action: QAction) -> QMenu:
        """Make the action offer all lessons."""
        menu = QMenu(self._window)
        menu.setObjectName("lessons_menu")
        for number, lesson in enumerate(builtin_lessons().values(), 1):
            menu.addAction(f"{number}  {lesson.title}", partial(self.open_lesson, lesson.name))
        action.setMenu(menu)
        return menu

    def take(self, changed: Callable[[], object]) -> None:
        """Another session is shown, or none; `changed` is to be called where other commands make
        sense.
        """
        if self._window.workspace is not None:
            panel = self._window.workspace.lesson
            panel.changed.connect(changed)
            panel.next_lesson_asked.connect(self.open_next)

    def open_lesson(self, name: str) -> None:
        """Begin a lesson: in the session that is open where it is of the same experiment, which
        loses nothing by it.
        """
        window = self._window
        try:
            lesson = builtin_lessons()[name]
            path = find_file(lesson.experiment)
            is_open = window.session is not None and window.session.path == path
            if is_open or window.open(lesson.experiment):
                assert window.workspace is not None
                window.workspace.begin_lesson(lesson)
        except BadInput as error:
            window.tell_error(str(error))

    def open_next(self, name: str) -> None:
        """Begin the lesson after that one; after the last one show them all."""
        names = list(builtin_lessons())
        place = names.index(name) + 1 if name in names else 0
        if place < len(names):
            self.open_lesson(names[place])
        else:
            self._with_panel(LessonPanel.end)

    def makes_sense(self, name: str) -> bool:
        """Whether a command can be carried out now, while nothing is running."""
        workspace = self._window.workspace
        if name == "lessons" or workspace is None or workspace.lesson.lesson is None:
            return name == "lessons"
        if name == "lesson_back":
            return workspace.lesson.number > 0
        return name != "lesson_return" or workspace.lesson.has_left

    def _with_panel(self, deed: Callable[[LessonPanel], None]) -> None:
        if self._window.workspace is not None:
            deed(self._window.workspace.lesson)
