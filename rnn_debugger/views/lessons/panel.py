"""The panel of a lesson: where on its way one is, what there is to see, back and next."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from rnn_debugger.debugger import (
    Lesson,
    Moment,
    Movement,
    Position,
    Station,
    going_to,
    station_text,
    text_pieces,
)
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.lessons.controls import Feet, LeftBar
from rnn_debugger.views.lessons.points import PANEL, points_runs
from rnn_debugger.views.link_text import LinkText
from rnn_debugger.views.markup import TENSOR, formula_runs
from rnn_debugger.views.panel import Panel, Workbench


class LessonPanel(Panel):
    """Goes from station to station. One may leave the rails at any time; the panel says so, and
    brings one back to where the lesson was.
    """

    name = "lesson"
    title = "Lesson"
    question = "What is there to see?"

    changed = Signal()
    """Another lesson is on, or none, or another station."""
    pointed = Signal(str, bool)
    """The name of a panel that is to be looked at; whether a person has asked for it."""
    next_lesson_asked = Signal(str)
    """The name of the lesson after which another one is wanted."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self._lesson: Lesson | None = None
        self._number = 0
        self._text = ""
        self._there: Position | None = None
        self._way: Movement | None = None
        self.heading, self._asks = QLabel(), QLabel()
        for label in (self.heading, self._asks):
            label.setWordWrap(True)
        self.heading.setFont(text_font(14, bold=True))
        self._asks.setFont(text_font(12))
        # What stands below the text are the points alone; the buttons stay at the foot.
        self.text = LinkText(text_font(12.5), keeps_height=False)
        self.points = LinkText(text_font(12), keeps_height=False)
        self.left_bar = LeftBar(workbench.themes)
        self.feet = Feet()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(14, 10, 12, 10)
        column.setSpacing(8)
        for widget in (self.heading, self._asks, self.text, self.points):
            column.addWidget(widget)
        column.addStretch(1)
        self._page = QScrollArea()
        self._page.setWidgetResizable(True)
        self._page.setFrameShape(QFrame.Shape.NoFrame)
        self._page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page.setWidget(page)
        page.setObjectName("lesson_page")
        for part, stretch in ((self._page, 1), (self.left_bar, 0), (self.feet, 0)):
            self.body.addWidget(part, stretch)
        self.text.activated.connect(self._follow)
        self.points.activated.connect(self._follow)
        self.left_bar.asked.connect(self.return_to_it)
        self.feet.back.clicked.connect(self.back)
        self.feet.next.clicked.connect(self.next)
        self.feet.end.clicked.connect(self.end)
        workbench.player.arrived.connect(self._arrive)
        workbench.themes.changed.connect(self._restyle)
        self._restyle()

    @property
    def lesson(self) -> Lesson | None:
        """The one that is on."""
        return self._lesson

    @property
    def station(self) -> Station | None:
        return self._lesson.stations[self._number] if self._lesson else None

    @property
    def number(self) -> int:
        """Of the station, from 0."""
        return self._number

    @property
    def has_left(self) -> bool:
        """Whether the session stands elsewhere than the lesson."""
        is_there = self.workbench.session.position == self._there
        return self._lesson is not None and self._way is None and not is_there

    def begin(self, lesson: Lesson) -> None:
        """Go to the first station. Raises `BadInput` where it does not fit the session."""
        lesson.check(self.workbench.session.program)
        self._lesson = lesson
        self.heading.setText(lesson.title)
        self._asks.setText(lesson.question)
        self.go(0)

    def go(self, number: int) -> None:
        """Go to a station, from wherever the session stands; ignored while it is running."""
        if self._lesson is None or self.workbench.player.is_running:
            return
        self._number = number
        self._way = going_to(self.workbench.session, self._lesson.stations[number])
        self._text = ""
        self._show()
        self.workbench.player.carry_out(self._way, f"going to station {number + 1}")
        self.changed.emit()

    def next(self) -> None:
        """To the next station; after the last one ask for the next lesson."""
        if self._lesson is None:
            return
        if self._number + 1 < len(self._lesson.stations):
            self.go(self._number + 1)
        else:
            self.next_lesson_asked.emit(self._lesson.name)

    def back(self) -> None:
        if self._number:
            self.go(self._number - 1)

    def return_to_it(self) -> None:
        """To the station from which one has gone away."""
        self.go(self._number)

    def end(self) -> None:
        """The lesson is over; the session stays where it is."""
        self._lesson, self._there, self._way = None, None, None
        self.workbench.selection.point_at(())
        self.changed.emit()

    def draw(self, moment: Moment) -> None:
        self.left_bar.setVisible(self.has_left)

    def _arrive(self) -> None:
        """Something that was under way is over: if it was the way to the station, show it."""
        way, station = self._way, self.station
        if way is None or station is None or way.stop is None:
            return
        self._way = None
        if way.stop.reason != "paused":
            moment = self.workbench.moment
            self._there = moment.position
            self._text = station_text(moment, station)
            # What it points at first is what all panels point at.
            self.workbench.selection.point_at(station.points)
            for panel in station.panels:
                self.pointed.emit(panel, False)
        else:
            self._there = None
        self._show()

    def _show(self) -> None:
        """The text and everything round it."""
        if self._lesson is None or self.station is None:
            return
        moment, theme = self.workbench.moment, self.workbench.theme
        pieces = text_pieces(moment.program, self._text)
        self.text.show_runs(*formula_runs(theme, moment, pieces))
        self.points.show_runs(*points_runs(theme, moment, self.station if self._text else None))
        self.feet.show_place(self._number, len(self._lesson.stations))
        self._page.verticalScrollBar().setValue(0)
        self.left_bar.setVisible(self.has_left)

    def _follow(self, target: str) -> None:
        """A link was clicked: of a tensor or a panel."""
        if target.startswith(PANEL):
            self.pointed.emit(target.removeprefix(PANEL), True)
        elif target.startswith(TENSOR):
            self.workbench.selection.select(target.removeprefix(TENSOR))

    def _restyle(self) -> None:
        surface = self.workbench.theme.surface
        self._page.setStyleSheet(
            f"QScrollArea, #lesson_page {{ background: {surface.canvas.name()}; }}"
        )
        self._asks.setStyleSheet(f"color: {surface.second.name()}")
        self._show()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 160)
