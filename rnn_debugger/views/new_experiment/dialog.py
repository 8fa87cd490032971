"""The dialog that draws up a new experiment, with a preview of it at its side."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import (
    BadInput,
    Draft,
    Drafted,
    DraftValue,
    Experiment,
    Problem,
    builtin_experiments,
    changed_draft,
    draft_of,
    drafted,
    experiment_toml,
    resources,
    write_experiment,
)
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.new_experiment.form import Form
from rnn_debugger.views.new_experiment.preview_pane import PreviewPane
from rnn_debugger.views.new_experiment.previewer import Previewer
from rnn_debugger.views.new_experiment.target import ask_target, file_name
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.settings import Settings

EMPTY = "An empty form"
BEST, FRAME = QSize(1240, 780), QSize(10, 40)
"""Pixels: the size that it has where the screen has room, and what a window manager adds."""


@dataclass
class Desk:
    """What has been made of each template so far, so that going back to one loses nothing, nor
    closing the dialog; the template that was chosen last.
    """

    drafts: dict[str, Draft] = field(default_factory=dict)
    template: str = ""


class NewExperiment(QDialog):
    """Emits `saved` with the path of a file that is to be opened."""

    saved = Signal(str)

    def __init__(
        self,
        settings: Settings,
        themes: Themes,
        parent: QWidget | None,
        desk: Desk | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("new_experiment_dialog")
        self.setWindowTitle("New experiment")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._templates = builtin_experiments()
        self._desk = desk or Desk()
        self._found = Drafted(None)
        self._wrong: Problem | None = None
        """What compiling has found, until it has found otherwise."""
        self.form, self.preview = Form(themes), PreviewPane(themes)
        self.template = QComboBox()
        self.template.setObjectName("template")
        self.template.setMinimumHeight(28)
        self.template.addItem(EMPTY, "")
        for name, experiment in self._templates.items():
            self.template.addItem(experiment.title or name, name)
        self.template.setCurrentIndex(max(self.template.findData(self._desk.template), 0))
        self.sentence = QLabel()
        self.sentence.setObjectName("new_experiment_sentence")
        self.sentence.setFont(text_font(12))
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        # A box for buttons would make one of them the default, and Return in a field press it.
        self.save_button, self.cancel_button = QPushButton("Save and open…"), QPushButton("Cancel")
        self.save_button.setObjectName("save_and_open")
        self.save_button.setShortcut("Ctrl+S")
        self.save_button.setToolTip("Ctrl+S")
        for button in (self.save_button, self.cancel_button):
            button.setAutoDefault(False)
        self._previewer = Previewer(self.preview, settings, self)
        self._lay_out()
        self.template.currentIndexChanged.connect(self._look)
        self.form.edited.connect(self._edit)
        self._previewer.compiled.connect(self._hear)
        self.save_button.clicked.connect(self._save)
        self.cancel_button.clicked.connect(self.reject)
        self.finished.connect(self._end)
        self._look()

    @property
    def draft(self) -> Draft:
        """The form as it stands."""
        name, drafts = self.template.currentData(), self._desk.drafts
        if name not in drafts:
            drafts[name] = (
                draft_of(self._templates[name], resources() / "experiments") if name else Draft()
            )
        return drafts[name]

    @property
    def experiment(self) -> Experiment | None:
        """What the form stands for; None while something is wrong with it."""
        return self._found.experiment

    @property
    def is_compiling(self) -> bool:
        return self._previewer.is_busy

    def save_to(self, target: Path) -> bool:
        """Write the experiment and have it opened; whether it could be written."""
        assert self.experiment is not None
        try:
            write_experiment(self.experiment, target)
        except BadInput as error:
            self._say(str(error))
            return False
        del self._desk.drafts[self.template.currentData()]
        self.accept()
        self.saved.emit(str(target))
        return True

    def _edit(self, key: str, value: DraftValue) -> None:
        self._desk.drafts[self.template.currentData()] = changed_draft(self.draft, key, value)
        self._look()

    def _look(self) -> None:
        """Read the form, and preview what it stands for."""
        draft, self._desk.template = self.draft, self.template.currentData()
        self._found = drafted(draft)
        experiment = self._found.experiment
        if self._wrong is not None and not draft.applies(self._wrong.key):
            self._wrong = None
        self._show_problems()
        self.preview.show_file("" if experiment is None else experiment_toml(experiment))
        if experiment is None:
            self._previewer.cancel()
            self._without_preview()
        else:
            self._previewer.preview(experiment, draft)

    def _hear(self, problem: Problem | None) -> None:
        """Compiling has found something, or nothing."""
        self._wrong = problem
        self._show_problems()
        if problem is not None:
            self._without_preview()

    @property
    def _problems(self) -> tuple[Problem, ...]:
        if self._found.problems or self._wrong is None:
            return self._found.problems
        return (self._wrong,)

    def _show_problems(self) -> None:
        problems = self._problems
        self.form.show_draft(self.draft, {p.key: p.sentence for p in reversed(problems)})
        self.save_button.setEnabled(not problems)
        self._say(self._named(problems[0]) if problems else "")

    def _without_preview(self) -> None:
        self.preview.show_message(f"There is no preview yet. {self._named(self._problems[0])}")

    def _named(self, problem: Problem) -> str:
        row = self.form.rows[problem.key]
        return f"{row.field.section}, {row.field.label}: {problem.sentence}"

    def _say(self, sentence: str) -> None:
        self.sentence.setText(sentence)

    def _save(self) -> None:
        target = ask_target(self, file_name(self.draft.text("title")))
        if target is not None:
            self.save_to(target)

    def _end(self) -> None:
        self._previewer.cancel()
        self.preview.close_session()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        begin = QLabel("Start from")
        begin.setFont(text_font(12))
        begin.setBuddy(self.template)
        head.addWidget(begin)
        head.addWidget(self.template, 1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 10, 0)
        column.setSpacing(10)
        column.addLayout(head)
        column.addWidget(self.form, 1)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(left)
        halves.addWidget(self.preview)
        halves.setStretchFactor(0, 0)
        halves.setStretchFactor(1, 1)
        halves.setSizes([470, 750])
        foot = QHBoxLayout()
        foot.addWidget(self.sentence, 1)
        foot.addWidget(self.save_button)
        foot.addWidget(self.cancel_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 14, 16, 12)
        whole.setSpacing(10)
        whole.addWidget(halves, 1)
        whole.addLayout(foot)
        left.setMinimumWidth(400)
        self.preview.setMinimumWidth(360)
        # Else the buttons at its foot would stand below a small screen.
        self.resize(BEST.boundedTo(self.screen().availableSize() - FRAME))
