"""The fields of an experiment in sections, each with what there is to say of it below."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from rnn_debugger.debugger import (
    DRAFT_FIELDS,
    DRAFT_SECTIONS,
    READABLE_WEIGHTS,
    Draft,
    DraftField,
    field_note,
    offers,
)
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.new_experiment.editors import Editor, FileEditor, editor_of
from rnn_debugger.views.panel import Themes

LABEL_WIDTH = 130
"""Pixels."""
MARK = " •"
"""Behind the name of a section that has something wrong in it."""
_FILTERS = {
    "model.file": "Python files (*.py);;All files (*)",
    "weights.file": f"Weights ({' '.join(f'*{suffix}' for suffix in READABLE_WEIGHTS)})",
    "text": "Texts (*.txt);;All files (*)",
    "csv": "Tables (*.csv *.tsv *.txt);;All files (*)",
    "npz": "NumPy arrays (*.npz)",
}


class Row(QWidget):
    """An editor, and below it a problem or a note."""

    def __init__(self, field: DraftField, themes: Themes) -> None:
        super().__init__()
        self.field = field
        self.editor: Editor = editor_of(field)
        self.told = QLabel()
        self.told.setFont(text_font(11))
        self.told.setWordWrap(True)
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.label = QLabel(field.label)
        self.label.setFont(text_font(12))
        self.label.setToolTip(field.hint)
        self.label.setBuddy(self.editor)
        self._themes = themes
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.editor)
        column.addWidget(self.told)

    def show_draft(self, draft: Draft, problem: str) -> None:
        key, field = self.field.key, self.field
        if field.kind == "choice":
            self.editor.offer(offers(draft, key))
        if isinstance(self.editor, FileEditor):
            self.editor.filters = _FILTERS.get(key) or _FILTERS[draft.text("data.source")]
        self.editor.show_value(draft[key])
        self.tell(problem, field_note(draft, key) or self._standing_note)

    def tell(self, problem: str, note: str) -> None:
        self.told.setText(problem or note)
        self.told.setVisible(bool(problem or note))
        theme = self._themes.current
        colour = theme.backward.text if problem else theme.surface.second
        self.told.setStyleSheet(f"color: {colour.name()}")

    @property
    def _standing_note(self) -> str:
        """What is always said of it: where nothing else on the screen would say it."""
        return self.field.hint if self.field.kind in ("numbers", "file") else ""


class Form(QWidget):
    """Emits `edited` with a key and its new value."""

    edited = Signal(str, object)

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self.rows: dict[str, Row] = {}
        self._forms: dict[str, QFormLayout] = {}
        self._headings: dict[str, QLabel] = {}
        self.sections = QTabBar()
        self.sections.setObjectName("experiment_sections")
        self.sections.setDrawBase(False)
        self.sections.setExpanding(False)
        self._pages = QStackedWidget()
        for section in DRAFT_SECTIONS:
            self.sections.addTab(section)
            self._pages.addWidget(self._page(section))
        self.sections.currentChanged.connect(self._pages.setCurrentIndex)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.sections)
        column.addWidget(self._pages, 1)

    def show_draft(self, draft: Draft, problems: Mapping[str, str]) -> None:
        """Show every field that applies; `problems` are sentences by key."""
        for key, row in self.rows.items():
            form, applies = self._forms[row.field.section], draft.applies(key)
            form.setRowVisible(row, applies)
            if applies:
                row.show_draft(draft, problems.get(key, ""))
        for group, heading in self._headings.items():
            there = [f.key for f in DRAFT_FIELDS if f.group == group and draft.applies(f.key)]
            heading.setVisible(bool(there))
        for index, section in enumerate(DRAFT_SECTIONS):
            wrong = [p for key, p in problems.items() if self.rows[key].field.section == section]
            self.sections.setTabText(index, section + (MARK if wrong else ""))
            self.sections.setTabToolTip(index, wrong[0] if wrong else "")

    def go_to(self, key: str) -> None:
        """Show the section of a field, and put the cursor into it."""
        row = self.rows[key]
        self.sections.setCurrentIndex(DRAFT_SECTIONS.index(row.field.section))
        row.editor.setFocus()

    def _page(self, section: str) -> QScrollArea:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(2, 8, 12, 12)
        form = QFormLayout()
        column.addLayout(form)
        column.addStretch(1)
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._forms[section] = form
        group = ""
        for field in DRAFT_FIELDS:
            if field.section != section:
                continue
            if field.group != group:
                group = field.group
                form.addRow(self._heading(group))
            self._add(form, field)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(page)
        return area

    def _heading(self, group: str) -> QLabel:
        heading = QLabel(group)
        heading.setFont(text_font(12, bold=True))
        heading.setContentsMargins(0, 8, 0, 0)
        self._headings[group] = heading
        return heading

    def _add(self, form: QFormLayout, field: DraftField) -> None:
        row = Row(field, self._themes)
        row.label.setMinimumWidth(LABEL_WIDTH)
        row.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        row.label.setContentsMargins(0, 6, 0, 0)
        self.rows[field.key] = row
        form.addRow(row.label, row)
        row.editor.edited.connect(lambda value, key=field.key: self.edited.emit(key, value))
