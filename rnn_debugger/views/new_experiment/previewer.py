"""Compiles what a form stands for, and shows it or says why not."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog

from rnn_debugger.debugger import (
    LIVE_PREVIEW,
    BadInput,
    CodeNotAllowed,
    Draft,
    Experiment,
    Preview,
    Progress,
    Size,
    Task,
    TooLarge,
    in_thread,
    make_preview,
    problem_of,
    too_large_sentence,
)
from rnn_debugger.views.background import Background
from rnn_debugger.views.code_box import CodeBox
from rnn_debugger.views.new_experiment.preview_pane import PreviewPane
from rnn_debugger.views.settings import Settings

WAIT_MILLISECONDS = 250
"""After the last change, until a preview is compiled."""
CANCEL_MILLISECONDS = 500
"""After which compiling can be given up."""
_COMPILING, _CANCEL, _COMPILE = "Compiling…", "Cancel", "Compile it"
_READ_CELL = "Read the cell…"


class Previewer(QObject):
    """Emits `compiled` with what compiling has found wrong, a `Problem`, or with None."""

    compiled = Signal(object)

    def __init__(self, pane: PreviewPane, settings: Settings, dialog: QDialog) -> None:
        super().__init__(dialog)
        self._background: Background[Preview | BadInput] = Background(WAIT_MILLISECONDS, self)
        self._pane = pane
        self._settings = settings
        self._dialog = dialog
        self._experiment: Experiment | None = None
        self._draft = Draft()
        self._asked: set[str] = set()
        """The SHA-256 of every cell file that has been shown for the first time."""
        self._refused: CodeNotAllowed | None = None
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(WAIT_MILLISECONDS + CANCEL_MILLISECONDS)
        self._patience.timeout.connect(self._offer_to_cancel)
        pane.pressed.connect(self._press)

    @property
    def is_busy(self) -> bool:
        """Whether a preview is being compiled, or soon will be."""
        return self._background.is_busy

    def preview(self, experiment: Experiment, draft: Draft) -> None:
        """Show soon what an experiment would be that was made of this form."""
        self._experiment, self._draft = experiment, draft
        self._compile(asked_for=False)

    def cancel(self) -> None:
        """Give up what is being compiled."""
        self._background.cancel()

    def _compile(self, *, asked_for: bool) -> None:
        assert self._experiment is not None
        self._refused = None
        most = None if asked_for else LIVE_PREVIEW
        allowed = self._settings.allowed_code
        make = partial(_made, self._experiment, allowed, most)
        self._background.start(lambda: Task(in_thread(make, Progress(0, 0))), self._take)
        self._pane.tell(_COMPILING)
        self._patience.start()

    def _offer_to_cancel(self) -> None:
        if self.is_busy:
            self._pane.tell(_COMPILING, _CANCEL)

    def _take(self, preview: Preview | BadInput) -> None:
        if isinstance(preview, BadInput):
            self._refuse(preview)
        else:
            self._pane.show_preview(preview)
            self.compiled.emit(None)

    def _refuse(self, error: BadInput) -> None:
        if isinstance(error, TooLarge):
            self._pane.show_message(too_large_sentence(error.size), _COMPILE)
        elif isinstance(error, CodeNotAllowed):
            self._refused = error
            self._pane.show_message(
                f"{error.file.path.name} is Python code. There is a preview once you have read it "
                "and allowed it to run.",
                _READ_CELL,
            )
            if error.file.sha256 not in self._asked:
                self._ask_to_run(error)
        else:
            self.compiled.emit(problem_of(error, self._draft))
            return
        self.compiled.emit(None)

    def _ask_to_run(self, refusal: CodeNotAllowed) -> None:
        file = refusal.file
        self._asked.add(file.sha256)
        box = CodeBox(file, self._dialog, "preview")
        box.accepted.connect(lambda: self._settings.allow_code(file.sha256))
        box.accepted.connect(lambda: self._compile(asked_for=False))
        box.finished.connect(box.deleteLater)
        box.open()

    def _press(self) -> None:
        """The button below the preview: allow, give up, or compile all the same."""
        if self._refused is not None:
            self._ask_to_run(self._refused)
        elif self.is_busy:
            self.cancel()
            self._pane.show_message("Compiling was cancelled.", _COMPILE)
        else:
            self._compile(asked_for=True)


def _made(experiment: Experiment, allowed_code: set[str], most: Size | None) -> Preview | BadInput:
    try:
        return make_preview(experiment, allowed_code, most)
    except BadInput as error:
        return error
