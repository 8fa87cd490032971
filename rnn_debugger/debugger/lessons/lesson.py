"""What a lesson is: stations, each a position of one experiment, a text, and what to point at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rnn_debugger.data import BadInput
from rnn_debugger.debugger.conditions.conditions import Condition
from rnn_debugger.debugger.conditions.log_texts import LogText
from rnn_debugger.debugger.conditions.text_places import BadCondition
from rnn_debugger.debugger.texts.suggestions import nearest, nearest_tensor
from rnn_debugger.engine import Program
from rnn_debugger.recording import Place

PANELS = (
    *("graph", "source", "operations", "inspector", "activations", "gradients", "flow"),
    *("updates", "loss", "branches", "memory", "diagnostics", "breakpoints", "timeline"),
)
"""Names of panels that a station may point at."""
FURTHEST = 1_000
"""Iterations that a run to a condition may take; a lesson is no test of patience."""


@dataclass(frozen=True)
class Station:
    """`operation` is the one that runs next, or the name of a tensor: then its first writer has
    just run. With `until`, a condition, it is where that is first true on the way from there.

    In `text` expressions stand in braces; their values are those that the run shows. `checks` are
    conditions that hold here: what the text says in words. `points` are tensors to look at, and
    `panels` the panels that show it; the one named last is in front.
    """

    text: str
    iteration: int = 0
    operation: int | str = 0
    until: str = ""
    points: tuple[str, ...] = ()
    panels: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()

    def start(self, program: Program) -> Place:
        """Where it is, or where the run to its condition begins."""
        if isinstance(self.operation, int):
            return Place(self.iteration, self.operation)
        writer = program.writers[self.operation][0]
        if writer + 1 == len(program):
            return Place(self.iteration + 1, 0)
        return Place(self.iteration, writer + 1)

    def check(self, program: Program) -> None:
        """Raises `BadInput`, naming the key, for what does not fit the program."""
        if isinstance(self.operation, str):
            if not program.writers.get(self.operation):
                raise BadInput(
                    f"operation: no operation writes {self.operation}"
                    f"{nearest_tensor(program, self.operation)}"
                )
        elif not 0 <= self.operation < len(program):
            raise BadInput(
                f"operation: there is no operation {self.operation}; they count from 0 to "
                f"{len(program) - 1}"
            )
        for point in self.points:
            if point not in program.tensors:
                near = nearest_tensor(program, point)
                raise BadInput(f"point: there is no tensor {point}{near}")
        for panel in self.panels:
            if panel not in PANELS:
                raise BadInput(f"panel: there is no panel {panel}{nearest(panel, PANELS)}")
        for key, condition in (("until", self.until), *(("check", text) for text in self.checks)):
            if condition:
                with said_of(key):
                    Condition.parse(condition).check(program)
        with said_of("text"):
            LogText.parse(self.text).check(program)


@dataclass(frozen=True)
class Lesson:
    """`name` is that of its file; `experiment` that of a built-in experiment."""

    name: str
    title: str
    question: str
    experiment: str
    stations: tuple[Station, ...]

    def check(self, program: Program) -> None:
        """Raises `BadInput`, naming station and key, for what does not fit the program."""
        for number, station in enumerate(self.stations, 1):
            try:
                station.check(program)
            except BadInput as error:
                raise BadInput(f"{self.name}.toml: station {number}: {error}") from None


@contextmanager
def said_of(key: str) -> Iterator[None]:
    """Inside, what is wrong with an expression is said of that key, as `BadInput`."""
    try:
        yield
    except BadCondition as error:
        marked = error.text[error.column : error.column + error.length].strip()
        what = f" (at “{marked}”)" if marked else ""
        raise BadInput(f"{key}: {error}{what}") from None


def refuse_unknown(table: Iterable[str], known: Iterable[str]) -> None:
    """Raises `BadInput` for the first key that a table may not have."""
    for key in table:
        if key not in known:
            raise BadInput(f"{key}: there is no such key{nearest(key, known)}")
