"""The main window: it docks panels round the graph; what its commands do stands in `conductor`."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QTabWidget

from rnn_debugger.debugger import (
    BadInput,
    CellFile,
    CodeNotAllowed,
    Movement,
    Session,
    builtin_experiments,
    builtin_lessons,
    opening,
)
from rnn_debugger.views.code_box import CodeBox
from rnn_debugger.views.commands import COMMANDS, bind_local_keys, make_actions, tint_actions
from rnn_debugger.views.conductor import Conductor
from rnn_debugger.views.dialogs import ErrorBox
from rnn_debugger.views.graph.canvas import Canvas
from rnn_debugger.views.graph.folding import Folding
from rnn_debugger.views.long_call import LongCall
from rnn_debugger.views.panel import Themes, Workbench
from rnn_debugger.views.player import Player
from rnn_debugger.views.saving import Saver
from rnn_debugger.views.selection import Selection
from rnn_debugger.views.settings import LAYOUT_VERSION, Settings
from rnn_debugger.views.start_page import StartPage
from rnn_debugger.views.status import StatusBar
from rnn_debugger.views.toolbar import Toolbar
from rnn_debugger.views.workspace import Workspace

NOTE_MILLISECONDS = 8_000

_Opened: TypeAlias = tuple[Session, Movement]


class MainWindow(QMainWindow):
    """`session` is what the window drives; moving it from outside moves the window."""

    def __init__(self, settings: Settings, themes: Themes) -> None:
        super().__init__()
        self.settings = settings
        self.themes = themes
        self.workspace: Workspace | None = None
        self.saver: Saver | None = None
        self.setWindowTitle("RNN debugger")
        self.resize(1440, 900)
        sides = Qt.DockWidgetArea
        self.setTabPosition(sides.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setCorner(Qt.Corner.BottomRightCorner, sides.RightDockWidgetArea)
        self.setCorner(Qt.Corner.BottomLeftCorner, sides.BottomDockWidgetArea)
        self.conductor = Conductor(self)
        self.command_actions = make_actions(self, themes.current, self.conductor.carry_out)
        self._menus = self._make_menus()
        self.conductor.lessons.fill_menu(self.action("lessons"))
        self._line_above_docks = QAction(self)
        self._line_above_docks.setSeparator(True)
        self.toolbar = Toolbar(self.command_actions)
        self.addToolBar(self.toolbar)
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self._errors = ErrorBox(self)
        self._calls = LongCall(self)
        themes.changed.connect(lambda: tint_actions(self.command_actions, themes.current))
        if settings.geometry is not None:
            self.restoreGeometry(settings.geometry)
        self.show_start_page()

    @property
    def session(self) -> Session | None:
        return self.workspace.workbench.session if self.workspace else None

    @property
    def player(self) -> Player | None:
        return self.workspace.workbench.player if self.workspace else None

    def action(self, name: str) -> QAction:
        """The action of a command."""
        return self.command_actions[name]

    def tell_error(self, sentence: str) -> None:
        self._errors.tell(sentence)

    def open(self, path_or_name: str) -> bool:
        """Open an experiment; when it cannot be, say so and keep what is open."""
        before = self.session
        # Before it is read, as it may be the very file that is to be saved.
        if self._may_close_session():
            self._calls.cancel()
            self._take_opened(path_or_name, _opened(path_or_name, self.settings.allowed_code))
        return self.session is not before

    def open_soon(self, path_or_name: str) -> None:
        """The same, while the window goes on."""
        if self._may_close_session():
            allowed = self.settings.allowed_code
            self._calls.run(
                lambda: _opened(path_or_name, allowed),
                f"Opening {path_or_name} …",
                lambda found: self._take_opened(path_or_name, found),
            )

    def replace_session(self, session: Session) -> bool:
        """Show another session instead, unless a person wants to keep what is not saved."""
        if not self._may_close_session():
            return False
        self._show_session(session)
        return True

    def _take_opened(self, path_or_name: str, found: _Opened | BadInput) -> None:
        if isinstance(found, CodeNotAllowed):
            self._ask_to_run(found.file, path_or_name)
            return
        if isinstance(found, BadInput):
            self.tell_error(str(found))
            return
        session, to_the_end = found
        self._show_session(session)
        assert self.player is not None
        self.player.carry_out(to_the_end, "going to where it was left")
        if session.compiled.note:
            self.statusBar().showMessage(session.compiled.note, NOTE_MILLISECONDS)
        if Path(path_or_name).is_file():
            self.settings.add_recent(Path(path_or_name).resolve())

    def _ask_to_run(self, file: CellFile, path_or_name: str) -> None:
        """Open the experiment once a person has allowed its code."""
        box = CodeBox(file, self)
        box.accepted.connect(lambda: self.settings.allow_code(file.sha256))
        box.accepted.connect(lambda: self.open_soon(path_or_name))
        box.finished.connect(box.deleteLater)
        box.open()

    def show_start_page(self) -> None:
        """Close what is open and offer what can be opened."""
        if not self._may_close_session():
            return
        self._close_workspace()
        experiments, taught = builtin_experiments(), builtin_lessons()
        page = StartPage(experiments, self.settings.recent, self.themes, taught)
        page.lesson_chosen.connect(self.conductor.lessons.open_lesson)
        page.chosen.connect(self.open_soon)
        page.open_asked.connect(self.action("open").trigger)
        page.new_asked.connect(self.action("new_experiment").trigger)
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.setWindowTitle("RNN debugger")
        self.conductor.take(None)

    def reset_layout(self) -> None:
        """Put the docks where they stand at first."""
        if self.workspace is not None:
            self.settings.layout = None
            self.workspace.arrange()

    def _show_session(self, session: Session) -> None:
        self._close_workspace()
        if self.settings.history_budget is not None:
            session.history_budget = self.settings.history_budget
        workbench = Workbench(session, Player(session, self), Selection(), self.themes)
        self.workspace = Workspace(self, workbench)
        for place in (self.workspace.centre, self.workspace.timeline):
            bind_local_keys(place, self.command_actions)
        self._stack.addWidget(self.workspace.centre)
        self._stack.setCurrentWidget(self.workspace.centre)
        self.setStatusBar(StatusBar(workbench))
        self.toolbar.offer_sequences(session.batch_size)
        self.conductor.take(workbench)
        if self.settings.layout is not None:
            self.restoreState(self.settings.layout, LAYOUT_VERSION)
        self._remember_folding(self.workspace.graph.canvas)
        self.saver = Saver(self, workbench)
        self.workspace.follow_window_size(self.size())
        self._menus["View"].addAction(self._line_above_docks)
        self._menus["View"].addActions(self.workspace.view_actions())
        self.workspace.graph.setFocus()

    def _remember_folding(self, canvas: Canvas) -> None:
        """Fold the cells that were folded before, and keep what is folded by hand from now on."""
        canvas.set_folding(Folding(self.settings.folded_layers))
        canvas.folding_changed.connect(
            lambda: setattr(self.settings, "folded_layers", canvas.folding.closed)
        )

    def _may_close_session(self) -> bool:
        """Whether nothing would be lost by it, or a person agrees."""
        return self.saver is None or self.saver.may_close()

    def _close_workspace(self) -> None:
        if self.saver is not None:
            self.saver.deleteLater()
            self.saver = None
            self.setWindowModified(False)
        if self.workspace is not None:
            # Else a layout kept from a small window would hide its docks in a large one too.
            self.workspace.unfold()
            self.settings.layout = self.saveState(LAYOUT_VERSION)
            self.workspace.close()
            self.workspace = None
            self._menus["View"].removeAction(self._line_above_docks)
            self.setStatusBar(None)  # type: ignore[arg-type]
        while (widget := self._stack.currentWidget()) is not None:
            self._stack.removeWidget(widget)
            widget.deleteLater()

    def _make_menus(self) -> dict[str, QMenu]:
        menus: dict[str, QMenu] = {}
        for command in COMMANDS:
            if command.menu not in menus:
                menus[command.menu] = self.menuBar().addMenu(command.menu)
            if command.separator:
                menus[command.menu].addSeparator()
            menus[command.menu].addAction(self.command_actions[command.name])
        return menus

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.workspace is not None:
            self.workspace.follow_window_size(self.size())

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close_session():
            event.ignore()
            return
        self.settings.geometry = self.saveGeometry()
        self._close_workspace()
        super().closeEvent(event)


def _opened(path_or_name: str, allowed_code: set[str]) -> _Opened | BadInput:
    try:
        return opening(path_or_name, allowed_code)
    except BadInput as error:
        return error
