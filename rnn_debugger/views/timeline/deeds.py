"""What the commands about bookmarks do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from rnn_debugger.debugger import Bookmark, BranchMap, Session
from rnn_debugger.views.panel import Workbench


def bookmark_here(session: Session) -> None:
    """Set a bookmark where the session stands, unless there is one."""
    bookmarks, position = session.bookmarks, session.position
    if bookmarks.at(position) is None:
        bookmarks.add(bookmarks.free_name(), position)


class BookmarkDeeds:
    """`workbench` gives the one in use; it is asked only for while there is one."""

    def __init__(self, workbench: Callable[[], Workbench]) -> None:
        self._workbench = workbench
        self.deeds: dict[str, Callable[[], object]] = {
            "add_bookmark": self._add,
            "next_bookmark": partial(self._go, "next_bookmark"),
            "previous_bookmark": partial(self._go, "previous_bookmark"),
        }

    def makes_sense(self, command: str) -> bool:
        """Whether there is somewhere to go; where there is none the command is grey."""
        return command == "add_bookmark" or self._target(command) is not None

    def _add(self) -> None:
        bookmark_here(self._workbench().session)

    def _go(self, command: str) -> None:
        bookmark = self._target(command)
        if bookmark is not None:
            self._workbench().player.seek(*bookmark.position[1:])

    def _target(self, command: str) -> Bookmark | None:
        """The next one on the way of this branch, or the one before."""
        session = self._workbench().session
        marks, here = session.bookmarks, session.position
        if not len(marks):
            return None
        way = BranchMap(session.branches, here.branch)
        find = marks.after if command == "next_bookmark" else marks.before
        return find(here, way.is_on_way)
