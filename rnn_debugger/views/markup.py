"""Names, numbers and links as stretches of coloured text. No widgets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from PySide6.QtGui import QColor

from rnn_debugger.debugger import Moment, Piece
from rnn_debugger.views.theme import Theme

TENSOR = "tensor:"
OPERATION = "operation:"
PIECE = "piece:"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text. With a `target` it is a link: its colour and the hand over it tell so,
    there is no underline.
    """

    text: str
    colour: str
    bold: bool = False
    target: str = ""


def run(text: str, colour: QColor, *, bold: bool = False) -> Run:
    return Run(text, colour.name(), bold)


def join(between: Run, parts: Iterable[Iterable[Run]]) -> list[Run]:
    """All parts, one after the other, with `between` between them."""
    listed = [list(part) for part in parts]
    return list(chain.from_iterable([[*part, between] for part in listed[:-1]] + listed[-1:]))


def tensor_colour(theme: Theme, moment: Moment, name: str) -> QColor:
    """The colour of a tensor's name: of the forward sweep, of gradients, of parameters, or grey
    where it is to come.
    """
    if not moment.is_present(name):
        return theme.surface.to_come_text
    role = moment.program.tensors[name].role
    if role == "gradient":
        return theme.backward.text
    if role == "parameter":
        return theme.parameter.text
    if role == "optimizer":
        return theme.optimizer.text
    if role in ("input", "target", "constant"):
        return theme.surface.ink
    return theme.forward.text


def tensor_link(theme: Theme, moment: Moment, name: str, *, bold: bool = False) -> Run:
    colour = tensor_colour(theme, moment, name).name()
    return Run(name, colour, bold, f"{TENSOR}{name}")


def formula_runs(theme: Theme, moment: Moment, pieces: Iterable[Piece]) -> list[Run]:
    """A formula whose names are links."""
    return [
        run(piece.text, theme.surface.ink)
        if piece.tensor is None
        else tensor_link(theme, moment, piece.tensor, bold=True)
        for piece in pieces
    ]


def numbers_runs(theme: Theme, moment: Moment, pieces: Iterable[Piece]) -> list[Run]:
    """A formula with numbers; each number is a link by its place among the pieces, and the last
    one, the result, is bold.
    """
    shown = list(pieces)
    runs = []
    for place, piece in enumerate(shown):
        if piece.tensor is None:
            runs.append(run(piece.text, theme.surface.ink))
        else:
            colour = tensor_colour(theme, moment, piece.tensor).name()
            runs.append(Run(piece.text, colour, place == len(shown) - 1, f"{PIECE}{place}"))
    return runs
