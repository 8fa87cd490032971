"""What a session keeps in its experiment file: stops, bookmarks, branches and the cursor."""

from __future__ import annotations

import msgspec

from rnn_debugger.data import BadInput
from rnn_debugger.debugger.conditions.text_places import BadCondition
from rnn_debugger.debugger.movement import Movement
from rnn_debugger.debugger.session import Session
from rnn_debugger.debugger.stops.places import Where
from rnn_debugger.debugger.stops.stops import Breakpoint, Watch
from rnn_debugger.experiments import (
    BookmarkTable,
    BranchTable,
    BreakpointTable,
    CursorTable,
    DebuggerTable,
    EditTable,
    WatchTable,
)
from rnn_debugger.recording import Branch, Edit, Place, Position

PLACES = ("operation", "file", "line", "primitive", "phase", "timestep", "iteration")
WATCHED = ("tensor", "kind", "index", "low", "high", "limit")


def debugger_table(session: Session) -> DebuggerTable:
    """What there is to save; not the bookmarks of deleted branches, which are nowhere then."""
    branches = session.branches
    return DebuggerTable(
        cursor=CursorTable(**session.position._asdict()),
        breakpoints=tuple(map(_breakpoint_table, session.stops.breakpoints)),
        watches=tuple(map(_watch_table, session.stops.watches)),
        bookmarks=tuple(
            BookmarkTable(name=mark.name, **mark.position._asdict())
            for mark in session.bookmarks.listed(branches)
        ),
        branches=tuple(_branch_table(branch) for branch in branches if branch.id),
    )


def restore(session: Session, table: DebuggerTable) -> Movement:
    """Bring back what was saved into a session at its very beginning; the movement to where its
    cursor was, not yet begun. Raises `BadInput`, naming the key.
    """
    for number, branch in enumerate(table.branches):
        with _Key(f"debugger.branches[{number}]"):
            session.add_branch(_branch(branch))
    for number, breakpoint_ in enumerate(table.breakpoints):
        with _Key(f"debugger.breakpoints[{number}]"):
            session.add_stop(_breakpoint(breakpoint_))
    for number, watch in enumerate(table.watches):
        with _Key(f"debugger.watches[{number}]"):
            session.add_stop(_watch(watch))
    for number, mark in enumerate(table.bookmarks):
        with _Key(f"debugger.bookmarks[{number}]"):
            # Never begun: it is there for what it refuses.
            session.seeking(mark.iteration, mark.operation, mark.branch)
        session.bookmarks.add(mark.name, Position(mark.branch, mark.iteration, mark.operation))
    cursor = table.cursor or CursorTable()
    with _Key("debugger.cursor"):
        return session.seeking(cursor.iteration, cursor.operation, cursor.branch)


class _Key:
    """Inside, what is wrong is said with the key of the file in front."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (ValueError, KeyError, BadCondition, BadInput)):
            raise BadInput(f"{self._key}: {error}") from None


def _breakpoint_table(stop: Breakpoint) -> BreakpointTable:
    places = {name: getattr(stop.where, name) for name in PLACES}
    rest = {"condition": stop.condition, "hits": stop.hits, "log": stop.log}
    return msgspec.convert({**places, **rest, "enabled": stop.is_enabled}, BreakpointTable)


def _watch_table(watch: Watch) -> WatchTable:
    watched = {name: getattr(watch, name) for name in WATCHED}
    rest = {"hits": watch.hits, "log": watch.log, "enabled": watch.is_enabled}
    return msgspec.convert({**watched, **rest}, WatchTable)


def _branch_table(branch: Branch) -> BranchTable:
    assert branch.parent is not None
    return BranchTable(
        id=branch.id,
        parent=branch.parent,
        iteration=branch.fork.iteration,
        operation=branch.fork.operation,
        name=branch.name,
        edits=tuple(EditTable(tensor=e.tensor, index=e.index, value=e.value) for e in branch.edits),
        # TOML has no null.
        settings={k: False if v is None else v for k, v in branch.settings.items()},
    )


def _breakpoint(table: BreakpointTable) -> Breakpoint:
    where = Where(**{name: getattr(table, name) for name in PLACES})
    return Breakpoint(0, where, table.condition, table.hits, table.log, table.enabled)


def _watch(table: WatchTable) -> Watch:
    watched = {name: getattr(table, name) for name in WATCHED}
    return Watch(0, **watched, hits=table.hits, log=table.log, is_enabled=table.enabled)


def _branch(table: BranchTable) -> Branch:
    return Branch(
        table.id,
        table.parent,
        Place(table.iteration, table.operation),
        tuple(Edit(edit.tensor, edit.index, edit.value) for edit in table.edits),
        {k: None if v is False else float(v) for k, v in table.settings.items()},
        table.name,
    )
