"""Every tensor's life as a bar over the operations of the iteration."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLineF, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnn_debugger.debugger import ROLES, Program, bytes_text, lives_map, reason
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.memory.lives_painter import LivesPainter
from rnn_debugger.views.memory.lives_window import LivesWindow
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.roles import role_colour

LEFT, RIGHT, TOP, BOTTOM = 84, 14, 18, 20
"""Pixels around the bars."""
WHEEL_STEP = 1.3
DRAGGED_FROM = 4
"""Pixels from which a press that moves is no click."""


class LivesView(QWidget):
    """The wheel comes closer, a drag moves what is in sight; a click selects, a double click asks
    for the operation that wrote the tensor, beside all bars it shows everything again. Bars are
    painted once; a step moves the cursor alone.
    """

    chosen = Signal(str)
    opened = Signal(str)
    """A tensor, by a double click."""

    def __init__(self, themes: Themes, program: Program) -> None:
        super().__init__()
        self._themes = themes
        self._reached = 0
        self._selected: str | None = None
        self._ground: QPixmap | None = None
        self._pressed: QPointF | None = None
        self._dragged: LivesWindow | None = None
        self.setMouseTracking(True)
        self.setMinimumSize(160, 80)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        themes.changed.connect(self._forget)
        self.take_program(program)

    def take_program(self, program: Program) -> None:
        """The tensors are those of another program."""
        self._program = program
        self._map = lives_map(program)
        self.window_shown = LivesWindow.whole(len(program), len(self._map))
        self._forget()

    @property
    def area(self) -> QRectF:
        """Where the bars are."""
        return QRectF(
            LEFT, TOP, max(self.width() - LEFT - RIGHT, 1), max(self.height() - TOP - BOTTOM, 1)
        )

    def show_place(self, reached: int, selected: str | None) -> None:
        """So many operations have run; a tensor is selected."""
        if (reached, selected) == (self._reached, self._selected):
            return
        row = None if selected is None else self._map.rows.get(selected)
        self._reached, self._selected = reached, selected
        # What the person is looking at in the middle of a drag stays.
        if self._pressed is None:
            self.show_window(self.window_shown.showing(reached, None if row is None else row + 0.5))
        self.update()

    def show_window(self, window: LivesWindow) -> None:
        """Show another part."""
        if window != self.window_shown:
            self.window_shown = window
            self._forget()

    def fit(self) -> None:
        """Show everything."""
        self.show_window(LivesWindow.whole(len(self._program), len(self._map)))

    def tensor_at(self, place: QPointF) -> str | None:
        """Whose life is at a pixel; of several the one in the nearest row."""
        if not self.area.contains(place):
            return None
        operation, row = self._operation(place.x()), self._row(place.y())
        height = self._height_of_row
        # A row may be less than a pixel: what lives there and then, the nearest first.
        reach = max(int(1 / height), 0) if height < 3 else 0
        middle = int(row)
        for distance in range(reach + 1):
            for candidate in (middle + distance, middle - distance):
                if 0 <= candidate < len(self._map) and self._lives(candidate, operation):
                    return self._map.names[candidate]
        return None

    @property
    def _height_of_row(self) -> float:
        rows = self.window_shown.rows
        return self.area.height() / (rows[1] - rows[0])

    def _lives(self, row: int, operation: float) -> bool:
        across = self.window_shown.operations
        slack = (across[1] - across[0]) / self.area.width()
        return bool(self._map.first[row] - slack <= operation <= self._map.last[row] + 1 + slack)

    def _operation(self, x: float) -> float:
        low, high = self.window_shown.operations
        return low + (x - self.area.left()) / self.area.width() * (high - low)

    def _row(self, y: float) -> float:
        low, high = self.window_shown.rows
        return low + (y - self.area.top()) / self.area.height() * (high - low)

    def _forget(self) -> None:
        self._ground = None
        self.update()

    def _painter(self) -> LivesPainter:
        return LivesPainter(
            self._themes.current, self._program, self._map, self.window_shown, self.area
        )

    def _paint_selected(self, painter: QPainter, lives: LivesPainter) -> None:
        row = self._map.rows.get(self._selected or "")
        if row is None:
            return
        surface, area = self._themes.current.surface, self.area
        bar = lives.bar(row).intersected(area.adjusted(-2, -2, 2, 2))
        if bar.isEmpty():
            return
        bar.setHeight(max(bar.height(), 3))
        ring = bar.adjusted(-1.5, -1.5, 1.5, 1.5)
        painter.setBrush(role_colour(self._themes.current, ROLES[self._map.roles[row]]))
        painter.setPen(QPen(surface.canvas, 3.5))
        painter.drawRect(ring)
        painter.setPen(QPen(surface.ink, 1.5))
        painter.drawRect(ring)
        painter.setFont(number_font(11, bold=True))
        name = self._selected or ""
        width = painter.fontMetrics().horizontalAdvance(name) + 8
        x = ring.right() + 4
        if x + width > area.right():
            x = max(ring.left() - width - 4, area.left())
        y = min(max(ring.center().y() - 8, area.top()), area.bottom() - 16)
        room = QRectF(x, y, width, 16)
        painter.fillRect(room, surface.card)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, name)

    def sizeHint(self) -> QSize:
        return QSize(480, 150)

    def paintEvent(self, event: QPaintEvent) -> None:
        lives = self._painter()
        if self._ground is None:
            ratio = self.devicePixelRatioF()
            self._ground = QPixmap(self.size() * ratio)
            self._ground.setDevicePixelRatio(ratio)
            ground = QPainter(self._ground)
            lives.paint(ground, self.size())
            ground.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._ground)
        self._paint_selected(painter, lives)
        x = lives.x(self._reached)
        if not self.area.left() - 1 <= x <= self.area.right() + 1:
            return
        surface = self._themes.current.surface
        line = QLineF(x, self.area.top() - 4, x, self.area.bottom() + 4)
        for colour, width in ((surface.canvas, 4), (surface.ink, 2)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._forget()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turns = event.angleDelta().y() / 120
        area, place = self.area, event.position()
        x = min(max((place.x() - area.left()) / area.width(), 0), 1)
        y = min(max((place.y() - area.top()) / area.height(), 0), 1)
        self.show_window(self.window_shown.zoomed(WHEEL_STEP**turns, x, y))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        if self._pressed is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(place)
            return
        name, text = self.tensor_at(place), ""
        if name is not None:
            tensor = self._program.tensors[name]
            why = reason(self._program, name, self._reached).sentence
            text = f"{name}: {tensor.role}, {bytes_text(tensor.bytes)}\n{why}"
        QToolTip.showText(event.globalPosition().toPoint() + QPoint(0, 6), text, self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        was_dragged, self._pressed = self._dragged is not None, None
        name = self.tensor_at(event.position())
        if not was_dragged and name is not None:
            self.chosen.emit(name)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        name = self.tensor_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton:
            if name is not None:
                self.opened.emit(name)
            else:
                self.fit()

    def leaveEvent(self, event: QEvent) -> None:
        self._pressed = None

    def _drag(self, place: QPointF) -> None:
        assert self._pressed is not None
        moved = place - self._pressed
        if self._dragged is None and moved.manhattanLength() < DRAGGED_FROM:
            return
        self._dragged = self._dragged or self.window_shown
        operations, rows = self._dragged.operations, self._dragged.rows
        across = moved.x() / self.area.width() * (operations[1] - operations[0])
        down = moved.y() / self.area.height() * (rows[1] - rows[0])
        self.show_window(self._dragged.moved(-across, -down))
