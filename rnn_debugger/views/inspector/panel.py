"""The panel of one tensor: what it is, how it was made, its values, and what uses it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QVBoxLayout, QWidget

from rnn_debugger.debugger import (
    Absent,
    Evidence,
    Moment,
    Operation,
    Piece,
    Program,
    Table,
    Tensor,
    Trail,
    absence,
    branch_name,
    difference_text,
    index_of,
    is_batched,
    numbers_of,
    product_sentence,
    standing_sentence,
    value_table,
    why_not_editable,
    with_makers,
)
from rnn_debugger.views.breakpoints.offers import offer_watch, watch_tensor
from rnn_debugger.views.colours import Array
from rnn_debugger.views.inspector.content import Content, read_content
from rnn_debugger.views.inspector.formula_card import FormulaCard
from rnn_debugger.views.inspector.heading import Heading
from rnn_debugger.views.inspector.relations import Relations
from rnn_debugger.views.inspector.values import Values
from rnn_debugger.views.markup import OPERATION, TENSOR
from rnn_debugger.views.panel import Panel, Workbench
from rnn_debugger.views.worker import Worker


class InspectorPanel(Panel):
    """Looks closely at the selected tensor."""

    name = "inspector"
    title = "Inspector"
    question = "What is it, and from where?"
    check_asked = Signal(str)
    """A gradient is to be checked against finite differences."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        themes = workbench.themes
        self.trail = Trail()
        self.heading = Heading(themes)
        self.card = FormulaCard(themes, workbench.session.program)
        self.values = Values(themes, workbench.session.program, self._why_not)
        self.relations = Relations(themes, workbench.session.program)
        self._drawn: Moment | None = None
        self._recalled: tuple[Moment, str, Array] | None = None
        self._numbers: tuple[tuple[object, ...], tuple[Piece, ...] | None] = ((), ())
        """Whose numbers the card has, and which; None while they are worked out."""
        self._waits = False
        """Whether somebody sees that they are not there yet."""
        self._asked: tuple[Moment, str] | None = None
        """The value that is gone, and worked out again."""
        self.worker = Worker(themes, "inspector")
        self.head.add_setting(self.worker)
        self.body.addWidget(self._scrolled())
        self.heading.back_asked.connect(self.go_back)
        self.heading.forward_asked.connect(self.go_forward)
        self.heading.pin_asked.connect(workbench.selection.pin)
        self.values.chosen.connect(self._choose)
        self.values.go_asked.connect(self._go_to_value)
        self.values.entered.connect(self._edit)
        self.values.menu_filled.connect(self._offer)
        self.heading.watch_asked.connect(self._watch)
        self.heading.origin_asked.connect(self._trace_back)
        workbench.selection.sequence_changed.connect(self.values.give_up)
        workbench.comparing.changed.connect(self.refresh)
        self.worker.again_asked.connect(self._work_again)
        self.worker.given_up.connect(self.refresh)
        self.card.number_activated.connect(self._select_number)
        self.card.number_opened.connect(self._go_to_number)
        for part in (self.heading, self.card, self.relations):
            part.link_activated.connect(self._follow_link)
        for key, deed in (("Alt+Left", self.go_back), ("Alt+Right", self.go_forward)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(deed)

    def take_program(self, program: Program) -> None:
        self.values.take_program(program)

    def refresh(self) -> None:
        super().refresh()
        if not self.is_in_sight:
            self._forget_work()

    def draw(self, moment: Moment) -> None:
        name = self._name(moment)
        if moment is not self._drawn or name != self.trail.current:
            self.values.give_up()
        selection = self.workbench.selection
        # Another tensor at the same moment was chosen by hand, at another moment by the step.
        by_hand = moment is self._drawn and name != self.trail.current
        chosen = by_hand or selection.pinned or selection.element is not None
        self.trail.visit(name, chosen=chosen)
        self._drawn = moment
        tensor = moment.program.tensors[name]
        maker = moment.maker(name)
        content = self._content(moment, tensor)
        self.heading.show_tensor(moment, tensor, content.character if content else None)
        self._show_difference(moment, name)
        self.heading.show_trail(self.trail.before, self.trail.after, pinned=selection.pinned)
        missing = absence(moment, name)
        if content is not None:
            self.values.show_content(content, self._sequence(tensor))
        elif missing is not None:
            self.values.show_absence(missing)
            if maker is None:
                maker = moment.program[moment.program.writers[name][0]]
        self._show_card(moment, name, maker, content)
        self.relations.show_tensor(moment, name, maker)

    def table(self) -> Table | None:
        moment = self.workbench.moment
        tensor = moment.program.tensors[self._name(moment)]
        content = self._content(moment, tensor)
        if content is None:
            return None
        return value_table(tensor.name, content.values, content.labels)

    def go_back(self) -> None:
        """Look at the tensor seen before."""
        self._select(self.trail.back())

    def go_forward(self) -> None:
        """Look at the tensor that `go_back` left."""
        self._select(self.trail.forward())

    def _name(self, moment: Moment) -> str:
        name = self.workbench.selection.tensor
        if name is None or name not in moment.program.tensors:
            return (moment.last or moment.next).output
        return name

    def _content(self, moment: Moment, tensor: Tensor) -> Content | None:
        """The value as it is shown; None where there is none."""
        recalled, selection = self._recalled, self.workbench.selection
        if moment.is_present(tensor.name):
            value = moment.value(tensor.name)
        elif recalled is not None and recalled[0] is moment and recalled[1] == tensor.name:
            value = recalled[2]
        else:
            return None
        element = selection.element if selection.tensor == tensor.name else None
        session = self.workbench.session
        return read_content(
            session, moment, tensor, value, sequence=selection.sequence, element=element
        )

    def _sequence(self, tensor: Tensor) -> str:
        session = self.workbench.session
        if session.batch_size == 1 or not is_batched(session.program, tensor):
            return ""
        return f"sequence {self.workbench.selection.sequence + 1} of {session.batch_size}"

    def _show_card(
        self, moment: Moment, name: str, maker: Operation | None, content: Content | None
    ) -> None:
        if maker is None:
            writers = moment.program.writers[name]
            changer = moment.program[writers[0]] if writers else None
            self._forget_work()
            self.card.show_standing(moment, standing_sentence(moment, name), changer)
            return
        self.card.show_operation(moment, maker)
        if content is None:
            asked = self._asked
            if asked is None or asked[0] is not moment or asked[1] != name:
                self._forget_work()
            self.card.show_numbers(moment, "", ())
            return
        if self.workbench.player.is_running:
            # An operation that changed its tensor since would have to be run again every frame.
            self._forget_work()
            self.card.show_numbers(moment, "the numbers are put in when it pauses", ())
            return
        index = self._index(moment, content)
        self._work_out(moment, maker, index)
        pieces = self._numbers[1]
        if pieces is None:
            told = "worked out …" if self.worker.is_busy else "not worked out"
            self.card.show_numbers(moment, f"the numbers are {told}", ())
            return
        product = product_sentence(moment.program, maker, index) if pieces else ""
        self.card.show_numbers(moment, content.worked_out, pieces, product)

    def _index(self, moment: Moment, content: Content) -> tuple[int, ...]:
        """The element that the card tells of."""
        sequence = self.workbench.selection.sequence
        return index_of(moment.program, content.tensor, *content.place, sequence)

    def _work_out(self, moment: Moment, maker: Operation, index: tuple[int, ...]) -> None:
        """The numbers put in; a pure function of where and what, so that they are kept. What has
        to be run again, and takes long, is worked out in the background.
        """
        key = (moment.position.branch, moment.edits, moment.iteration, maker.id, index)
        if self._numbers[0] == key:
            return
        self._numbers = key, ()
        try:
            task = self.workbench.session.finding_evidence(maker.id)
        except Absent:
            self.worker.stop()
            return
        self._numbers = key, None

        def take(evidence: Evidence) -> None:
            pieces = with_makers(moment.program, maker, numbers_of(evidence, index))
            self._numbers = key, pieces
            if self._waits:
                self._waits = False
                self.refresh()

        self._waits = False
        self._waits = not self.worker.work(task, "running again", take, patient=True)

    def _forget_work(self) -> None:
        self.worker.stop()
        self._asked = None
        if self._numbers[1] is None:
            self._numbers = (), ()

    def _work_again(self) -> None:
        asked = self._asked
        self._forget_work()
        if asked is not None and asked[0] is self.workbench.moment:
            self._go_to_value()
        else:
            self.refresh()

    def _choose(self, row: int, column: int) -> None:
        """Select an element of the tensor shown."""
        selection, program = self.workbench.selection, self.workbench.session.program
        name = self._name(self.workbench.moment)
        index = index_of(program, program.tensors[name], row, column, selection.sequence)
        selection.select(name, index)

    def _offer(self, menu: QMenu, row: int, column: int) -> None:
        """Add what can be done about breakpoints with an element."""
        program, sequence = self.workbench.session.program, self.workbench.selection.sequence
        name = self._name(self.workbench.moment)
        index = index_of(program, program.tensors[name], row, column, sequence)
        if not menu.isEmpty():
            menu.addSeparator()
        offer_watch(menu, self.workbench, self, name, index)
        if program.tensors[name].role == "gradient":
            text = f"Check {name} against finite differences"
            check = menu.addAction(text, lambda: self.check_asked.emit(name))
            check.setObjectName("check")
            check.setEnabled(not self.workbench.player.is_running)

    def _watch(self) -> None:
        watch_tensor(self.workbench, self, self._name(self.workbench.moment))

    def _trace_back(self) -> None:
        name, selection = self._name(self.workbench.moment), self.workbench.selection
        element = selection.element if selection.tensor == name else None
        self.workbench.player.trace_back(name, element, changed=False)

    def _why_not(self) -> str:
        """Why what is shown cannot be edited now."""
        if self.workbench.player.is_busy:
            return "Values change while it runs: pause to edit one."
        moment = self.workbench.moment
        return why_not_editable(moment, self._name(moment))

    def _edit(self, row: int, column: int, value: float) -> None:
        """Set an element of the tensor shown; a branch begins here."""
        session, sequence = self.workbench.session, self.workbench.selection.sequence
        name = self._name(self.workbench.moment)
        index = index_of(session.program, session.program.tensors[name], row, column, sequence)
        # The element stays the one that is looked at, wherever the step goes.
        self.workbench.selection.select(name, index)
        self.workbench.player.change(lambda: session.edit(name, index, value))

    def _show_difference(self, moment: Moment, name: str) -> None:
        """Mark that the tensor is another one on the branch that is compared with."""
        comparing, mark = self.workbench.comparing, self.heading.difference
        listed = self.workbench.session.branches
        other = next((b for b in listed if b.id == comparing.branch), None)
        # While it is worked out the place is held, so that nothing below moves.
        mark.setVisible(other is not None)
        found = comparing.difference(moment, name)
        if other is None or found is None:
            mark.show_text("")
        else:
            mark.show_text(f"≠ {branch_name(other)}: {difference_text(found)}")

    def _select(self, name: str | None) -> None:
        if name is not None:
            self.workbench.selection.select(name)

    def _select_number(self, piece: Piece) -> None:
        if piece.tensor is not None:
            self.workbench.selection.select(piece.tensor, piece.index)

    def _go_to_number(self, piece: Piece) -> None:
        """Go to where the operation that made a number has just run."""
        if piece.operation is not None:
            self.workbench.player.seek_after(self.workbench.moment.iteration, piece.operation)

    def _follow_link(self, target: str) -> None:
        if target.startswith(TENSOR):
            self._select(target.removeprefix(TENSOR))
        elif target.startswith(OPERATION):
            number = int(target.removeprefix(OPERATION))
            self.workbench.player.seek_after(self.workbench.moment.iteration, number)

    def _go_to_value(self) -> None:
        """Go to where the absent tensor is written, or work it out again where it is gone."""
        moment = self.workbench.moment
        name = self._name(moment)
        missing, maker = absence(moment, name), moment.maker(name)
        if missing is not None and missing.operation is not None:
            self.workbench.player.seek_after(moment.iteration, missing.operation)
        elif missing is not None and maker is not None:
            self._forget_work()
            self._asked = moment, name

            def take(evidence: Evidence) -> None:
                self._asked = None
                self._recalled = moment, name, np.array(evidence.after)
                self.refresh()

            task = self.workbench.session.finding_evidence(maker.id)
            self.worker.work(task, "running again", take, patient=True)

    def _scrolled(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(10, 8, 10, 10)
        column.setSpacing(10)
        column.addWidget(self.heading)
        column.addWidget(self.card)
        column.addWidget(self.values, 1 if self.values.is_tall else 0)
        column.addWidget(self.relations)
        if not self.values.is_tall:
            column.addStretch(1)
        inside.setBackgroundRole(QPalette.ColorRole.Base)
        inside.setAutoFillBackground(True)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        return area
