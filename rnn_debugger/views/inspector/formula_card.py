"""How the value was made: in plain words, as a formula, with numbers put in, and as code."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QVBoxLayout

from rnn_debugger.debugger import (
    SHOWN_TERMS,
    Moment,
    Operation,
    Piece,
    Program,
    code_line,
    formula_pieces,
    operation_title,
    updated_reads,
)
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.icons import icon
from rnn_debugger.views.link_text import LinkText
from rnn_debugger.views.markup import (
    OPERATION,
    PIECE,
    Run,
    formula_runs,
    join,
    numbers_runs,
    run,
    tensor_link,
)
from rnn_debugger.views.panel import Themes

LINE_GAP, MARGIN = 5, 7
"""Pixels between the lines, and above and below them."""
GAP = 6
"""Pixels beside the button that copies."""


class FormulaCard(QFrame):
    """A card in the colour of the operation's phase."""

    link_activated = Signal(str)
    number_activated = Signal(object)
    """The `Piece` of a number that was clicked."""
    number_opened = Signal(object)
    """The `Piece` of a number whose operation is to be gone to."""

    def __init__(self, themes: Themes, program: Program) -> None:
        super().__init__()
        self.setObjectName("formula_card")
        self._themes = themes
        self._pieces: Sequence[Piece] = ()
        self._clicked: Piece | None = None
        self._style = ""
        self._samples = [_sample(program, operation) for operation in longest_of_kinds(program)]
        self.place = LinkText(text_font(11), keeps_height=False)
        self.title = LinkText(text_font(12.5, bold=True), keeps_height=False)
        self.formula = LinkText(number_font(13), keeps_height=False)
        self.sentence = LinkText(text_font(11.5), keeps_height=False)
        self.element = LinkText(text_font(11), keeps_height=False)
        self.numbers = LinkText(number_font(12), tell=self.tell, keeps_height=False)
        self.code = LinkText(number_font(11), keeps_height=False)
        self.copy = QToolButton()
        self.copy.setObjectName("copy_card")
        self.copy.setToolTip("Copy the card as text, its numbers with all digits")
        self.copy.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.copy.setAutoRaise(True)
        self.labels = (
            self.place,
            self.title,
            self.sentence,
            self.formula,
            self.code,
            self.element,
            self.numbers,
        )
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self.place, 1)
        head.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, MARGIN, 6, MARGIN)
        column.setSpacing(LINE_GAP)
        column.addLayout(head)
        for label in self.labels:
            label.activated.connect(self._follow)
            label.double_activated.connect(self._open)
            label.menu_filled.connect(self._fill_menu)
            if label is not self.place:
                column.addWidget(label)
        column.addStretch(1)
        self.copy.clicked.connect(self._copy)
        themes.changed.connect(self._restyle)
        self._restyle()

    @property
    def text(self) -> str:
        """All that the card says, a line each, and its numbers with all digits."""
        told = [label.text for label in self.labels if label.text]
        numbers = [f"{p.element} = {p.exact}" for p in self._pieces if p.tensor]
        return "\n".join([*told, *dict.fromkeys(numbers)])

    def show_operation(self, moment: Moment, operation: Operation) -> None:
        """Show the operation that made the value, or is going to."""
        theme = self._themes.current
        second = theme.surface.second
        is_done = operation.id < moment.reached
        colours = theme.phase(operation.phase)
        colour = colours.text if is_done else theme.surface.to_come_text
        target = f"{OPERATION}{operation.id}"
        place = [[Run(f"operation {operation.id}", colour.name(), True, target)]]
        place.append([run(operation.phase if is_done else f"{operation.phase}, to come", colour)])
        if operation.timestep is not None:
            place.append([run(f"t = {operation.timestep}", second)])
        if operation.source is not None:
            file = operation.source.file.rsplit("/", 1)[-1]
            place.append([run(f"{file}:{operation.source.line}", second)])
        self.place.show_runs(*join(run(" · ", second), place))
        ink = theme.surface.ink if is_done else theme.surface.to_come_text
        self.title.show_runs(run(operation_title(moment.program, operation), ink, bold=True))
        self._show_code(moment, operation)
        self.formula.show_runs(*formula_runs(theme, moment, formula_pieces(operation)))
        sentence = [run(operation.rule.sentence, second)]
        for read in updated_reads(moment.program).get(operation.id, ()):
            told = f" was already updated by t = {read.updated_by.timestep} in this sweep."
            sentence.append(run(" ", second))
            sentence.append(tensor_link(theme, moment, read.parameter))
            sentence.append(run(told, theme.update.text))
        self.sentence.show_runs(*sentence)
        self._frame(colours.line.name() if is_done else theme.surface.to_come_line.name())

    def show_standing(self, moment: Moment, sentence: str, changer: Operation | None) -> None:
        """Show where a value comes from that no operation of this iteration has written, and the
        one that is going to change it.
        """
        surface = self._themes.current.surface
        formula, rule = (changer.formula, changer.rule.sentence) if changer else ("", "")
        self.place.show_runs(run(sentence, surface.second))
        title = operation_title(moment.program, changer) if changer else ""
        self.title.show_runs(run(title, surface.to_come_text, bold=True))
        self._show_code(moment, changer)
        self.formula.show_runs(run(formula, surface.to_come_text))
        self.sentence.show_runs(run(rule, surface.to_come_text))
        self.show_numbers(moment, "", ())
        self._frame(surface.to_come_line.name())

    def show_numbers(
        self, moment: Moment, element: str, pieces: Sequence[Piece], product: str = ""
    ) -> None:
        """Show the numbers of an element, or without pieces none; `product` says which row and
        column of a matrix product it comes from.
        """
        theme = self._themes.current
        self._pieces = pieces
        told = f"{element}: {product}" if product else element
        self.element.show_runs(*([run(told, theme.surface.second)] if told else []))
        self.numbers.show_runs(*numbers_runs(theme, moment, pieces))
        self._keep_height()

    def piece(self, target: str) -> Piece:
        """The number that a link among the numbers stands for."""
        return self._pieces[int(target.removeprefix(PIECE))]

    def tell(self, target: str) -> str:
        """The element and all digits of a number, and which operation made it."""
        return self.piece(target).told

    def _keep_height(self) -> None:
        """Once it was higher it stays so until its width changes: stepping changes the texts, and
        what stands below the card is to stay.
        """
        layout = self.layout()
        assert layout is not None
        needed = layout.totalMinimumSize().height()
        if needed > self.minimumHeight():
            self.setMinimumHeight(needed)

    def _show_code(self, moment: Moment, operation: Operation | None) -> None:
        second = self._themes.current.surface.second
        code = code_line(moment.program, operation) if operation else ""
        self.code.show_runs(run(code, second))

    def _follow(self, target: str) -> None:
        if target.startswith(PIECE):
            # The card shows another tensor afterwards, also where this was half a double click.
            self._clicked = self.piece(target)
            self.number_activated.emit(self._clicked)
        else:
            self.link_activated.emit(target)

    def _open(self, target: str) -> None:
        if target.startswith(PIECE) and self._clicked is not None:
            self.number_opened.emit(self._clicked)

    def _fill_menu(self, menu: QMenu, target: str) -> None:
        menu.addAction("Copy the card").triggered.connect(self._copy)
        piece = self.piece(target) if target.startswith(PIECE) else None
        if piece is not None and piece.operation is not None:
            go = menu.addAction(f"Go to operation {piece.operation}, which made this number")
            go.triggered.connect(lambda: self.number_opened.emit(piece))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text)

    def _restyle(self) -> None:
        self.copy.setIcon(icon("content-copy", self._themes.current))

    def _frame(self, colour: str) -> None:
        surface = self._themes.current.surface
        style = (
            f"#formula_card {{ background: {surface.column.name()}; border: 0;"
            f" border-left: 3px solid {colour}; border-radius: 2px; }}"
        )
        # Setting a style sheet is dear, also when it is the same one.
        if style != self._style:
            self._style = style
            self.setStyleSheet(style)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            # As high as the highest card that a program's operations may need.
            self.setMinimumHeight(0)
            gaps = LINE_GAP * len(self.labels) + 2 * MARGIN
            self.setMinimumHeight(max(map(self._height_of, self._samples)) + gaps)
            self._keep_height()

    def _height_of(self, texts: Sequence[str]) -> int:
        """Pixels that texts for the labels take, one below the other."""
        width, beside = self.formula.width(), self.copy.sizeHint().width() + GAP
        return sum(
            label.height_of(text, width - beside if label is self.place else width)
            for label, text in zip(self.labels, texts, strict=True)
        )


def longest_of_kinds(program: Program) -> list[Operation]:
    """Of all operations of one primitive in one phase that with the longest formula."""
    found: dict[tuple[str, str], Operation] = {}
    for operation in program:
        kind = (operation.primitive, operation.phase)
        if kind not in found or len(operation.formula) > len(found[kind].formula):
            found[kind] = operation
    return list(found.values())


def _sample(program: Program, operation: Operation) -> tuple[str, ...]:
    """Texts for the labels of a card, as long as those of the operation may be."""
    code = code_line(program, operation)
    is_product = "@" in code
    first = program.tensors[operation.inputs[0]].shape if operation.inputs else ()
    terms = max(first, default=1) if is_product else max(len(operation.inputs), 1)
    element = "with numbers, row 100, column 100, the largest"
    if is_product:
        element += f": row 100 of {operation.inputs[0]} times the vector {operation.inputs[-1]}"
    return (
        f"operation {len(program):,} · {operation.phase} · t = {operation.timestep} · output.py:10",
        operation_title(program, operation),
        operation.rule.sentence,
        operation.formula,
        code,
        element,
        "0.1234·(−1.234·10⁻⁵) + " * min(terms, SHOWN_TERMS),
    )
