"""The panel of breakpoints and watches, and of what log points wrote."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import Breakpoint, Moment, Position, Watch, stop_title
from rnn_debugger.views.breakpoints.log_view import LogView
from rnn_debugger.views.breakpoints.model import STRANGE, StopsModel
from rnn_debugger.views.breakpoints.offers import add_stop, edit_stop
from rnn_debugger.views.breakpoints.table import StopsTable
from rnn_debugger.views.empty_state import EmptyState
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.icons import icon
from rnn_debugger.views.panel import Panel, Workbench

SIDE_BY_SIDE_FROM = 2.0
"""Where the panel is so many times wider than high, the log stands beside the table."""
_EMPTY = (
    "Nothing stops a run yet. Press F9 at an operation or click beside a line of the source; "
    "“Add…” makes breakpoints with conditions, and watches."
)


class BreakpointsPanel(Panel):
    """A row each; below, or beside them where there is more room, the log."""

    name = "breakpoints"
    title = "Breakpoints"
    question = "Where does a run stop?"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        themes, session = workbench.themes, workbench.session
        self.model = StopsModel(session, self)
        self.view = StopsTable(self.model, themes)
        self.log = LogView(session, themes)
        self.undo_bar = _UndoBar()
        self._deleted: Breakpoint | Watch | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(EmptyState(themes, _EMPTY))
        self._pages.addWidget(self.view)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._pages, 1)
        column.addWidget(self.undo_bar)
        self._log_side = self._make_log_side()
        self._halves = QSplitter(Qt.Orientation.Vertical)
        self._halves.setChildrenCollapsible(False)
        self._halves.addWidget(left)
        self._halves.addWidget(self._log_side)
        self._halves.setStretchFactor(0, 3)
        self._halves.setStretchFactor(1, 2)
        self.body.addWidget(self._halves)
        self.add_button = self._button("add_stop", "Add…", "A breakpoint or a watch", self._add)
        self._switches = [
            self._button("enable_all", "All on", "Switch all on", self._enable_all),
            self._button("disable_all", "All off", "Switch all off", self._disable_all),
        ]
        self.view.went.connect(self._run_to)
        self.view.edit_asked.connect(self.edit)
        self.view.delete_asked.connect(self.delete)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._offer)
        self.undo_bar.undo.clicked.connect(self.undo)
        self.log.place_asked.connect(self._go_to)
        themes.changed.connect(self._tint)
        self._tint()

    def draw(self, moment: Moment) -> None:
        session = self.workbench.session
        self.model.refresh()
        self.log.refresh()
        self._pages.setCurrentIndex(1 if len(session.stops) else 0)
        has_log = bool(session.log.lines) or any(stop.log for stop in session.stops)
        self._log_side.setVisible(has_log)
        for button in self._switches:
            button.setEnabled(bool(len(session.stops)))

    def edit(self, number: int) -> None:
        """Open the form with one that fits, since it offers what this program has."""
        if self.model.fits(number):
            edit_stop(self.workbench, self, self.workbench.session.stops[number])

    def delete(self, number: int) -> None:
        """Remove one; until the next is removed it can be brought back."""
        stops = self.workbench.session.stops
        self._deleted = stops[number]
        self.undo_bar.show_text(f"{stop_title(self._deleted).capitalize()} is deleted.")
        stops.remove(number)

    def undo(self) -> None:
        """Bring back the one that was deleted last."""
        if self._deleted is not None:
            self.workbench.session.stops.put_back(self._deleted)
            self._deleted = None
        self.undo_bar.hide()

    def menu_of(self, number: int) -> QMenu:
        """What can be done with one."""
        stops, player = self.workbench.session.stops, self.workbench.player
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fits = self.model.fits(number)
        if not fits:
            menu.addAction(STRANGE.removesuffix(".")).setEnabled(False)
        go = menu.addAction("Run to where it stops next", lambda: self._run_to(number))
        go.setEnabled(fits and not player.is_running)
        menu.addSeparator()
        menu.addAction("Change…", lambda: self.edit(number)).setEnabled(fits)
        if stops[number].is_enabled:
            menu.addAction("Switch off", lambda: stops.disable(number))
        else:
            menu.addAction("Switch on", lambda: stops.enable(number))
        menu.addAction("Delete", lambda: self.delete(number))
        return menu

    def _run_to(self, number: int) -> None:
        # To one that does not fit it would run for ever.
        if self.model.fits(number):
            self.workbench.player.run_to_stop(number)

    def _add(self) -> None:
        add_stop(self.workbench, self)

    def _enable_all(self) -> None:
        stops = self.workbench.session.stops
        for stop in stops:
            stops.enable(stop.id)

    def _disable_all(self) -> None:
        stops = self.workbench.session.stops
        for stop in stops:
            stops.disable(stop.id)

    def _offer(self, place: QPoint) -> None:
        index = self.view.indexAt(place)
        if index.isValid():
            number = self.model.stop(index.row()).id
            self.menu_of(number).popup(self.view.viewport().mapToGlobal(place))

    def _go_to(self, position: Position) -> None:
        session = self.workbench.session
        self.workbench.player.carry_out(
            session.seeking(position.iteration, position.operation, position.branch)
        )

    def _clear_log(self) -> None:
        self.workbench.session.log.lines.clear()
        self.refresh()

    def _make_log_side(self) -> QWidget:
        side = QWidget()
        title = QLabel("Log")
        title.setFont(text_font(11.5, bold=True))
        row = QHBoxLayout()
        row.setContentsMargins(12, 2, 8, 2)
        row.addWidget(title)
        row.addStretch(1)
        for name, text, deed in (
            ("copy_log", "Copy", self.log.copy),
            ("clear_log", "Clear", self._clear_log),
        ):
            button = QToolButton()
            button.setObjectName(name)
            button.setText(text)
            button.setFont(text_font(11))
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(deed)
            row.addWidget(button)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.log, 1)
        return side

    def _button(self, name: str, text: str, tip: str, press: Callable[[], None]) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setText(text)
        button.setToolTip(tip)
        button.setFont(text_font(11))
        button.clicked.connect(press)
        self.head.add_setting(button)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button

    def _tint(self) -> None:
        self.add_button.setIcon(icon("plus", self.workbench.theme))
        self.add_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = self.width() > SIDE_BY_SIDE_FROM * self.height()
        sides = Qt.Orientation
        self._halves.setOrientation(sides.Horizontal if is_wide else sides.Vertical)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 80)


class _UndoBar(QWidget):
    """What was deleted, and a button that brings it back."""

    def __init__(self) -> None:
        super().__init__()
        self._label = QLabel()
        self._label.setFont(text_font(11))
        self.undo = QPushButton("Undo")
        self.undo.setObjectName("undo_delete")
        self.undo.setFont(text_font(11))
        self.undo.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 8, 2)
        row.addWidget(self._label)
        row.addWidget(self.undo)
        row.addStretch(1)
        self.hide()

    def show_text(self, text: str) -> None:
        """Say what was deleted."""
        self._label.setText(text)
        self.show()
