"""The panel of the timeline."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu

from rnn_debugger.debugger import LANES, Bookmark, Moment, Position
from rnn_debugger.views.panel import Panel, Workbench
from rnn_debugger.views.timeline.deeds import bookmark_here
from rnn_debugger.views.timeline.head import SideHead
from rnn_debugger.views.timeline.name_field import NameField
from rnn_debugger.views.timeline.rows import HIGHEST, OPEN, SLIM
from rnn_debugger.views.timeline.strip import Strip


class TimelinePanel(Panel):
    """The whole run: a slim strip, which opens to show lanes of operations."""

    name = "timeline"
    title = "Timeline"
    question = "Where is it in the run?"

    opened = Signal(bool)
    """It has become higher, or slim again."""

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self.head.deleteLater()
        self.head = head = SideHead(self.title, self.question, workbench.themes)
        self.strip = Strip(workbench)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.head)
        row.addWidget(self.strip, 1)
        self.body.addLayout(row)
        self.setFocusProxy(self.strip)
        for name, icon_name, tip, press in (
            ("timeline_zoom_out", "magnify-minus-outline", "Zoom out (wheel)", self._zoom_out),
            ("timeline_zoom_in", "magnify-plus-outline", "Zoom in (wheel)", self._zoom_in),
            ("timeline_fit", "arrow-expand-horizontal", "Fit the whole run (double click)",
             self.strip.fit),
            ("timeline_bookmark", "bookmark-plus-outline", "Bookmark this position (Ctrl+B)",
             self.add_bookmark),
        ):  # fmt: skip
            head.add_button(name, icon_name, tip).clicked.connect(press)
        self.open_button = head.add_button("timeline_open", "chevron-up", "")
        self.open_button.clicked.connect(lambda: self.set_open(not self.is_open))
        self.strip.menu_asked.connect(lambda x, y, place: self.menu_at(x, y).popup(place))
        self._show_icon, self._name_rows = head.set_icon, head.name_rows
        self.strip.stretch_changed.connect(self._show_names)
        self.set_open(False)

    @property
    def is_open(self) -> bool:
        """Whether it shows lanes and an overview."""
        return self.maximumHeight() > SLIM

    def set_open(self, is_open: bool) -> None:
        """Open it to the lanes, with this iteration in them, or make it slim again."""
        self.setMinimumHeight(OPEN if is_open else SLIM)
        self.setMaximumHeight(HIGHEST if is_open else SLIM)
        self._show_icon(self.open_button, "chevron-down" if is_open else "chevron-up")
        what = "Only the strip" if is_open else "Show the operations of this iteration"
        self.open_button.setToolTip(what)
        self.updateGeometry()
        self.opened.emit(is_open)
        if is_open and self.strip.stretch.level == "curve":
            self.strip.show_iteration(self.workbench.moment.iteration)

    def draw(self, moment: Moment) -> None:
        self.strip.follow()
        self._show_names()

    def add_bookmark(self) -> None:
        """Set a bookmark where the session stands, unless there is one."""
        bookmark_here(self.workbench.session)

    def go_to(self, position: Position) -> None:
        self.strip.scrubber.go(position)

    def menu_at(self, x: float, y: float) -> QMenu:
        """What can be done at a point of the strip."""
        session, menu = self.workbench.session, QMenu(self)
        target, mark = self.strip.target_at(x, y), self.strip.mark_at(x, y)
        bookmark = session.bookmarks.at(mark.mark.position) if mark is not None else None
        where = f"iteration {target.iteration:,}, operation {target.operation}"
        menu.addAction(f"Go to {where}", lambda: self.go_to(target))
        if bookmark is not None and mark is not None and mark.mark.kind == "bookmark":
            menu.addAction(f"Rename “{bookmark.name}”…", lambda: self.rename(bookmark, x))
            menu.addAction(
                f"Delete “{bookmark.name}”", lambda: session.bookmarks.remove(bookmark.position)
            )
        else:
            name = session.bookmarks.free_name()
            menu.addAction("Bookmark it", lambda: session.bookmarks.add(name, target))
        bookmarks = session.bookmarks.listed(session.branches)
        if bookmarks:
            submenu = menu.addMenu("Bookmarks")
            for known in bookmarks:
                submenu.addAction(known.name, partial(self.go_to, known.position))
        menu.addSeparator()
        menu.addAction(
            f"Zoom to iteration {target.iteration:,}",
            lambda: self.strip.show_iteration(target.iteration),
        )
        menu.addAction("Fit the whole run", self.strip.fit)
        return menu

    def rename(self, bookmark: Bookmark, x: float) -> None:
        """Ask for another name, where the bookmark stands."""
        bookmarks = self.workbench.session.bookmarks
        field = NameField(bookmark.name, x, self.strip.rows.marks.top, self.strip)
        field.named.connect(lambda name: bookmarks.rename(bookmark.position, name))

    def _zoom_in(self) -> None:
        self.strip.zoom_by(2.0)

    def _zoom_out(self) -> None:
        self.strip.zoom_by(0.5)

    def _show_names(self) -> None:
        """The names of the rows, where each has one of its own."""
        rows, theme = self.strip.rows, self.workbench.theme
        names = []
        if rows.overview.height:
            names.append(("loss", rows.loss, theme.loss.text))
            named = zip(LANES, rows.lanes, strict=False)
            names += [(lane, row, theme.phase(lane).text) for lane, row in named]
        self._name_rows(names)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_names()
