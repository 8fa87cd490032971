"""Places in a program that breakpoints stand at: an operation, a line, a phase and the like."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import PurePosixPath

from rnn_debugger.debugger.conditions.vocabulary import PHASES
from rnn_debugger.debugger.texts.suggestions import nearest
from rnn_debugger.debugger.units import Unit, group_starts
from rnn_debugger.engine import Operation, Program


@dataclass(frozen=True, kw_only=True)
class Where:
    """A place in the program; all that is given has to match the operation that runs next.

    `file` goes with `line`, which counts from 1, and may leave out the folders. Raises
    `ValueError` where nothing is given.
    """

    operation: int | None = None
    file: str | None = None
    line: int | None = None
    primitive: str | None = None
    phase: str | None = None
    timestep: int | None = None
    iteration: int | None = None

    def __post_init__(self) -> None:
        if all(getattr(self, part.name) is None for part in fields(self)):
            raise ValueError("a breakpoint needs an operation, a line, a phase or the like")
        if (self.file is None) is not (self.line is None):
            raise ValueError("a file and a line go together")
        if self.iteration is not None and self.iteration < 0:
            raise ValueError(f"there is no iteration {self.iteration}: they count from 0")

    def matches(self, operation: Operation) -> bool:
        """Whatever the iteration."""
        return (
            self.operation in (None, operation.id)
            and self.primitive in (None, operation.primitive)
            and self.phase in (None, operation.phase)
            and self.timestep in (None, operation.timestep)
            and self._is_at_line(operation)
        )

    def matching(self, program: Program) -> tuple[int, ...]:
        """The operations that match in some iteration, in order."""
        return tuple(operation.id for operation in program if self.matches(operation))

    def beginnings(self, program: Program) -> tuple[int, ...]:
        """Of the matching operations the first of every group that this place names: of every
        pass over the line, of the timestep in each sweep, of the phase, of the iteration. An
        operation or a primitive names no group, and all that match count.
        """
        matching = self.matching(program)
        if self.operation is not None or self.primitive is not None:
            return matching
        found = []
        for start in group_starts(program, self._unit):
            place = bisect_left(matching, start)
            if place < len(matching):
                found.append(matching[place])
        return tuple(dict.fromkeys(found))

    def check(self, program: Program) -> None:
        """Raises `ValueError` where no operation of the program matches."""
        if self.matching(program):
            return
        known: Iterable[str] = ()
        if self.phase not in (None, *PHASES):
            name, known = str(self.phase), PHASES
        elif self.primitive is not None:
            name, known = self.primitive, {operation.primitive for operation in program}
        near = nearest(name, known) if known and name not in known else ""
        raise ValueError(f"no operation of this program is at {self.describe(program)}{near}")

    def describe(self, program: Program) -> str:
        """Such as ``operation 12: Whh_h[2] = Whh h[1]``, or ``phase backward, timestep 3``."""
        parts = []
        if self.operation is not None:
            is_there = 0 <= self.operation < len(program)
            formula = f": {program[self.operation].formula}" if is_there else ""
            parts.append(f"operation {self.operation}{formula}")
        if self.file is not None:
            parts.append(f"line {self.line} of {PurePosixPath(self.file).name}")
        for name in ("primitive", "phase", "timestep", "iteration"):
            if getattr(self, name) is not None:
                parts.append(f"{name} {getattr(self, name)}")
        return ", ".join(parts)

    @property
    def _unit(self) -> Unit:
        """The unit of the groups that this place names."""
        if self.line is not None:
            return "line"
        if self.timestep is not None:
            return "timestep"
        # A phase begins once an iteration.
        return "iteration"

    def _is_at_line(self, operation: Operation) -> bool:
        if self.file is None:
            return True
        source = operation.source
        if source is None or source.line != self.line:
            return False
        return self.file in (source.file, PurePosixPath(source.file).name)
