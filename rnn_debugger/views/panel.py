"""What every panel has: a head with its title and question, and a moment that it draws."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from rnn_debugger.debugger import Moment, Program, Session, Table
from rnn_debugger.views.comparing import Comparing
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.player import Player
from rnn_debugger.views.selection import Selection
from rnn_debugger.views.theme import Theme

HEAD_HEIGHT = 32
"""Pixels."""


class Themes(QObject):
    """The theme in force, and word of its change."""

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.current = theme

    def set(self, theme: Theme) -> None:
        if theme is not self.current:
            self.current = theme
            self.changed.emit()


@dataclass(frozen=True)
class Workbench:
    """What panels are given: the session, what moves it, what is selected, the theme."""

    session: Session
    player: Player
    selection: Selection
    themes: Themes
    comparing: Comparing = field(default_factory=Comparing)

    @property
    def moment(self) -> Moment:
        return self.session.moment

    @property
    def theme(self) -> Theme:
        return self.themes.current


class Question(QWidget):
    """A line of text that is shown whole or, where it does not fit, not at all."""

    def __init__(self, text: str, themes: Themes) -> None:
        super().__init__()
        self._text = text
        self._themes = themes
        self._wanted = True
        self.setFont(text_font(11))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        themes.changed.connect(self.update)

    @property
    def is_shown(self) -> bool:
        return self._wanted and self.fontMetrics().horizontalAdvance(self._text) <= self.width()

    def ask(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.update()

    def want(self, wanted: bool) -> None:
        self._wanted = wanted
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.is_shown:
            painter = QPainter(self)
            painter.setPen(self._themes.current.surface.second)
            align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.rect(), align, self._text)


class PanelHead(QWidget):
    """Title, question and settings in one line, in place of a dock's title bar."""

    QUESTION_FROM_WINDOW_WIDTH = 900

    def __init__(self, title: str, question: str, themes: Themes) -> None:
        super().__init__()
        self._title = QLabel(title)
        self._title.setFont(text_font(12.5, bold=True))
        self._question = Question(question, themes)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 4, 8, 4)
        self._row.setSpacing(10)
        self._row.addWidget(self._title)
        self._row.addWidget(self._question, 1)
        self.setFixedHeight(HEAD_HEIGHT)

    def add_setting(self, widget: QWidget) -> None:
        """Put a small control at the right end."""
        widget.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._row.addWidget(widget)

    @property
    def title(self) -> str:
        return self._title.text()

    def add_corner(self, button: QWidget) -> None:
        """Put a button behind all settings."""
        self._row.addWidget(button)

    def entitle(self, title: str) -> None:
        """Show another title."""
        self._title.setText(title)

    def ask(self, question: str) -> None:
        """Show another question."""
        self._question.ask(question)

    def follow_window_width(self, width: int) -> None:
        self._question.want(width >= self.QUESTION_FROM_WINDOW_WIDTH)

    def sizeHint(self) -> QSize:
        # A dock asks for nothing else: it would be as low as what stands in the head just now.
        return QSize(super().sizeHint().width(), HEAD_HEIGHT)


class Panel(QWidget):
    """A view of the moment. Subclasses set `title`, `question` and `name`, put their content
    into `body`, and implement `draw`; it is called only while the panel can be seen.
    """

    title = ""
    question = ""
    name = ""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self.setObjectName(self.name)
        self.workbench = workbench
        self.head = PanelHead(self.title, self.question, workbench.themes)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self._is_behind = True
        self._program = workbench.session.program
        workbench.player.moved.connect(self.refresh)
        workbench.selection.changed.connect(self.refresh)
        workbench.selection.sequence_changed.connect(self.refresh)
        workbench.themes.changed.connect(self.refresh)

    def draw(self, moment: Moment) -> None:
        """Show the moment. Nothing of the session may change by it."""
        raise NotImplementedError

    def take_program(self, program: Program) -> None:
        """What is drawn from now on are moments of another program: with other settings, the
        iterations of a branch have other operations.
        """

    def table(self) -> Table | None:
        """What is shown, as numbers for a file, with all digits; None where there are none."""
        return None

    def refresh(self) -> None:
        """Draw the moment as it is now, or when the panel comes into sight."""
        self._is_behind = not self.is_in_sight
        if not self._is_behind:
            self.bring_up_to_date()

    def bring_up_to_date(self) -> None:
        """Draw the moment, in sight or not."""
        moment = self.workbench.moment
        if moment.program is not self._program:
            self._program = moment.program
            self.take_program(moment.program)
        self.draw(moment)

    def complete(self) -> None:
        """The same, with what else is looked for only while the run rests: for a file."""
        self.bring_up_to_date()

    def catch_up(self) -> None:
        """The panel may have come into sight: draw what it has missed."""
        if self._is_behind:
            self.refresh()

    @property
    def is_in_sight(self) -> bool:
        """To Qt a dock behind another tab is visible too, but it stands outside the window."""
        window = self.window()
        area = self.rect().translated(self.mapTo(window, QPoint()))
        return self.isVisible() and area.intersects(window.rect())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.catch_up()
