"""The widget that draws the unrolled graph: only what is in sight, at the level that fits."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from rnn_debugger.debugger import Moment, share, short
from rnn_debugger.views.colours import Array
from rnn_debugger.views.fonts import text_font
from rnn_debugger.views.graph.band_rows import band_rows
from rnn_debugger.views.graph.bands import BandPainter, Kept
from rnn_debugger.views.graph.columns import ColumnMaker
from rnn_debugger.views.graph.elements import Column, Pill, Point
from rnn_debugger.views.graph.frame import Frame
from rnn_debugger.views.graph.hits import tensor_in_bands, tensor_in_column, tip_of
from rnn_debugger.views.graph.model import GraphModel
from rnn_debugger.views.graph.nodes import NodePainter, Scene
from rnn_debugger.views.graph.pen import draw_pill, draw_result, pill_size
from rnn_debugger.views.graph.progress import Progress
from rnn_debugger.views.graph.rail import WIDTH, Rail
from rnn_debugger.views.graph.tiles import Tiles
from rnn_debugger.views.graph.touching import Touching
from rnn_debugger.views.graph.tracks import Tracks
from rnn_debugger.views.graph.wires import WirePainter
from rnn_debugger.views.graph.zoom import STANDARD, UNITS_FROM, Zoom
from rnn_debugger.views.panel import Workbench


class Canvas(QWidget):
    """Paints the moment; wheel zooms, dragging scrolls, a click selects a tensor."""

    tensor_clicked = Signal(str)
    tensor_double_clicked = Signal(str)
    menu_asked = Signal(str, QPoint)

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self._workbench = workbench
        self._model = GraphModel(workbench.session.program)
        self._tracks = Tracks()
        self._tiles = Tiles()
        self._bands: Kept = {}
        self._painted_iteration = -1
        self._touching = Touching(workbench.session.program)
        self._zoom = Zoom(
            self._model.timesteps, STANDARD, 0.0, 800.0, WIDTH["tensors"], self._model.is_small
        )
        self._is_users = False
        """Whether the user has chosen the zoom, so that it is kept when the size changes."""
        self._maker: ColumnMaker | None = None
        self._rail: Rail | None = None
        self._pressed_at: QPointF | None = None
        self._dragged = False
        self._hovered: str | None = None
        self.setMinimumSize(300, 200)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def zoom(self) -> Zoom:
        return self._zoom

    def set_zoom(self, zoom: Zoom) -> None:
        """Take another zoom, its left margin made that of its level."""
        zoom = zoom.resized(float(self.width()), WIDTH[zoom.level])
        if zoom != self._zoom:
            if (zoom.level, zoom.pitch) != (self._zoom.level, self._zoom.pitch):
                self._maker = None
            self._zoom = zoom
            self.update()

    def fit(self) -> None:
        """Show all timesteps, as large as they go."""
        self._is_users = True
        for _ in range(2):
            self.set_zoom(self._zoom.fitted())

    def zoom_by(self, factor: float, x: float | None = None) -> None:
        """Zoom around a place of the widget, by default its middle."""
        self._is_users = True
        self.set_zoom(self._zoom.zoomed(factor, self.width() / 2 if x is None else x))

    def follow(self, moment: Moment) -> None:
        """Bring the column of the operation that ran last into sight, and draw."""
        timestep = Progress(moment).timestep
        if timestep is not None and self._pressed_at is None:
            self._zoom = self._zoom.showing(timestep)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scene = self._scene()
        painter.fillRect(self.rect(), scene.theme.surface.canvas)
        if self._zoom.level == "bands":
            rows = band_rows(self._model, self._zoom, float(self.height()))
            BandPainter(painter, scene, self._zoom, rows, self._bands).paint()
            return
        maker, rail = self._layout()
        columns = self._columns(maker)
        painter.save()
        painter.setClipRect(QRectF(rail.width, 0, self.width() - rail.width, self.height()))
        for column in columns:
            self._paint_column(painter, scene, column)
        self._tiles.keep_only({column.timestep for column in columns})
        self._painted_iteration = scene.moment.iteration
        self._paint_pill(painter, scene, columns)
        painter.restore()
        rail.paint(painter, scene, self.height())

    def _paint_column(self, painter: QPainter, scene: Scene, column: Column) -> None:
        """From the picture kept of it, unless something happens in it right now."""
        t, progress = column.timestep, scene.progress
        events = (progress.last, progress.next)
        is_live = any(e is not None and self._touching.touches(e.id, t) for e in events)
        painter.save()
        painter.translate(self._x_of(column), 0)
        # While running every frame is of another iteration, and pictures would be kept in vain.
        is_new = scene.moment.iteration != self._painted_iteration
        if is_live or is_new or scene.selected_is_in(column) or self._zoom.level == "units":
            self._paint_parts(painter, scene, column)
        else:
            reach = float(math.ceil(self._zoom.pitch + self._zoom.stub))
            size = QSizeF(reach + self._zoom.pitch + 40, self.height()).toSize()

            def paint(tile: QPainter) -> None:
                tile.translate(reach, 0)
                self._paint_parts(tile, scene, column)

            key = (self._touching.done(t, scene.moment.reached), t == progress.timestep,
                   progress.phase if t == progress.timestep else progress.goes_back,
                   scene.moment.iteration, scene.moment.position.branch,
                   self._zoom.pitch, self.size(), scene.theme.name, scene.sequence,
                   scene.lit, scene.tracks.signature())  # fmt: skip
            painter.drawPixmap(QPointF(-reach, 0), self._tiles.get(t, key, size, paint))
        painter.restore()

    def _paint_parts(self, painter: QPainter, scene: Scene, column: Column) -> None:
        wires = WirePainter(painter, scene, self._zoom.level)
        nodes = NodePainter(painter, scene)
        self._paint_ground(painter, scene, wires, column)
        wires.paint(column)
        wires.paint_current(column)
        for node in column.nodes:
            nodes.paint_rings(node)
        for node in column.nodes:
            nodes.paint(node)
        wires.paint_pointer(column)

    def _paint_ground(
        self, painter: QPainter, scene: Scene, wires: WirePainter, column: Column
    ) -> None:
        if column.timestep == 0:
            return
        surface, t = scene.theme.surface, column.timestep
        pitch = self._zoom.pitch
        gap = 3.0 if pitch >= 64 else 1.0
        area = QRectF(gap, 8, pitch - 2 * gap, self.height() - 16)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wires.ground(t))
        painter.drawRoundedRect(area, 8, 8)
        is_current = t == scene.progress.timestep
        painter.setPen(surface.ink if is_current else surface.second)
        painter.setFont(text_font(14 if pitch >= 64 else 11.5, bold=is_current))
        if pitch >= 120:
            painter.drawText(QPointF(area.left() + 10, 29), f"t = {t}")
        else:
            row = QRectF(area.left(), 12, area.width(), 20)
            painter.drawText(row, Qt.AlignmentFlag.AlignCenter, str(t))

    def _paint_pill(self, painter: QPainter, scene: Scene, columns: list[Column]) -> None:
        """The formula of the operation that ran last, where it happened, and its result."""
        operation = scene.progress.last
        pill = self._pill_of(scene, columns) if operation is not None else None
        if operation is None or pill is None:
            return
        has_place = self._rail is not None and bool(self._rail.slots)
        in_rail = operation.timestep is None or self._zoom.level != "compact" or has_place
        text = operation.rule.right_side(*operation.inputs)
        if not in_rail and scene.moment.program.tensors[operation.output].timestep is None:
            text = operation.formula
        width, height = pill_size(text)
        shift = {"middle": 0.0, "left": -width / 2, "right": width / 2}[pill.side]
        left = self._rail.width if self._rail else 0.0
        x = min(max(pill.place.x + shift, left + width / 2 + 4), self.width() - width / 2 - 4)
        y = min(max(pill.place.y, height / 2 + 4), self.height() - height / 2 - 4)
        phase = scene.theme.phase(operation.phase)
        fill, ink = phase.under_white_text, scene.theme.surface.ink
        drawn = draw_pill(painter, Point(x, y), text, fill, ink)
        value = scene.moment.value(operation.output)
        if value.size == 1:
            result = short(float(value.reshape(-1)[0]))
            below = pill.side != "middle"
            draw_result(painter, drawn, result, phase, float(self.width()), below=below)

    def _pill_of(self, scene: Scene, columns: list[Column]) -> Pill | None:
        """Where the formula of the last operation goes: to its line, its node or the rail."""
        operation = scene.progress.last
        assert operation is not None
        for column in columns:
            x = self._x_of(column)
            for wire in column.wires:
                if operation.output in wire.outputs and wire.pill is not None:
                    place = wire.pill.place
                    return Pill(Point(x + place.x, place.y), wire.pill.side)
            for node in column.nodes:
                if operation.output in (node.value, node.gradient, *node.others):
                    above = node.kind in ("letter", "input")
                    y = node.box.top - 24 if above else node.box.bottom + 34
                    return Pill(Point(x + node.box.x, y))
        tensor = scene.moment.program.tensors[operation.output]
        for slot in self._rail.slots if self._rail else ():
            if slot.parameter in (operation.output, tensor.of):
                return Pill(Point(slot.gradient.right() + 14, slot.value.center().y()), "right")
        if not self._rail or not self._rail.slots:
            return self._pill_at_column(scene, columns)
        return None

    def _pill_at_column(self, scene: Scene, columns: list[Column]) -> Pill | None:
        """Without a rail, what happens to a parameter is told at the foot of its timestep."""
        for column in columns:
            if column.timestep == scene.progress.timestep and column.nodes:
                box = column.nodes[0].box
                return Pill(Point(self._x_of(column) + box.x, box.bottom + 40))
        return None

    def _scene(self) -> Scene:
        workbench = self._workbench
        moment, selection = workbench.moment, workbench.selection
        self._tracks.follow(moment, selection.sequence)
        return Scene(
            moment,
            Progress(moment),
            self._tracks,
            workbench.theme,
            selection.sequence,
            workbench.session.characters,
            selection.tensor,
            self._shares(moment),
            self._hovered,
        )

    def _shares(self, moment: Moment) -> dict[tuple[str, int], Array]:
        """The shares of the columns in sight, where weights are drawn singly."""
        if self._zoom.level != "units":
            return {}
        found = {}
        for tensor in moment.program.parameters:
            for timestep in self._zoom.visible():
                part = share(moment, tensor.name, timestep)
                if part is not None:
                    found[tensor.name, timestep] = part
        return found

    def _layout(self) -> tuple[ColumnMaker, Rail]:
        if self._maker is None or self._rail is None:
            zoom, height = self._zoom, float(self.height())
            frame = Frame(self._model, zoom.level, zoom.pitch, height, zoom.stub)
            self._maker = ColumnMaker(frame)
            self._rail = Rail(frame)
        return self._maker, self._rail

    def _columns(self, maker: ColumnMaker) -> list[Column]:
        """The columns in sight, and the next, whose lines reach into them."""
        visible = self._zoom.visible()
        wanted = range(max(visible.start - 1, 0), min(visible.stop + 1, self._model.timesteps + 1))
        return [maker.column(timestep) for timestep in wanted]

    def _x_of(self, column: Column) -> float:
        # On whole pixels a kept picture is to the dot what would be painted.
        return float(round(self._zoom.column_x(max(column.timestep, 1))))

    def tensor_at(self, place: QPointF) -> str | None:
        """The tensor that is drawn at a point of the widget."""
        moment = self._workbench.moment
        if self._zoom.level == "bands":
            rows = band_rows(self._model, self._zoom, float(self.height()))
            return tensor_in_bands(rows, self._zoom, place.x(), place.y(), moment)
        maker, rail = self._layout()
        if place.x() < rail.width:
            return rail.slot_at(place.x(), place.y())
        for column in self._columns(maker):
            x = place.x() - self._x_of(column)
            name = tensor_in_column(column, x, place.y(), moment)
            if name is not None:
                return name
        return None

    def _hover(self, name: str | None) -> None:
        """A parameter under the mouse lights every line that uses it."""
        if name != self._hovered:
            self._hovered = name
            self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or event.angleDelta().x():
            pixels = event.angleDelta().x() or event.angleDelta().y()
            self.set_zoom(self._zoom.scrolled(-float(pixels)))
        else:
            self.zoom_by(1.0015 ** event.angleDelta().y(), event.position().x())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            name = self.tensor_at(event.position())
            self._hover(name)
            tip = tip_of(self._workbench.moment, name) if name else ""
            QToolTip.showText(event.globalPosition().toPoint(), tip, self)
            return
        moved = event.position().x() - self._pressed_at.x()
        if self._dragged or abs(moved) > 4:
            self._dragged = True
            self.set_zoom(self._zoom.scrolled(-moved))
            self._pressed_at = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed_at = self._pressed_at, None
        if pressed is None or self._dragged:
            return
        name = self.tensor_at(event.position())
        if name is not None:
            self.tensor_clicked.emit(name)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        name = self.tensor_at(QPointF(event.pos()))
        if name is not None:
            self.menu_asked.emit(name, event.globalPos())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        name = self.tensor_at(event.position())
        if name is not None:
            self.tensor_double_clicked.emit(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._maker = None
        self.set_zoom(self._zoom.resized(float(self.width()), self._zoom.left))
        if not self._is_users:
            self._place()

    def _place(self) -> None:
        """The zoom to begin with: everything, if it can be read so, else the standard width."""
        least = UNITS_FROM if self._model.is_small else STANDARD
        # Twice, since the level decides how much at the left does not scroll.
        for _ in range(2):
            zoom = self._zoom.fitted()
            if zoom.pitch < least and self._model.timesteps <= 100:
                zoom = Zoom(zoom.timesteps, least, 0.0, zoom.width, zoom.left, zoom.singly)
            self.set_zoom(zoom)
