"""The start page: built-in experiments, files opened before, and Open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import Experiment, Lesson
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes

COLUMN_WIDTH = 720
"""Pixels; lines of text do not grow beyond what is read with ease."""


class Card(QFrame):
    """Something to open: a title, a line of description, a name."""

    chosen = Signal(str)

    def __init__(self, target: str, title: str, text: str, name: str, themes: Themes) -> None:
        super().__init__()
        self.target = target
        self._themes = themes
        self.setObjectName("card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(title)
        self._title, self._text, self._name = QLabel(title), QLabel(text), QLabel(name)
        self._title.setFont(text_font(13.5, bold=True))
        self._text.setFont(text_font(12))
        self._title.setWordWrap(True)
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._name.setFont(number_font(11))
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._name)
        self._name.setVisible(bool(name))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 11, 16, 12)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._text)
        # Beside a higher one the text stays at its title.
        column.addStretch(1)
        themes.changed.connect(self._restyle)
        self._restyle()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.chosen.emit(self.target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.target)
        else:
            super().keyPressEvent(event)

    def _restyle(self) -> None:
        theme = self._themes.current
        surface = theme.surface
        self.setStyleSheet(
            f"#card {{ background: {surface.card.name()}; border-radius: 7px;"
            f" border: 1px solid {surface.line.name()}; }}"
            f"#card:hover, #card:focus {{ border-color: {theme.forward.line.name()}; }}"
        )
        self._text.setStyleSheet(f"color: {surface.second.name()}")
        self._name.setStyleSheet(f"color: {theme.parameter.text.name()}")


class StartPage(QScrollArea):
    """Emits `chosen` with a name or a path, `open_asked` for the file dialog and `new_asked` for
    that of a new experiment.
    """

    chosen = Signal(str)
    open_asked = Signal()
    new_asked = Signal()
    lesson_chosen = Signal(str)

    def __init__(
        self,
        experiments: Mapping[str, Experiment],
        recent: Sequence[Path],
        themes: Themes,
        lessons: Mapping[str, Lesson] | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("start_page")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._themes = themes
        page = QWidget()
        self._column = QVBoxLayout()
        self._column.setSpacing(10)
        self._column.setContentsMargins(24, 36, 24, 36)
        self._add_heading("Step through the training of a recurrent network", 20)
        self._add_sentence(
            "Forwards and backwards through time, one operation at a time. "
            "Choose an experiment and press F11; Ctrl+F11 goes back."
        )
        self._add_buttons()
        self._cards: list[Card] = []
        if lessons:
            self._add_heading("Lessons", 13)
            self._add_lessons(lessons)
        self._add_heading("Experiments", 13)
        for name, experiment in experiments.items():
            self._add_card(name, experiment.title or name, experiment.description, name)
        if recent:
            self._add_heading("Opened before", 13)
        for path in recent:
            self._add_card(str(path), path.stem, str(path), path.suffix.lstrip("."))
        self._column.addStretch(1)
        centre = QWidget()
        centre.setMaximumWidth(COLUMN_WIDTH)
        centre.setLayout(self._column)
        outer = QHBoxLayout(page)
        outer.addStretch(1)
        outer.addWidget(centre, 10)
        outer.addStretch(1)
        self.setWidget(page)

    def cards(self) -> list[Card]:
        """All that can be opened, from top to bottom; lessons are not among them."""
        return list(self._cards)

    def _add_card(self, target: str, title: str, text: str, name: str) -> None:
        card = Card(target, title, text, name, self._themes)
        card.chosen.connect(self.chosen)
        self._cards.append(card)
        self._column.addWidget(card)

    def _add_lessons(self, lessons: Mapping[str, Lesson]) -> None:
        """In two columns, to be read line by line."""
        row = QHBoxLayout()
        for number, lesson in enumerate(lessons.values(), 1):
            title = f"{number}  {lesson.title}"
            card = Card(lesson.name, title, lesson.question, "", self._themes)
            card.chosen.connect(self.lesson_chosen)
            row.addWidget(card, 1)
            if number % 2 == 0 or number == len(lessons):
                self._column.addLayout(row)
                row = QHBoxLayout()

    def _add_buttons(self) -> None:
        row = QHBoxLayout()
        for text, name, signal in (
            ("New experiment…", "new_button", self.new_asked),
            ("Open an experiment or a trace…", "open_button", self.open_asked),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.clicked.connect(signal)
            row.addWidget(button)
        row.addStretch(1)
        self._column.addSpacing(6)
        self._column.addLayout(row)

    def _add_heading(self, text: str, pixels: float) -> None:
        label = QLabel(text)
        label.setFont(text_font(pixels, bold=True))
        self._column.addSpacing(8)
        self._column.addWidget(label)

    def _add_sentence(self, text: str) -> None:
        label = QLabel(escape(text))
        label.setFont(text_font(12.5))
        label.setWordWrap(True)
        self._column.addWidget(label)
