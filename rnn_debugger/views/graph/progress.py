"""What has happened, happens now and is to come, for everything that the graph draws. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from rnn_debugger.debugger import Moment, Operation, sweep
from rnn_debugger.views.graph.recomputed import seen

State: TypeAlias = Literal["done", "current", "to come"]


class Progress:
    """The state of tensors and lines at a moment."""

    def __init__(self, moment: Moment) -> None:
        self.moment = moment
        program, last = moment.program, moment.last
        self.last: Operation | None = None if last is None else seen(program, last)
        self.next: Operation | None = None if moment.shows_finished else seen(program, moment.next)
        """The operation that runs next; None where the finished iteration is shown."""
        operation = self.last or moment.next
        self.phase: str = operation.phase
        self.timestep = operation.timestep
        """The column of the operation that ran last, or else of the next one."""
        self.goes_back = self.last is not None and sweep(moment.program, self.last) != "forward"
        """Whether the backward sweep has begun."""
        self._reached = moment.reached
        self._writers = moment.program.writers
        self._presence: dict[str, bool] = {}

    def has(self, name: str) -> bool:
        """Whether the tensor exists and has a value."""
        if name not in self._presence:
            exists = name in self.moment.program.tensors
            self._presence[name] = exists and self.moment.is_present(name)
        return self._presence[name]

    def of_line(self, outputs: Iterable[str]) -> State:
        """A line is done when the first of its operations has run."""
        if self.last is not None and self.last.output in outputs:
            return "current"
        return "done" if any(map(self._has_run, outputs)) else "to come"

    def is_operand(self, name: str) -> bool:
        return self.last is not None and name in self.last.inputs

    def is_result(self, name: str) -> bool:
        return self.last is not None and name == self.last.output

    def _has_run(self, name: str) -> bool:
        writers = self._writers.get(name, ())
        return bool(writers) and writers[0] < self._reached
