"""How the value was made: the formula, the same with numbers put in, and a plain sentence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from rnn_debugger.debugger import Moment, Operation, Piece, Program, formula_pieces
from rnn_debugger.views.fonts import number_font, text_font
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


class FormulaCard(QFrame):
    """A card in the colour of the operation's phase."""

    link_activated = Signal(str)
    number_activated = Signal(object)
    """The `Piece` of a number that was clicked."""

    def __init__(self, themes: Themes, program: Program) -> None:
        super().__init__()
        self.setObjectName("formula_card")
        self._themes = themes
        self._pieces: Sequence[Piece] = ()
        self._style = ""
        formula = max((operation.formula for operation in program), key=len)
        sentence = max((operation.rule.sentence for operation in program), key=len)
        terms = min(max(max(tensor.shape, default=1) for tensor in program.tensors.values()), 4)
        self.place = LinkText(text_font(11))
        self.formula = LinkText(number_font(13), formula)
        self.sentence = LinkText(text_font(11.5), sentence)
        self.element = LinkText(text_font(11))
        self.numbers = LinkText(number_font(12), "(−0.01234)·0.01234 + " * terms, self.tell)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(6)
        for label in (self.place, self.formula, self.sentence, self.element, self.numbers):
            label.activated.connect(self._follow)
            column.addWidget(label)

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
        self.formula.show_runs(*formula_runs(theme, moment, formula_pieces(operation)))
        sentence = [run(operation.rule.sentence, second)]
        updated = moment.program.reads_updated(operation)
        if updated:
            sentence.append(run(" It reads weights that are already updated: ", theme.update.text))
            names = ([tensor_link(theme, moment, name)] for name in updated)
            sentence += join(run(", ", second), names)
        self.sentence.show_runs(*sentence)
        self._frame(colours.line.name() if is_done else theme.surface.to_come_line.name())

    def show_standing(self, moment: Moment, sentence: str, changer: Operation | None) -> None:
        """Show where a value comes from that no operation of this iteration has written, and the
        one that is going to change it.
        """
        surface = self._themes.current.surface
        formula, rule = (changer.formula, changer.rule.sentence) if changer else ("", "")
        self.place.show_runs(run(sentence, surface.second))
        self.formula.show_runs(run(formula, surface.to_come_text))
        self.sentence.show_runs(run(rule, surface.to_come_text))
        self.show_numbers(moment, "", ())
        self._frame(surface.to_come_line.name())

    def show_numbers(self, moment: Moment, element: str, pieces: Sequence[Piece]) -> None:
        """Show the numbers of an element, or without pieces none."""
        theme = self._themes.current
        self._pieces = pieces
        self.element.show_runs(run(element, theme.surface.second))
        self.numbers.show_runs(*numbers_runs(theme, moment, pieces))

    def piece(self, target: str) -> Piece:
        """The number that a link among the numbers stands for."""
        return self._pieces[int(target.removeprefix(PIECE))]

    def tell(self, target: str) -> str:
        """The element and all digits of a number."""
        piece = self.piece(target)
        index = f"[{', '.join(map(str, piece.index))}]" if piece.index else ""
        return f"{piece.tensor}{index} = {piece.exact}"

    def _follow(self, target: str) -> None:
        if target.startswith(PIECE):
            self.number_activated.emit(self.piece(target))
        else:
            self.link_activated.emit(target)

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
