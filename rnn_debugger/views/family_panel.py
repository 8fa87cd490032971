"""What the panels of activations and gradients have in common: one family as a heatmap."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QMenu

from rnn_debugger.debugger import (
    Family,
    FamilyScale,
    FamilySheet,
    Moment,
    Program,
    Table,
    absence,
    axis_labels,
    exact,
    family,
    family_scale,
    family_table,
    index_of,
    listed_families,
    one_hot_labels,
    place_of,
    round_level,
    split_name,
)
from rnn_debugger.views.breakpoints.offers import offer_watch
from rnn_debugger.views.colours import Array, Scale
from rnn_debugger.views.controls import Note, chooser, fill, standing, toggle
from rnn_debugger.views.heatmap import Heatmap, Picture
from rnn_debugger.views.panel import Panel, Workbench
from rnn_debugger.views.row_axis import RowAxis
from rnn_debugger.views.scale_bar import ScaleBar
from rnn_debugger.views.time_axis import TimeAxis, TimeMarks

LEFT, RIGHT = 50, 80
"""Pixels of the gutters beside the heatmap, and beside all that shares its axis."""
LONGEST_SPELLED = 400
"""Timesteps; on a longer axis there is no room for characters in any window."""


class FamilyPanel(Panel):
    """A chosen family as units × timesteps. Subclasses say which families there are to choose
    from, and may add rows to `grid`, whose middle column is the time axis.
    """

    gradients = False

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        program, themes = workbench.session.program, workbench.themes
        self.chooser = chooser(
            f"{self.name}_family", "Which tensors are shown", self._groups(program)
        )
        self.log_button = toggle(
            f"{self.name}_log", "log", "Symmetric logarithm: three decades below the largest"
        )
        self.note = Note(themes)
        for setting in (self.note, self.chooser, self.log_button):
            self.head.add_setting(setting)
        self.heatmap = Heatmap(themes, self._tell)
        self.rows = RowAxis(themes, LEFT)
        self.scale = ScaleBar(themes, RIGHT)
        self.axis = TimeAxis(themes, LEFT, RIGHT)
        self.grid = QGridLayout()
        self.grid.setContentsMargins(6, 6, 4, 2)
        self.grid.setSpacing(0)
        self.grid.addWidget(self.rows, 0, 0)
        self.grid.addWidget(self.heatmap, 0, 1)
        self.grid.addWidget(self.scale, 0, 2)
        self.grid.setColumnStretch(1, 1)
        self.grid.setRowStretch(0, 3)
        self.grid.addWidget(self.axis, 2, 0, 1, 3)
        self.body.addLayout(self.grid, 1)
        self._is_another = True
        self._inputs = self._sheet_of_inputs()
        self.axis.expect_characters(self._inputs is not None)
        self._choose()
        self.chooser.currentIndexChanged.connect(self._choose)
        self.log_button.toggled.connect(self.refresh)
        self.heatmap.clicked.connect(self.select)
        self.heatmap.double_clicked.connect(self.go_to_maker)
        self.heatmap.menu_asked.connect(self._offer)

    def take_program(self, program: Program) -> None:
        """Offer the families of another program; what was shown stays where it has that too."""
        shown = self.chooser.currentData()
        self.chooser.blockSignals(True)
        fill(self.chooser, self._groups(program))
        self.chooser.setCurrentIndex(max(self.chooser.findData(shown), 0))
        self.chooser.blockSignals(False)
        self._inputs = self._sheet_of_inputs()
        self._choose()

    @property
    def sheet(self) -> FamilySheet:
        """What is shown, as of the moment drawn last."""
        return self._sheet

    def show_family(self, base: str) -> None:
        """Show the tensors ``base[t]``."""
        self.chooser.setCurrentIndex(self.chooser.findData(base))

    def select(self, row: int, column: int) -> None:
        """Select the tensor of a column, and its element in a row, everywhere."""
        if self._sheet.exists[column]:
            name = self._sheet.name(column)
            tensor = self.workbench.session.program.tensors[name]
            sequence = self.workbench.selection.sequence
            element = index_of(self.workbench.session.program, tensor, row, 0, sequence)
            self.workbench.selection.select(name, element)

    def go_to_maker(self, row: int, column: int) -> None:
        """Go to where the operation that makes a column's tensor has just run."""
        if self._sheet.exists[column]:
            moment = self.workbench.moment
            writer = moment.program.writers[self._sheet.name(column)][0]
            self.workbench.player.seek_after(moment.iteration, writer)

    def menu_of(self, row: int, column: int) -> QMenu:
        """The context menu of a cell: what can be done with it."""
        sheet = self._sheet
        name = sheet.name(column)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        go = menu.addAction(f"Go to the operation that makes {name}")
        copy_one, copy_all = menu.addAction("Copy the number"), menu.addAction(f"Copy {name}")
        copy_one.setEnabled(bool(sheet.present[column]))
        copy_all.setEnabled(bool(sheet.present[column]))
        go.triggered.connect(lambda: self.go_to_maker(row, column))
        copy_one.triggered.connect(lambda: copy_numbers(sheet.values[row : row + 1, column]))
        copy_all.triggered.connect(lambda: copy_numbers(sheet.values[:, column]))
        menu.addSeparator()
        workbench = self.workbench
        tensor = workbench.session.program.tensors[name]
        index = index_of(workbench.session.program, tensor, row, 0, workbench.selection.sequence)
        offer_watch(menu, workbench, self, name, index)
        return menu

    def draw(self, moment: Moment) -> None:
        selection, sheet = self.workbench.selection, self._sheet
        changed: Array | None = sheet.read(moment, selection.sequence)
        if self._is_another:
            self._is_another = False
            changed = None
        operation = moment.last or moment.next
        selected = self._selected_timestep()
        level = round_level(self._scale, sheet.largest, decades=self.log_button.isChecked())
        kind: Scale = "magnitude" if self._scale.never_negative else "signed"
        chosen = self._chosen_row() if selected is not None else None
        column = sheet.column(selected)
        current = sheet.column(operation.timestep)
        self.heatmap.show_picture(
            Picture(
                sheet.values,
                sheet.present,
                level,
                kind,
                marked_column=column,
                chosen=None if chosen is None or column is None else (chosen, column),
                exists=sheet.exists,
                logarithmic=self.log_button.isChecked(),
                current_column=current,
                current_phase=operation.phase,
                message=self.message(sheet.family),
                message_side="left" if self.gradients else "right",
            ),
            changed,
        )
        self.rows.show_rows(sheet.family.units, *self._row_names, chosen)
        # Only zeros have a level of 0, not what is absent or not a number.
        shown_level = level if level or (sheet.norms == 0).any() else float("nan")
        self.scale.show_scale(shown_level, kind, logarithmic=self.log_button.isChecked())
        self.axis.show_marks(
            TimeMarks(
                sheet.timesteps,
                None if current is None else operation.timestep,
                operation.phase,
                selected,
                self._characters(moment),
            )
        )
        self.note.show_text(standing(moment))

    def table(self) -> Table | None:
        return family_table(self._sheet, self.workbench.selection.sequence, self._row_names[1])

    def message(self, of: Family) -> str:
        """What stands where columns are absent."""
        raise NotImplementedError

    def _groups(self, program: Program) -> list[list[tuple[str, str]]]:
        groups = listed_families(program, gradients=self.gradients)
        return [[(f"{f.base}[t]", f.base) for f in group] for group in groups]

    def _choose(self) -> None:
        session = self.workbench.session
        found = family(session.program, str(self.chooser.currentData()))
        assert found is not None
        self._sheet = FamilySheet(session.program, found)
        self._scale: FamilyScale = family_scale(session.program, found)
        tensor = session.program.tensors[found.name(found.timesteps[-1])]
        labels = axis_labels(session.program, tensor, session.characters).rows
        title = "" if not found.shape else "unit" if labels is None else "character"
        self._row_names = title, labels
        self._is_another = True
        self.refresh()

    def _sheet_of_inputs(self) -> FamilySheet | None:
        """The inputs, where they are characters that there is room for."""
        session = self.workbench.session
        inputs = family(session.program, "x")
        if session.characters is None or inputs is None:
            return None
        return (
            FamilySheet(session.program, inputs)
            if len(inputs.timesteps) <= LONGEST_SPELLED
            else None
        )

    def _characters(self, moment: Moment) -> tuple[str, ...]:
        """The characters that have been read, a column each of the sheet shown."""
        inputs, session = self._inputs, self.workbench.session
        if inputs is None:
            return ()
        inputs.read(moment, self.workbench.selection.sequence)
        tensor = session.program.tensors[inputs.name(len(inputs.timesteps) - 1)]
        labels = axis_labels(session.program, tensor, session.characters).rows
        assert labels is not None
        before = inputs.timesteps.start - self._sheet.timesteps.start
        return ("",) * before + one_hot_labels(inputs, labels)

    def _selected_timestep(self) -> int | None:
        base, timestep = split_name(self.workbench.selection.tensor or "")
        return timestep if base == self._sheet.family.base else None

    def _chosen_row(self) -> int | None:
        """The row of the chosen element, where it is one of the sequence shown."""
        selection = self.workbench.selection
        if not selection.element or selection.tensor is None:
            return None
        if selection.element[1:] != (selection.sequence,):
            return None
        program = self.workbench.session.program
        return place_of(program, program.tensors[selection.tensor], selection.element)[0]

    def _offer(self, row: int, column: int, place: QPoint) -> None:
        if self._sheet.exists[column]:
            self.menu_of(row, column).popup(place)

    def _tell(self, row: int, column: int) -> str:
        sheet = self._sheet
        if not sheet.exists[column]:
            return ""
        name = sheet.name(column)
        if not sheet.present[column]:
            missing = absence(self.workbench.moment, name)
            return missing.sentence if missing is not None else ""
        title, labels = self._row_names
        which = f", {title} {row if labels is None else labels[row]}" if title else ""
        return f"{name}{which}\n{exact(float(sheet.values[row, column]))}"


def copy_numbers(values: Array) -> None:
    """Put numbers on the clipboard with all their digits, a line each."""
    QGuiApplication.clipboard().setText("\n".join(exact(float(value)) for value in values))
