"""The strip of the timeline: what is in view of the run, and the mouse on it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnn_debugger.debugger import (
    Place,
    Position,
    ShownMark,
    Stretch,
    map_place,
    map_position,
    place_sentence,
    target_at,
)
from rnn_debugger.views.panel import Workbench
from rnn_debugger.views.timeline.axis_picture import AxisPicture
from rnn_debugger.views.timeline.cursor_painter import CursorPainter, Pointing
from rnn_debugger.views.timeline.ground import GroundPainter
from rnn_debugger.views.timeline.mark_painter import HALF
from rnn_debugger.views.timeline.rows import SLIM, Rows, rows_for
from rnn_debugger.views.timeline.run_scene import RunScene
from rnn_debugger.views.timeline.scrubber import Scrubber

LEFT, RIGHT = 10, 14
"""Pixels beside the run."""
TIP, TIP_LINE = 48, 17
"""Pixels from the strip's top up to a tip, and of each line of it."""
NEAR = 3.0
"""Pixels beside a branch's line that belong to it."""


class Strip(QWidget):
    """A click goes there, dragging scrubs, the wheel zooms; with Shift or the middle button
    dragging pans, and a double click shows all.
    """

    menu_asked = Signal(float, float, QPoint)
    """A point of the strip, and of the screen."""
    stretch_changed = Signal()

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self._workbench = workbench
        session = workbench.session
        self.scene = RunScene(session)
        self.scrubber = Scrubber(workbench.player, self)
        self.scrubber.changed.connect(self.update)
        self._stretch = Stretch(0.0, 1.0, 100.0, 1, len(session.program))
        self._followed: Position | None = None
        self._ground: QPixmap | None = None
        self._ground_of: object = None
        self._axis = AxisPicture()
        self._hover: float | None = None
        self._panned_from: QPointF | None = None
        self._grip: str | None = None
        """What is dragged: the cursor or the overview's frame."""
        self.setAccessibleName("Timeline")
        self.setMouseTracking(True)
        self.setMinimumSize(160, SLIM)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def stretch(self) -> Stretch:
        """What is in view; its pixels begin at `LEFT`."""
        return self._stretch

    @property
    def rows(self) -> Rows:
        lanes = max((line.lane for line in self.scene.lines), default=0)
        return rows_for(float(self.height()), self._stretch.level, lanes)

    def follow(self) -> None:
        """Take up where the session stands, and bring it into view when it has moved there."""
        self.scene.follow()
        self._fit()
        position = self._workbench.session.position
        if position != self._followed:
            self._followed = position
            if self._panned_from is None and self._grip is None:
                self.set_stretch(self._stretch.showing(self._place_of(Place(*position[1:]))))
        self.update()

    def set_stretch(self, stretch: Stretch) -> None:
        if stretch != self._stretch:
            self._stretch = stretch
            self.stretch_changed.emit()
            self.update()

    def fit(self) -> None:
        """Show all that there is."""
        self.set_stretch(self._stretch.fitted())

    def zoom_by(self, factor: float, x: float | None = None) -> None:
        """Zoom around a pixel of the strip, by default the cursor, or the middle without it."""
        if x is None:
            position = self._workbench.session.position
            x = self.x_of(Place(*position[1:]))
            x = x if LEFT <= x <= self.width() - RIGHT else self.width() / 2
        self.set_stretch(self._stretch.zoomed(factor, x - LEFT))

    def show_iteration(self, iteration: int) -> None:
        """One iteration, as large as it goes."""
        self.set_stretch(self._stretch.around(iteration))

    def x_of(self, place: Place) -> float:
        """The pixel of a place of the current branch."""
        return LEFT + self._stretch.x(self._place_of(place))

    def target_at(self, x: float, y: float) -> Position:
        """Where a click at a point leads."""
        mark = self.mark_at(x, y)
        if mark is not None and mark.mark.position.branch in self._known_branches():
            return mark.mark.position
        stretch, session = self._stretch, self._workbench.session
        branch = self.branch_at(x, y)
        if branch is not None:
            line = self.scene.line_of(branch)
            place = target_at(stretch, x - LEFT, self.scene.programs, line.last.iteration + 1)
            return Position(branch, *min(max(place, line.first), line.last))
        place = target_at(stretch, x - LEFT, self.scene.programs, self.scene.own_end)
        return Position(session.position.branch, *place)

    def mark_at(self, x: float, y: float) -> ShownMark | None:
        """The mark at a point."""
        if y not in self.rows.marks:
            return None
        near = [mark for mark in self.scene.marks.shown(self._stretch)
                if abs(mark.x - (x - LEFT)) <= HALF]  # fmt: skip
        return min(near, key=lambda mark: abs(mark.x - (x - LEFT)), default=None)

    def branch_at(self, x: float, y: float) -> int | None:
        """The branch whose line is at a point."""
        rows = self.rows
        place = map_position(max(self._stretch.place(x - LEFT), 0.0), self.scene.programs)
        for line in self.scene.lines:
            if abs(y - rows.fork_y(line.lane)) <= NEAR and line.first <= place <= line.last:
                return line.branch
        return None

    def sentence_at(self, x: float, y: float) -> str:
        """What is at a point."""
        mark = self.mark_at(x, y)
        if mark is not None:
            position = mark.mark.position
            where = f"iteration {position.iteration:,}, operation {position.operation}"
            return f"{mark.text}\n{where}"
        session = self._workbench.session
        target = self.target_at(x, y)
        losses = session.results_of(target.branch).loss
        is_far = self._stretch.level == "curve"
        text = place_sentence(
            target.iteration,
            None if is_far else target.operation,
            self.scene.programs(target.iteration),
            losses,
        )
        if target.branch != session.position.branch:
            text = f"{self.scene.name_of(target.branch)}, {text}"
        return text

    def _known_branches(self) -> set[int]:
        return {branch.id for branch in self._workbench.session.branches}

    def _place_of(self, place: Place) -> float:
        return map_place(*place, self.scene.programs(place.iteration))

    def _fit(self) -> None:
        """The stretch on the widget as large as it is, of the run as far as it has come."""
        width = float(self.width() - LEFT - RIGHT)
        operations = len(self._workbench.session.program)
        self.set_stretch(self._stretch.grown(width, self.scene.end, operations))

    def _painted_ground(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        ground = QPixmap(self.size() * ratio)
        ground.setDevicePixelRatio(ratio)
        theme = self._workbench.theme
        ground.fill(theme.surface.canvas)
        painter = QPainter(ground)
        painter.translate(LEFT, 0)
        GroundPainter(painter, theme, self.scene, self._stretch, self.rows).paint()
        painter.end()
        return ground

    def _pointing(self) -> Pointing:
        target = self.scrubber.target
        if target is None:
            return Pointing(self._hover)
        words = f"on the way to iteration {target.iteration:,} · Esc cancels"
        return Pointing(self._hover, self._place_of(Place(*target[1:])), words)

    def _scrub(self, position: QPointF) -> None:
        if self._grip == "overview":
            place = self._stretch.fitted().place(position.x() - LEFT)
            middle = (self._stretch.first + self._stretch.last) / 2
            self.set_stretch(self._stretch.panned((place - middle) * self._stretch.scale))
        else:
            # Dragged along the row of marks the cursor would jump from mark to mark.
            self.scrubber.aim(self.target_at(position.x(), float(self.rows.axis.top)))

    def _pan(self, position: QPointF) -> None:
        assert self._panned_from is not None
        self.set_stretch(self._stretch.panned(self._panned_from.x() - position.x()))
        self._panned_from = position

    def sizeHint(self) -> QSize:
        return QSize(400, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._workbench.theme
        key = (self._stretch, self.scene.version, self.size(), theme, self.devicePixelRatioF())
        if self._ground is None or key != self._ground_of:
            self._ground, self._ground_of = self._painted_ground(), key
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(LEFT, 0)
        overlay = CursorPainter(painter, theme, self.scene, self._stretch, self.rows)
        self._axis.follow(key, self.scene, self._stretch, self.rows.axis)
        overlay.paint(self._workbench.moment, self._pointing(), self._axis)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or turned.x():
            self.set_stretch(self._stretch.panned(-float(turned.x() or turned.y())))
        else:
            self.zoom_by(1.0025 ** turned.y(), event.position().x())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        is_left = event.button() == Qt.MouseButton.LeftButton
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.button() == Qt.MouseButton.MiddleButton or (is_left and shifted):
            self._panned_from = place
        elif is_left and place.y() in self.rows.overview:
            self._grip = "overview"
            self._scrub(place)
        elif is_left:
            self._grip = "cursor"
            self.scrubber.go(self.target_at(place.x(), place.y()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if self._panned_from is not None:
            self._pan(place)
        elif self._grip is not None:
            self._scrub(place)
        self._hover = None if self._grip else self._stretch.place(place.x() - LEFT)
        self.update()
        text = self.sentence_at(place.x(), place.y())
        # Above the strip, where it hides nothing that is pointed at.
        above = QPoint(int(place.x()) + 8, -TIP - TIP_LINE * text.count("\n"))
        QToolTip.showText(self.mapToGlobal(above), text, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._panned_from = self._grip = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.fit()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = None
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_asked.emit(float(event.x()), float(event.y()), event.globalPos())
