"""The window in which the model writes, beside the main one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import why_no_character_model
from rnn_debugger.views.empty_state import EmptyState
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.sampling.drawer import Drawer
from rnn_debugger.views.sampling.form import SampleForm
from rnn_debugger.views.sampling.ramp import ProbabilityRamp
from rnn_debugger.views.sampling.sample_view import SampleView


class SamplingWindow(QWidget):
    """Draws when it is opened, when something in the form changes, and when it is asked to."""

    def __init__(self, workbench: Workbench, parent: QWidget | None) -> None:
        super().__init__(parent, Qt.WindowType.Tool)
        self.setObjectName("sampling_window")
        self.setWindowTitle("Sample text")
        self.resize(620, 560)
        self.form = SampleForm()
        self.view = SampleView(workbench.themes)
        self.empty = EmptyState(workbench.themes, "")
        self.drawer = Drawer(workbench, lambda: self.form.settings, self)
        self.follow = QCheckBox("Follow the run")
        self.follow.setObjectName("follow_box")
        self.follow.setToolTip("Draw anew at each iteration, at most twice a second")
        self.again = QPushButton("Again with another seed")
        self.again.setObjectName("again_button")
        self.here = QPushButton("Draw here")
        self.here.setObjectName("draw_button")
        self.here.setToolTip("With the parameters as they stand at the cursor now")
        self.place = _line("place_label")
        self.trouble = _line("trouble_label", bold=True)
        self.trouble.hide()
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedSize(90, 8)
        self.stop = QPushButton("Cancel")
        self.stop.setObjectName("cancel_button")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        self._lay_out(ProbabilityRamp(workbench.themes))
        self._connect()
        reason = why_no_character_model(workbench.session)
        if reason is None:
            self._tell_busy()
            self.drawer.draw()
        else:
            self._teach(reason)

    def _connect(self) -> None:
        self.form.changed.connect(self.drawer.draw)
        self.again.clicked.connect(self.form.take_another_seed)
        self.here.clicked.connect(self.drawer.draw)
        self.follow.toggled.connect(self.drawer.follow)
        self.stop.clicked.connect(self.drawer.cancel)
        self.drawer.begun.connect(self._begin)
        self.drawer.grew.connect(self._grow)
        self.drawer.ended.connect(self._tell_busy)
        self.drawer.refused.connect(self._refuse)

    def _begin(self) -> None:
        assert self.drawer.sampling is not None
        self.trouble.hide()
        self.place.setText(self.drawer.sampling.place)
        self.view.begin(self.drawer.sampling)

    def _grow(self) -> None:
        self.view.grow()
        self._tell_busy()

    def _refuse(self, sentence: str) -> None:
        """Say it above what is there of a text."""
        self.trouble.setText(f"{sentence[0].upper()}{sentence[1:]}.")
        self.trouble.show()
        self._tell_busy()

    def _tell_busy(self) -> None:
        for widget in (self.progress, self.stop):
            widget.setVisible(self.drawer.is_busy)
        self.progress.setValue(round(1000 * self.drawer.progress))

    def _teach(self, reason: str) -> None:
        self.empty.setText(
            "Here a character model writes: it reads a first text, then again and again a "
            "character that is drawn from its own output y.\n\n"
            f"{reason}. Open char-rnn or char-gru to see one."
        )
        self._stack.setCurrentWidget(self.empty)
        for widget in (self.form, self.again, self.here, self.follow, self.progress, self.stop):
            widget.setEnabled(False)
        for widget in (self.progress, self.stop):
            widget.hide()

    def _lay_out(self, ramp: QWidget) -> None:
        deeds = QHBoxLayout()
        deeds.addWidget(self.here)
        deeds.addWidget(self.again)
        deeds.addWidget(self.follow)
        deeds.addStretch(1)
        deeds.addWidget(self.progress)
        deeds.addWidget(self.stop)
        foot = QHBoxLayout()
        foot.addWidget(self.place, 1)
        foot.addWidget(ramp)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self.form)
        column.addLayout(deeds)
        column.addWidget(self.trouble)
        column.addWidget(self._stack, 1)
        column.addLayout(foot)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.drawer.close()
        super().closeEvent(event)


def _line(name: str, *, bold: bool = False) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setFont(text_font(11 if not bold else 12, bold=bold))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
