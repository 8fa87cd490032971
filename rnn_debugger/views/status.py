"""The line at the foot of the window: where the session stands, and what a run met there."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QSizePolicy, QStatusBar, QToolButton, QWidget

from rnn_debugger.debugger import Moment, branch_name, bytes_of_text, short
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes, Workbench
from rnn_debugger.views.stop_sign import paint_stop
from rnn_debugger.views.text_line import TextLine

PATIENCE_MILLISECONDS = 250
"""A search that is over sooner shows no progress."""
BEAT_MILLISECONDS = 100
"""Between two looks at how far it has come."""
WHOLE = 1_000
"""What the bar counts to."""


class StatusBar(QStatusBar):
    """Branch, iteration, operation, phase, timestep and loss; what stopped the last run; how a
    search goes on; the debugger's own history.
    """

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self.setObjectName("status")
        self.setSizeGripEnabled(False)
        self._workbench = workbench
        self._place, self._history = TextLine(), QLabel()
        for label in (self._place, self._history):
            label.setFont(number_font(11))
            label.setContentsMargins(8, 1, 8, 1)
        self.met = Met(workbench.themes)
        self.search = QLabel()
        self.search.setFont(text_font(11))
        self.progress = _progress_bar()
        self.cancel = _cancel_button()
        self.cancel.clicked.connect(workbench.player.pause)
        self._beat = QTimer(self, interval=BEAT_MILLISECONDS)
        self._beat.timeout.connect(self._show_progress)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MILLISECONDS)
        self._patience.timeout.connect(self._show_search)
        self.addWidget(self._place, 3)
        self.addWidget(self.met, 2)
        self.met.hide()
        self.addPermanentWidget(self.search)
        self.addPermanentWidget(self.progress)
        self.addPermanentWidget(self.cancel)
        self.addPermanentWidget(self._history)
        workbench.player.moved.connect(self.refresh)
        workbench.player.running_changed.connect(self.refresh)
        self.refresh()

    @property
    def text(self) -> str:
        """Where the session stands, as it is said."""
        return self._place.text()

    @property
    def history(self) -> str:
        """What the debugger's own history takes, as it is said."""
        return self._history.text()

    def refresh(self) -> None:
        player = self._workbench.player
        branch = branch_name(self._workbench.session.branch)
        text = status_text(self._workbench.moment, branch)
        is_running = player.is_running and not player.is_searching
        self._place.setText(f"{text} · {player.activity}" if is_running else text)
        self.met.show_sentence(player.told)
        session = self._workbench.session
        used = bytes_of_text(session.history_bytes, session.history_budget)
        self._history.setText(f"history {used}")
        if not player.is_searching:
            self._patience.stop()
            self._beat.stop()
            for part in (self.search, self.progress, self.cancel):
                part.hide()
        elif not self._patience.isActive() and self.progress.isHidden():
            self._patience.start()

    def _show_search(self) -> None:
        player = self._workbench.player
        if player.is_searching:
            self.search.setText(f"{player.activity} …")
            self._show_progress()
            for part in (self.search, self.progress, self.cancel):
                part.show()
            self._beat.start()

    def _show_progress(self) -> None:
        share = self._workbench.session.progress
        # Without an end it only says that something goes on.
        self.progress.setRange(0, 0 if share is None else WHOLE)
        self.progress.setValue(0 if share is None else round(share * WHOLE))


class Met(QWidget):
    """What a run met, behind the sign of a stop; what does not fit is elided, the tip has it."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self.sentence = ""
        self.setObjectName("met")
        self.setFont(text_font(11.5, bold=True))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.hide()
        themes.changed.connect(self.update)

    def show_sentence(self, sentence: str) -> None:
        """Say it; nothing where it is empty."""
        if sentence != self.sentence:
            self.sentence = sentence
            self.setToolTip(sentence)
            self.setAccessibleName(sentence)
            # Where there is nothing to say, the place has all the room.
            self.setVisible(bool(sentence))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.sentence:
            return
        theme = self._themes.current
        painter = QPainter(self)
        paint_stop(painter, QPointF(10, self.height() / 2), 5.5, "stop", theme)
        painter.setPen(theme.surface.ink)
        area = self.rect().adjusted(22, 0, -4, 0)
        shown = self.fontMetrics().elidedText(
            self.sentence, Qt.TextElideMode.ElideRight, area.width()
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, shown)


def status_text(moment: Moment, branch: str) -> str:
    """Such as ``original · iteration 12 · operation 37 of 104 · backward · t = 2 · loss 0.06``."""
    position, operation = moment.position, moment.next
    parts = [
        branch,
        f"iteration {position.iteration:,}",
        f"operation {position.operation} of {len(moment.program)}",
        operation.phase,
    ]
    if operation.timestep is not None:
        parts.append(f"t = {operation.timestep}")
    if len(moment.losses):
        parts.append(f"loss {short(float(moment.losses[-1]))}")
    return " · ".join(parts)


def _progress_bar() -> QProgressBar:
    bar = QProgressBar()
    bar.setObjectName("search_progress")
    bar.setTextVisible(False)
    bar.setFixedSize(120, 8)
    return bar


def _cancel_button() -> QToolButton:
    button = QToolButton()
    button.setObjectName("search_cancel")
    button.setText("Cancel (Esc)")
    button.setFont(text_font(11))
    button.setStyleSheet(
        "QToolButton { border: 1px solid palette(dark); border-radius: 4px; padding: 0 8px; }"
        "QToolButton:hover { background: palette(midlight); }"
    )
    # Space is to run on, not to press it.
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button
