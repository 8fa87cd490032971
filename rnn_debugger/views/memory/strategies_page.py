"""The page that compares strategies: what each keeps, what each costs, and using one."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QSpinBox, QVBoxLayout

from rnn_debugger.debugger import (
    Moment,
    Strategy,
    Table,
    default_slots,
    default_window,
    measuring_strategies,
)
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.memory.page import Page
from rnn_debugger.views.memory.strategy_table import StrategyTable
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.worker import Worker

NO_CHECKPOINTS = (
    "Nothing can be computed again where weights change at every timestep of the backward sweep: "
    "it would be something else"
)
NARROWEST = 160
"""Pixels that the page asks for; where that is all that it gets, the row below is cut off."""
TYPED_MILLISECONDS = 250
"""After a number was typed, before it is worked out."""
COUNTING = "Each way of training is unrolled, and its figures are read off the program …"


class StrategiesPage(Page):
    """A row for each strategy, worked out from programs of this very experiment."""

    label = "Strategies"
    tip = "What other ways of going back would keep and cost: truncated, checkpointed"
    question = "What else could be kept, and at what price?"
    has_legend = False

    strategy_asked = Signal(object)
    """A strategy to begin anew with."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        timesteps = workbench.session.experiment.training.timesteps
        self.worker = Worker(workbench.themes, "memory")
        self.worker.button.setObjectName("memory_work")
        self.strategies = StrategyTable(workbench.themes)
        self.window_box = _number("memory_window", default_window(timesteps), timesteps)
        self.slots_box = _number("memory_slots", default_slots(timesteps), timesteps)
        self.window_box.setToolTip("Timesteps of a window of truncated BPTT")
        self.slots_box.setToolTip("Hidden states that Gruslys et al. may keep at a time")
        if workbench.session.program.updates_every_timestep:
            self.slots_box.setEnabled(False)
            self.slots_box.setToolTip(NO_CHECKPOINTS)
        self.told = QLabel()
        self.told.setFont(text_font(11))
        self.told.setWordWrap(True)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = QPushButton("Begin anew with it")
        self.button.setObjectName("memory_use_strategy")
        self.button.setFont(text_font(11))
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setToolTip(
            "Opens the experiment with this strategy at its very beginning; its program has other "
            "operations, so that breakpoints and branches stay behind"
        )
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(TYPED_MILLISECONDS)
        self._wait.timeout.connect(self._measure_again)
        self._is_measured = False
        self._lay_out()
        self.strategies.currentCellChanged.connect(lambda *_: self._tell())
        self.window_box.valueChanged.connect(lambda *_: self._wait.start())
        self.slots_box.valueChanged.connect(lambda *_: self._wait.start())
        self.button.clicked.connect(self._use)
        self.worker.again_asked.connect(self._measure_again)
        self._tell()

    def draw(self, moment: Moment) -> None:
        if not self._is_measured:
            self._measure()

    def table(self) -> Table | None:
        """The figures with all digits."""
        if not self.strategies.strategies:
            return None
        names = (
            "strategy", "timesteps", "bytes kept for backward", "peak bytes in the sweeps",
            "peak bytes with the update", "operations", "forward operations",
            "forward operations run again", "extra forward operations in percent",
        )  # fmt: skip
        rows = [
            (
                s.title, s.timesteps, s.waiting, s.sweeps_peak, s.peak, s.operations, s.forward,
                s.repeated, s.extra,
            )
            for s in self.strategies.strategies
        ]  # fmt: skip
        return names, rows

    def _lay_out(self) -> None:
        below = QHBoxLayout()
        below.setContentsMargins(8, 2, 8, 4)
        below.setSpacing(8)
        for text, box in (("window", self.window_box), ("slots", self.slots_box)):
            label = QLabel(text)
            label.setFont(text_font(11))
            below.addWidget(label)
            below.addWidget(box)
        below.addWidget(self.told, 1)
        below.addWidget(self.button)
        # The legend stands beside the other pages, and is not there beside this one.
        self.setMinimumWidth(NARROWEST)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strategies, 1)
        column.addLayout(below)

    def _measure(self) -> None:
        self._is_measured = True
        task = measuring_strategies(
            self.workbench.session.compiled, self.window_box.value(), self.slots_box.value()
        )
        self.worker.work(task, "Unrolling strategies", self._take, patient=True)

    def _measure_again(self) -> None:
        if self.isVisible():
            self._measure()
        else:
            self._is_measured = False

    def _take(self, strategies: tuple[Strategy, ...]) -> None:
        training = self.workbench.session.experiment.training
        used = [number for number, s in enumerate(strategies) if s.is_of(training)]
        self.strategies.show_strategies(strategies, used[0] if used else None)
        self._tell()

    def _tell(self) -> None:
        strategy = self.strategies.chosen
        training = self.workbench.session.experiment.training
        can = strategy is not None and strategy.settings is not None
        self.button.setEnabled(can and strategy is not None and not strategy.is_of(training))
        text = COUNTING if strategy is None else strategy.refusal or strategy.sentence
        self.told.setText(text)
        self.told.setToolTip(text)

    def _use(self) -> None:
        if self.strategies.chosen is not None:
            self.strategy_asked.emit(self.strategies.chosen)


def _number(name: str, value: int, most: int) -> QSpinBox:
    box = QSpinBox()
    box.setObjectName(name)
    box.setFont(text_font(11))
    box.setRange(1, most)
    box.setValue(value)
    box.setKeyboardTracking(False)
    return box
