"""The panel of diagnostics."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QStackedWidget, QToolButton

from rnn_debugger.debugger import (
    KIND_TITLES,
    Breakpoint,
    Finding,
    Moment,
    Stale,
    Table,
    Task,
    diagnose,
    diagnosing,
)
from rnn_debugger.views.controls import Note, standing
from rnn_debugger.views.diagnostics.findings_list import FindingsList
from rnn_debugger.views.diagnostics.model import WORDS, FindingsModel, text_of
from rnn_debugger.views.empty_state import EmptyState
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Panel, Workbench

REST_MILLISECONDS = 150
"""So long the session has to stand still before anything is looked for."""
_EMPTY = (
    f"Looked for, whenever the run rests: {', '.join(KIND_TITLES.values())}. "
    "What is wrong will stand here, with a way to the place and with advice."
)


class DiagnosticsPanel(Panel):
    """A row each; below what is wrong stands what has been looked for and found healthy. A click
    selects the tensor, a double click goes to the operation that wrote it.
    """

    name = "diagnostics"
    title = "Diagnostics"
    question = "Is anything wrong?"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self.model = FindingsModel(workbench.session, self)
        self.list = FindingsList(self.model, workbench.themes)
        self._pages = QStackedWidget()
        self._pages.addWidget(EmptyState(workbench.themes, _EMPTY))
        self._pages.addWidget(self.list)
        self.body.addWidget(self._pages)
        self._note = Note(workbench.themes)
        self.head.add_setting(self._note)
        self.stop_button = QToolButton()
        self.stop_button.setObjectName("stop_on_finding")
        self.stop_button.setText("Stop on this")
        self.stop_button.setToolTip("A breakpoint or watch where the same happens again")
        self.stop_button.setFont(text_font(11))
        self.stop_button.clicked.connect(self._stop_on_current)
        self.head.add_setting(self.stop_button)
        self.stop_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._moment: Moment | None = None
        self._looked_at: Moment | None = None
        """Where what is listed was found."""
        self._task: Task[tuple[Finding, ...]] | None = None
        self._signs: list[bool] = []
        """Of the findings listed, which bear the sign of a stop."""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._begin)
        self._turns = QTimer(self)
        self._turns.timeout.connect(self._turn)
        self.list.clicked.connect(lambda index: self.select(self.model.finding(index.row())))
        self.list.went.connect(lambda row: self.go_to(self.model.finding(row)))
        self.list.selectionModel().currentChanged.connect(self._follow_cursor)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._offer)
        self._follow_cursor()

    def draw(self, moment: Moment) -> None:
        if moment is self._moment:
            return
        # What goes on changing is not looked at: a step costs nothing here.
        self._moment, self._task = moment, None
        self._turns.stop()
        self._rest.start(REST_MILLISECONDS)
        signs = [self.model.stops_already(finding) for finding in self.model.findings]
        if signs != self._signs:
            self._signs = signs
            self.list.viewport().update()
        self._follow_cursor()

    def complete(self) -> None:
        self.bring_up_to_date()
        self._rest.stop()
        self._turns.stop()
        self._task = None
        if self._looked_at is not self._moment:
            self._show(diagnose(self.workbench.moment))

    def table(self) -> Table | None:
        """What is listed, as names of columns and rows; None before anything was looked for."""
        if not self.model.findings:
            return None
        names = ["severity", "kind", "tensor", "iteration", "operation", "sentence", "advice"]
        return names, [_row(finding) for finding in self.model.findings]

    def select(self, finding: Finding) -> None:
        """Point at the tensor in all panels."""
        if finding.tensor in self.workbench.session.program.tensors:
            self.workbench.selection.select(str(finding.tensor))

    def go_to(self, finding: Finding) -> None:
        """To where the tensor has just been written."""
        player = self.workbench.player
        if finding.place is not None:
            player.seek(*finding.place)
        elif finding.kind == "nonfinite" and finding.is_bad:
            player.run_to_nonfinite()

    def stop_on(self, finding: Finding) -> None:
        """Add the breakpoint or watch that stops where the same happens again."""
        if finding.stop is None or self.model.stops_already(finding):
            return
        session = self.workbench.session
        if isinstance(finding.stop, Breakpoint):
            session.add_stop(finding.stop)
        else:
            session.add_stop(finding.stop)

    def menu_of(self, finding: Finding) -> QMenu:
        """What can be done with a finding."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        go = menu.addAction("Go there", lambda: self.go_to(finding))
        go.setEnabled(finding.is_bad and not self.workbench.player.is_running)
        stop = menu.addAction("Stop on this", lambda: self.stop_on(finding))
        stop.setEnabled(finding.stop is not None and not self.model.stops_already(finding))
        menu.addSeparator()
        menu.addAction("Copy", lambda: QGuiApplication.clipboard().setText(text_of(finding)))
        return menu

    def _begin(self) -> None:
        if not self.is_in_sight:
            # Once it is again, there is something to catch up with.
            self._moment, self._is_behind = None, True
            return
        if self.workbench.player.is_busy:
            self._rest.start(REST_MILLISECONDS)
            return
        self._task = diagnosing(self.workbench.moment)
        self._turns.start(0)

    def _turn(self) -> None:
        try:
            if self._task is not None and self._task.advance():
                return
        except Stale:
            # The session has moved from outside; it is drawn anew.
            self._task = None
        self._turns.stop()
        if self._task is not None:
            self._show(self._task.finish())
            self._task = None

    def _show(self, findings: tuple[Finding, ...]) -> None:
        self._looked_at = self._moment
        self.model.show(findings)
        self._pages.setCurrentIndex(1)
        wrong = sum(finding.is_bad for finding in findings)
        count = f"{wrong} found" if wrong else "all healthy"
        self._note.show_text(f"{count} · {standing(self.workbench.moment)}")
        self._follow_cursor()

    @property
    def _current(self) -> Finding | None:
        """The finding that the cursor is on."""
        index = self.list.currentIndex()
        return self.model.finding(index.row()) if index.isValid() else None

    def _stop_on_current(self) -> None:
        if self._current is not None:
            self.stop_on(self._current)

    def _follow_cursor(self) -> None:
        finding = self._current
        self.stop_button.setEnabled(
            finding is not None
            and finding.stop is not None
            and not self.model.stops_already(finding)
        )

    def _offer(self, place: QPoint) -> None:
        index = self.list.indexAt(place)
        if index.isValid():
            menu = self.menu_of(self.model.finding(index.row()))
            menu.popup(self.list.viewport().mapToGlobal(place))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 80)


def _row(finding: Finding) -> tuple[object, ...]:
    place = finding.place or (None, None)
    what = WORDS[finding.severity], KIND_TITLES[finding.kind], finding.tensor
    return (*what, *place, finding.sentence, finding.advice)
