"""The form that makes or changes a breakpoint or a watch."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import (
    BadCondition,
    Breakpoint,
    Session,
    Watch,
    ending,
    expression_words,
    log_error,
    stop_text,
    stop_title,
)
from rnn_debugger.views.breakpoints.expression_field import ExpressionField
from rnn_debugger.views.breakpoints.place_page import FIELD_HEIGHT, PlacePage
from rnn_debugger.views.breakpoints.watch_page import WatchPage
from rnn_debugger.views.dialog_buttons import dialog_buttons
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.panel import Themes

MOST_HITS = 1_000_000_000
_UNFINISHED = "Fill in at least one of these: what is given has to be so of the operation."
_WITHOUT_PLACE = (
    "Say also before which operations this is tried, such as those of a phase. To stop wherever "
    "it becomes true, close this and use Run until (Ctrl+U)."
)
_NEVER = " It can never be true there."


class StopForm(QDialog):
    """What is described is said in a sentence at the foot, or what is wrong with it."""

    def __init__(self, session: Session, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("stop_form")
        self.setWindowTitle("Add a breakpoint or a watch")
        self._session = session
        self._edited: Breakpoint | Watch | None = None
        program = session.program
        self.kinds = QTabBar()
        self.kinds.setObjectName("stop_kind")
        self.kinds.setDrawBase(False)
        self.kinds.addTab("Breakpoint: before an operation")
        self.kinds.addTab("Watch: what becomes of a tensor")
        self.place = PlacePage(session, themes)
        self.watched = WatchPage(program)
        self.hits = QSpinBox()
        self.hits.setObjectName("hits")
        self.hits.setRange(1, MOST_HITS)
        self.hits.setPrefix("every ")
        self.hits.setSpecialValueText("every time")
        self.hits.setMinimumHeight(FIELD_HEIGHT)
        self.hits.setMaximumWidth(160)
        self.log = ExpressionField(
            themes, lambda text: log_error(text, program), expression_words(program)
        )
        self.log.line.setObjectName("log")
        self.log.line.setPlaceholderText("a text with values in braces: t={t} ‖dh‖={norm(dh)}")
        self.sentence = QLabel()
        self.sentence.setObjectName("sentence")
        self.sentence.setFont(text_font(12))
        self.sentence.setWordWrap(True)
        self.sentence.setMinimumHeight(3 * self.sentence.fontMetrics().lineSpacing())
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._buttons = dialog_buttons(self)
        self._lay_out()
        self.kinds.currentChanged.connect(self._turn)
        for signal in (
            self.place.changed,
            self.watched.changed,
            self.hits.valueChanged,
            self.log.changed,
        ):
            signal.connect(self._look)
        self._look()

    def show_stop(self, stop: Breakpoint | Watch) -> None:
        """Change one that there is; its kind stays."""
        self._edited = stop
        self.setWindowTitle(f"Change {stop_title(stop)}")
        self.kinds.setVisible(False)
        if isinstance(stop, Breakpoint):
            self.place.show_place(stop.where, stop.condition)
        else:
            self.watched.show_watch(stop)
            self.kinds.setCurrentIndex(1)
        self.hits.setValue(stop.hits)
        self.log.line.set_text(stop.log)

    def show_tensor(self, tensor: str, index: tuple[int, ...] | None = None) -> None:
        """Begin a watch on a tensor, or on one element of it."""
        self.kinds.setCurrentIndex(1)
        self.watched.show_tensor(tensor, index)

    @property
    def stop(self) -> Breakpoint | Watch:
        """What is described. Raises `ValueError`, with a sentence."""
        hits, log = self.hits.value(), self.log.text
        made: Breakpoint | Watch
        if self.kinds.currentIndex() == 1:
            made = self.watched.watch(hits, log)
        else:
            made = Breakpoint(0, self.place.where(), self.place.condition.text, hits, log)
        if self._edited is not None:
            made = replace(made, id=self._edited.id, is_enabled=self._edited.is_enabled)
        made.check(self._session.program)
        return made

    def _turn(self, page: int) -> None:
        self.place.setVisible(page == 0)
        self.watched.setVisible(page == 1)
        self._look()
        # Only as high as what is asked for.
        self._column.activate()
        self.resize(self.width(), self.sizeHint().height())
        (self.watched.tensor if page == 1 else self.place.operation).setFocus()

    def _look(self) -> None:
        is_right = True
        try:
            stop = self.stop
        except BadCondition:
            # It is said beneath the field itself.
            is_right, text = False, ""
        except ValueError as error:
            is_right, text = False, self._wrong(error)
        else:
            verb = "Writes a line at" if stop.log else "Stops at"
            text = f"{verb} {stop_text(stop, self._session.program)}."
            if not stop.rule().positions(self._session.program):
                text += _NEVER
        self.hits.setSuffix(f"{ending(self.hits.value())} time")
        self.sentence.setText(text)
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(is_right)

    def _wrong(self, error: ValueError) -> str:
        try:
            self.place.where()
        except ValueError:
            if self.kinds.currentIndex() == 0:
                return _WITHOUT_PLACE if self.place.condition.text.strip() else _UNFINISHED
        text = str(error)
        return f"{text[0].upper()}{text[1:]}."

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        form.addRow("Stop at", self.hits)
        form.addRow("Or only write", self.log)
        _align_labels(self.place.form, self.watched.form, form)
        column = self._column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(self.kinds)
        column.addWidget(self.place)
        column.addWidget(self.watched)
        column.addLayout(form)
        column.addWidget(self.sentence)
        column.addStretch(1)
        column.addWidget(self._buttons)
        self.watched.hide()
        self.setMinimumWidth(520)


def _align_labels(*forms: QFormLayout) -> None:
    """Let the fields of several forms, one above the other, begin at the same place."""
    items = [form.itemAt(row, QFormLayout.ItemRole.LabelRole) for form in forms
             for row in range(form.rowCount())]  # fmt: skip
    labels = [label for item in items if item is not None and (label := item.widget())]
    for form in forms:
        # Else a form inside another layout takes over the spacing of that.
        form.setHorizontalSpacing(8)
    width = max(label.sizeHint().width() for label in labels)
    for label in labels:
        label.setMinimumWidth(width)
