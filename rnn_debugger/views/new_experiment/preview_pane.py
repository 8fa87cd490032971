"""What the experiment would be: its graph, its figures, its file."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import Preview
from rnn_debugger.views.empty_state import EmptyState
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.graph.canvas import Canvas
from rnn_debugger.views.new_experiment.figures_view import FiguresView
from rnn_debugger.views.panel import Themes, Workbench
from rnn_debugger.views.player import Player
from rnn_debugger.views.selection import Selection

GRAPH, FIGURES, FILE = range(3)


class PreviewPane(QFrame):
    """Three tabs, and a line below that says how it stands; its button emits `pressed`."""

    pressed = Signal()

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self._workbench: Workbench | None = None
        self.canvas: Canvas | None = None
        self.setObjectName("experiment_preview")
        self.tabs = QTabBar()
        self.tabs.setObjectName("preview_tabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for title in ("Graph", "Numbers", "TOML"):
            self.tabs.addTab(title)
        self.tabs.setTabToolTip(FILE, "What is written; paths become relative to the file")
        self._graph = QWidget()
        self._place = QVBoxLayout(self._graph)
        self._place.setContentsMargins(0, 0, 0, 0)
        self.figures = FiguresView(themes)
        self.file = QPlainTextEdit()
        self.file.setObjectName("experiment_toml")
        self.file.setReadOnly(True)
        self.file.setFont(number_font(12))
        self.file.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.message = EmptyState(themes, "")
        self._stack = QStackedWidget()
        for page in (self._graph, self.figures, self.file, self.message):
            self._stack.addWidget(page)
        self.state = QLabel()
        self.state.setObjectName("preview_state")
        self.state.setFont(text_font(11.5))
        self.state.setWordWrap(True)
        self.button = QPushButton()
        self.button.setObjectName("preview_button")
        self.copy = QPushButton("Copy TOML")
        self.copy.setObjectName("copy_toml")
        for button in (self.button, self.copy):
            button.setAutoDefault(False)
        self.button.clicked.connect(self.pressed)
        self.copy.clicked.connect(self._copy)
        self.tabs.currentChanged.connect(self._turn)
        self._lay_out()
        self.show_message("")

    def show_preview(self, preview: Preview) -> None:
        """Show a program as the window would show it at its beginning."""
        self.close_session()
        # No child of this: the canvas may be drawn once more before it is gone.
        player = Player(preview.session)
        self._workbench = Workbench(preview.session, player, Selection(), self._themes)
        self.canvas = Canvas(self._workbench)
        self.canvas.tensor_clicked.connect(self._select)
        self._place.addWidget(self.canvas)
        self.canvas.show()
        self.figures.show_preview(preview)
        found = preview.figures
        self.tell(
            f"{found.parameter_count:,} parameters, {found.operations:,} operations an iteration"
            + (f". {preview.note}" if preview.note else "")
        )
        self.message.clear()
        self._turn()

    def show_message(self, sentence: str, button: str = "") -> None:
        """Why there is no preview; the file may be there all the same."""
        self.message.setText(sentence)
        self.tell("", button)
        self._turn()

    def show_file(self, text: str) -> None:
        """What would be written; nothing where it is no experiment yet."""
        if text != self.file.toPlainText():
            self.file.setPlainText(text)
        self.copy.setEnabled(bool(text))
        self._turn()

    def tell(self, state: str, button: str = "") -> None:
        """Say below how it stands, with a button where there is something to be done about it."""
        self.state.setText(state)
        self.button.setText(button)
        self.button.setVisible(bool(button))

    def close_session(self) -> None:
        """Let go of the session that is shown."""
        if self.canvas is not None and self._workbench is not None:
            self._place.removeWidget(self.canvas)
            self.canvas.hide()
            self.canvas.deleteLater()
            self._workbench.player.close()
            self.canvas = self._workbench = None

    def _turn(self) -> None:
        tab = self.tabs.currentIndex()
        has_page = bool(self.file.toPlainText()) if tab == FILE else not self.message.text()
        self._stack.setCurrentIndex(tab if has_page else self._stack.indexOf(self.message))
        self.copy.setVisible(tab == FILE)

    def _select(self, name: str) -> None:
        assert self._workbench is not None
        assert self.canvas is not None
        self._workbench.selection.select(name)
        self.canvas.update()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.file.toPlainText())

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(4, 0, 0, 0)
        foot.addWidget(self.state, 1)
        foot.addWidget(self.button)
        foot.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.tabs)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)
