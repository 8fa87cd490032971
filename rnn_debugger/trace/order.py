"""The order of the steps of a trace: branch after branch, each without a gap from its fork."""

from __future__ import annotations

from collections.abc import Sequence

from rnn_debugger.data import BadInput
from rnn_debugger.recording import Place, Position, Route
from rnn_debugger.trace.extent import Extent, Part
from rnn_debugger.trace.format import Step, Trace
from rnn_debugger.trace.routes import Rebuilt, is_inside


class Order:
    """Follows the steps: `route` and `place` say where the step looked at last has to be."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self.route = routes[0]
        self.place = routes[0].branch.fork
        self.ends = {route.branch.id: route.branch.fork for route in routes}
        """By branch where its steps end, those looked at so far."""
        self._numbers = {route.branch.id: number for number, route in enumerate(routes)}
        self._routes = routes
        self._steps = 0

    def problem(self, step: Step) -> str:
        """What is wrong with the place of the next step; empty when nothing is."""
        self.place = self.ends[self.route.branch.id]
        found = ""
        if step.branch != self.route.branch.id:
            found = self._go_on_with(step.branch)
        expected = {"step": self._steps, **self.place._asdict()}
        for key, here in expected.items():
            told = getattr(step, key)
            if told != here and not found:
                found = f"{key} of step {self._steps} is {told}, where {here} comes next"
        if not found:
            self._pass()
        return found

    def gap(self) -> str:
        """Which branch begins where the steps of its parent have not come to; empty when none."""
        for number, route in enumerate(self._routes):
            if self._begins_beyond(route):
                return f"branches[{number}].fork: {self._too_short(route)}"
        return ""

    def _go_on_with(self, branch: int) -> str:
        step, current = f"branch of step {self._steps}", self.route.branch.id
        if branch not in self._numbers:
            return f"{step} is {branch}: there is no such branch"
        if self._numbers[branch] < self._numbers[current]:
            return f"{step} is {branch}, whose steps must stand before those of branch {current}"
        route = self._routes[self._numbers[branch]]
        if self._begins_beyond(route):
            return f"{step} is {branch}: {self._too_short(route)}"
        self.route, self.place = route, route.branch.fork
        return ""

    def _begins_beyond(self, route: Route) -> bool:
        parent = route.branch.parent
        return parent is not None and route.branch.fork > self.ends[parent]

    @staticmethod
    def _too_short(route: Route) -> str:
        fork = route.branch.fork
        return (
            f"branch {route.branch.id} begins at iteration {fork.iteration}, operation "
            f"{fork.operation}, and the steps of branch {route.branch.parent} end before that"
        )

    def _pass(self) -> None:
        iteration, operation = self.place
        is_last = operation + 1 == len(self.route.program(iteration))
        after = Place(iteration + 1, 0) if is_last else Place(iteration, operation + 1)
        self.ends[self.route.branch.id] = after
        self._steps += 1


def extent_of(trace: Trace, found: Rebuilt) -> Extent:
    """How far each branch of the trace goes, and the positions noted in it. Raises `BadInput`,
    naming the key, where its steps are not in order or a position is not in it.
    """
    order = Order(found.routes)
    for step in trace.steps:
        problem = order.problem(step)
        if problem:
            raise BadInput(f"steps: {problem}")
    problem = order.gap()
    if problem:
        raise BadInput(problem)
    routes = {route.branch.id: route for route in found.routes}
    marks = []
    for number, mark in enumerate(trace.bookmarks):
        position = Position(mark.branch, mark.iteration, mark.operation)
        _refuse_nowhere(f"bookmarks[{number}]", position, routes)
        marks.append((mark.name, position))
    cursor = None
    if trace.cursor is not None:
        cursor = Position(trace.cursor.branch, trace.cursor.iteration, trace.cursor.operation)
        _refuse_nowhere("cursor", cursor, routes)
        if Place(*cursor[1:]) > order.ends[cursor.branch]:
            raise BadInput(f"cursor: the steps of branch {cursor.branch} end before it")
    parts = [Part(route.branch, route, order.ends[route.branch.id]) for route in found.routes]
    return Extent(tuple(parts), cursor, tuple(marks))


def _refuse_nowhere(key: str, position: Position, routes: dict[int, Route]) -> None:
    branch, iteration, operation = position
    if branch not in routes:
        raise BadInput(f"{key}.branch: there is no branch {branch}")
    if not is_inside(routes[branch], iteration, operation):
        raise BadInput(f"{key}: there is no operation {operation} of iteration {iteration}")
