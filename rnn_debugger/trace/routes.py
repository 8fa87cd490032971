"""The branches of a trace, ready to run again, or one sentence that says which cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rnn_debugger.data import BadInput
from rnn_debugger.engine import Index, Program
from rnn_debugger.experiments import Compiled, with_settings
from rnn_debugger.recording import Branch, Edit, Place, Route
from rnn_debugger.trace import format as entries


@dataclass(frozen=True)
class Rebuilt:
    """The experiment of a trace, and the ways of its branches in the order of the trace."""

    compiled: Compiled
    routes: tuple[Route, ...]


def rebuilt(branches: Sequence[entries.Branch], compiled: Compiled) -> Rebuilt:
    """Raises `BadInput`, naming the key, for a branch that cannot be."""
    if not branches:
        raise BadInput("branches: there must be one at least")
    first = branches[0]
    if (first.id, first.parent, first.fork, first.edits, first.settings) != (0, None, None, (), {}):
        raise BadInput(
            "branches[0]: the first branch has the id 0, no parent, no fork, no edits and no "
            "settings"
        )
    paths = {0: [(Branch(0, name=first.name), compiled)]}
    routes = {0: Route(paths[0])}
    for number, entry in enumerate(branches[1:], 1):
        key = f"branches[{number}]"
        if entry.id in paths or entry.id < 0:
            why = "the id of another branch" if entry.id in paths else "not 0 or more"
            raise BadInput(f"{key}.id: {entry.id} is {why}")
        if entry.parent is None or entry.parent not in paths:
            raise BadInput(f"{key}.parent: there is no branch {entry.parent} before this one")
        path = paths[entry.parent]
        paths[entry.id] = [*path, _branch(key, entry, path[-1], routes[entry.parent])]
        routes[entry.id] = Route(paths[entry.id])
    return Rebuilt(compiled, tuple(routes.values()))


def program_of(route: Route) -> Program:
    """What the branch of a route goes on with."""
    return route.program(route.branch.fork.iteration)


def is_inside(route: Route, iteration: int, operation: int) -> bool:
    """Whether there is such a place, run to or not."""
    return iteration >= 0 and 0 <= operation < len(route.program(iteration))


def _branch(
    key: str, entry: entries.Branch, parent: tuple[Branch, Compiled], route: Route
) -> tuple[Branch, Compiled]:
    if entry.fork is None:
        raise BadInput(f"{key}.fork: is missing")
    fork = Place(entry.fork.iteration, entry.fork.operation)
    if not is_inside(route, *fork):
        raise BadInput(
            f"{key}.fork: branch {entry.parent} has no operation {fork.operation} of iteration "
            f"{fork.iteration}"
        )
    if fork < parent[0].fork:
        raise BadInput(f"{key}.fork: lies before that of branch {entry.parent}, where it begins")
    settings = {k: None if value is None else float(value) for k, value in entry.settings.items()}
    compiled = parent[1]
    if settings:
        try:
            compiled = with_settings(compiled, settings)
        except (BadInput, ValueError) as error:
            raise BadInput(f"{key}.settings: {error}") from None
        before, after = route.program(fork.iteration), compiled.program
        if after.operations[: fork.operation] != before.operations[: fork.operation]:
            raise BadInput(
                f"{key}.settings: operations of iteration {fork.iteration} that they concern "
                "have run before the fork"
            )
    edits = tuple(
        _edit(f"{key}.edits[{number}]", edit, fork, compiled.program)
        for number, edit in enumerate(entry.edits)
    )
    return Branch(entry.id, entry.parent, fork, edits, settings, entry.name), compiled


def _edit(key: str, entry: entries.Edit, fork: Place, program: Program) -> Edit:
    if (entry.iteration, entry.operation) != fork:
        raise BadInput(
            f"{key}: is at iteration {entry.iteration}, operation {entry.operation}; only edits "
            "at the fork of their branch can be executed again"
        )
    if entry.tensor not in program.tensors:
        raise BadInput(f"{key}.tensor: there is no tensor {entry.tensor}")
    if not program.is_present(entry.tensor, fork.operation):
        raise BadInput(f"{key}.tensor: {entry.tensor} has no value there that could be changed")
    shape = program.tensors[entry.tensor].shape
    if not _is_element(entry.index, shape):
        raise BadInput(f"{key}.index: {list(entry.index)} is outside the shape {list(shape)}")
    return Edit(entry.tensor, entry.index, float(entry.value))


def _is_element(index: Index, shape: Index) -> bool:
    return len(index) == len(shape) and all(
        0 <= number < size for number, size in zip(index, shape, strict=True)
    )
