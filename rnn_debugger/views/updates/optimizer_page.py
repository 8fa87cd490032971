"""The optimizer's own arithmetic on one parameter, step by step, with the numbers of an element."""

from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from rnn_debugger.debugger import (
    Evidence,
    Moment,
    Operation,
    Piece,
    Table,
    UpdateStep,
    formula_pieces,
    largest_index,
    last_update_of,
    text_of,
    update_operations,
    update_step,
)
from rnn_debugger.views.controls import standing
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.link_text import LinkText
from rnn_debugger.views.markup import (
    OPERATION,
    PIECE,
    TENSOR,
    Run,
    formula_runs,
    numbers_runs,
    run,
)
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.updates.page import Index, Page, key_of
from rnn_debugger.views.worker import Worker


class OptimizerPage(Page):
    """A row for each operation: what it does, its formula, the formula with numbers."""

    label = "Optimizer"
    tip = "What the optimizer makes of the gradient: clipping, its memory, the step"

    def __init__(self, workbench: Workbench, worker: Worker) -> None:
        area = QScrollArea()
        super().__init__(workbench, worker, area)
        inside = QWidget()
        inside.setBackgroundRole(QPalette.ColorRole.Base)
        inside.setAutoFillBackground(True)
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(12, 6, 10, 8)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(7)
        for column, stretch in enumerate((3, 4, 5)):
            self._grid.setColumnStretch(column, stretch)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(inside)
        self.rows: list[StepRow] = []
        self._key: tuple[object, ...] = ()
        self._steps: dict[int, UpdateStep] = {}
        self._operations: tuple[Operation, ...] = ()
        self._index: Index | None = None
        """The element whose numbers are shown; None until it is known."""

    def forget(self) -> None:
        self._key = ()

    def draw(self, moment: Moment, parameter: str, element: Index | None) -> None:
        change = last_update_of(moment.program, parameter, moment.reached)
        if change is None:
            self.note = ""
            self.say(f"{parameter} is never updated: no gradient flows into it.")
            return
        operations = update_operations(moment.program, change)
        key = (*key_of(moment), change.id, element)
        if key != self._key:
            self._key, self._steps, self._index = key, {}, element
        self._operations = operations
        if element is None and operations[0].id >= moment.reached:
            # As long as the gradient grows, another element may become the largest.
            self._index = _largest(moment, parameter)
        done = [o.id for o in operations if o.id < moment.reached and o.id not in self._steps]
        self._show(moment)
        if done:
            self._look_up(moment, done, parameter)
        name = parameter
        if self._index is not None:
            name += f"[{', '.join(map(str, self._index))}]"
        if element is None:
            name += ", the largest gradient"
        time = "" if change.timestep is None else f" at t = {change.timestep}"
        self.note = f"{name}{time}, {standing(moment)}"

    def _look_up(self, moment: Moment, operations: list[int], parameter: str) -> None:
        """Have operations of the update that have run told again, with their numbers."""

        def take(evidence: Evidence) -> None:
            gradient = evidence.operands.get(f"d{parameter}")
            if self._index is None and gradient is not None:
                # Of what the update read: with updates at every timestep the gradient that is
                # there by now may be the share of another timestep.
                self._index = largest_index(gradient)
            index = self._index or (0,) * len(moment.program.tensors[parameter].shape)
            step = update_step(moment.program, evidence, index)
            self._steps[evidence.operation.id] = step

        task = self.workbench.session.recalling(moment.iteration, operations, take)
        what = f"working out the update of {parameter}"
        self.worker.work(
            task, what, lambda _: self._show(self.workbench.moment), patient=self.is_patient
        )

    def table(self) -> Table | None:
        if not self._operations or self.is_empty:
            return None
        rows = [
            [o.id, o.rule.sentence, o.formula, text_of(self._steps[o.id].numbers)]
            for o in self._operations
            if o.id in self._steps
        ]
        return ("operation", "what it does", "formula", "with numbers"), rows

    def _show(self, moment: Moment) -> None:
        while len(self.rows) < len(self._operations):
            row = StepRow()
            for column, part in enumerate(row.parts):
                self._grid.addWidget(part, len(self.rows), column)
                part.activated.connect(lambda target, row=row: self._follow(row, target))
                part.double_activated.connect(lambda target, row=row: self._open(row, target))
            self.rows.append(row)
            self._grid.setRowStretch(len(self.rows) - 1, 0)
            self._grid.setRowStretch(len(self.rows), 1)
        for number, row in enumerate(self.rows):
            is_used = number < len(self._operations)
            row.set_visible(is_used)
            if is_used:
                operation = self._operations[number]
                row.show_step(self.workbench, moment, operation, self._steps.get(operation.id))
        self.show_content()

    def _follow(self, row: StepRow, target: str) -> None:
        selection, player = self.workbench.selection, self.workbench.player
        if target.startswith(PIECE):
            piece = row.piece(target)
            if piece.tensor is not None:
                selection.select(piece.tensor, piece.index)
        elif target.startswith(TENSOR):
            selection.select(target.removeprefix(TENSOR))
        elif target.startswith(OPERATION):
            number = int(target.removeprefix(OPERATION))
            player.seek_after(self.workbench.moment.iteration, number)

    def _open(self, row: StepRow, target: str) -> None:
        """Go to where the operation that made a number has just run."""
        piece = row.piece(target) if target.startswith(PIECE) else None
        if piece is not None and piece.operation is not None:
            iteration = self.workbench.moment.iteration
            self.workbench.player.seek_after(iteration, piece.operation)


def _largest(moment: Moment, parameter: str) -> Index:
    """The element that is looked at while none was chosen."""
    gradient = f"d{parameter}"
    is_there = moment.is_present(gradient)
    return largest_index(moment.value(gradient if is_there else parameter))


class StepRow:
    """The three texts of one operation."""

    def __init__(self) -> None:
        self._pieces: tuple[Piece, ...] = ()
        self.title = LinkText(text_font(11.5))
        self.formula = LinkText(number_font(12))
        self.numbers = LinkText(number_font(12), tell=self.tell)
        self.parts = (self.title, self.formula, self.numbers)

    def set_visible(self, visible: bool) -> None:
        for part in self.parts:
            part.setVisible(visible)

    def show_step(
        self, workbench: Workbench, moment: Moment, operation: Operation, step: UpdateStep | None
    ) -> None:
        """Show an operation, and its numbers where they are known."""
        theme = workbench.theme
        is_done = operation.id < moment.reached
        colour = theme.update.text if is_done else theme.surface.to_come_text
        number = Run(f"{operation.id} ", colour.name(), True, f"{OPERATION}{operation.id}")
        self.title.show_runs(number, run(operation.rule.sentence, theme.surface.second))
        self.formula.show_runs(*formula_runs(theme, moment, formula_pieces(operation)))
        self._pieces = step.numbers if step is not None else ()
        if step is not None:
            self.numbers.show_runs(*numbers_runs(theme, moment, step.numbers))
        else:
            told = "…" if is_done else "to come: the numbers stand here when it has run"
            self.numbers.show_runs(run(told, theme.surface.to_come_text))

    def piece(self, target: str) -> Piece:
        """The number that a link stands for."""
        return self._pieces[int(target.removeprefix(PIECE))]

    def tell(self, target: str) -> str:
        """The element and all digits of a number, and which operation made it."""
        return self.piece(target).told if target.startswith(PIECE) else ""
