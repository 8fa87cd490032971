"""The widget that draws the unrolled graph: only what is in sight, at the level that fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QMouseEvent,
    QPaintEngine,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from rnn_debugger.debugger import Moment, Program, share, split_name
from rnn_debugger.views.colours import Array
from rnn_debugger.views.graph.band_rows import band_rows
from rnn_debugger.views.graph.bands import BandPainter, Kept
from rnn_debugger.views.graph.changes import Changes
from rnn_debugger.views.graph.column_painter import ColumnPainter, paint_columns
from rnn_debugger.views.graph.columns import ColumnMaker
from rnn_debugger.views.graph.elements import Chevron
from rnn_debugger.views.graph.folding import ALL_OPEN, Folding
from rnn_debugger.views.graph.formula_pill import FormulaPainter
from rnn_debugger.views.graph.frame import Frame
from rnn_debugger.views.graph.hits import tensor_in_bands, tip_of
from rnn_debugger.views.graph.kept_rail import KeptRail
from rnn_debugger.views.graph.model import GraphModel
from rnn_debugger.views.graph.progress import Progress
from rnn_debugger.views.graph.rail import Rail
from rnn_debugger.views.graph.rail_rows import rail_width
from rnn_debugger.views.graph.recomputed import place_of_value
from rnn_debugger.views.graph.scene import Scene
from rnn_debugger.views.graph.sight import Sight
from rnn_debugger.views.graph.tracks import Tracks
from rnn_debugger.views.graph.zoom import OPENED, STANDARD, UNITS_FROM, Zoom
from rnn_debugger.views.panel import Workbench

FOLD_TIP, OPEN_TIP = "Fold the cell into its states", "Open the cell into its gates"
NO_ROOM = "There is no room for the gates: make the graph higher"
SHOWN_WIDE = 100
"""Timesteps; more of them are shown all at once to begin with, however narrow."""


class Canvas(QWidget):
    """Paints the moment; wheel zooms, dragging scrolls, a click selects a tensor."""

    tensor_clicked = Signal(str)
    tensor_double_clicked = Signal(str)
    menu_asked = Signal(str, QPoint)
    folding_changed = Signal()
    zoom_changed = Signal()

    def __init__(self, workbench: Workbench) -> None:
        super().__init__()
        self._workbench = workbench
        self._model = GraphModel(workbench.session.program)
        self._tracks = Tracks()
        self._changes = Changes()
        self._column_painter = ColumnPainter()
        self._kept_rail = KeptRail()
        self._bands: Kept = {}
        self._zoom = Zoom(self._model.timesteps, STANDARD, 0.0, 800.0, 0.0, self._model.is_small)
        self._is_users = False
        """Whether the user has chosen the zoom, so that it is kept when the size changes."""
        self._folding = ALL_OPEN
        self._maker: ColumnMaker | None = None
        self._rail: Rail | None = None
        self._pressed_at: QPointF | None = None
        self._dragged = False
        self._hovered: str | None = None
        self.setMinimumSize(300, 200)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def take_program(self, program: Program) -> None:
        """Draw another program over the same timesteps; the zoom stays."""
        self._model = GraphModel(program)
        self._tracks = Tracks()
        self._changes = Changes()
        self._column_painter = ColumnPainter()
        self._kept_rail = KeptRail()
        self._bands.clear()
        self._maker = None

    @property
    def zoom(self) -> Zoom:
        return self._zoom

    @property
    def model(self) -> GraphModel:
        return self._model

    @property
    def folding(self) -> Folding:
        """Which cells are folded by hand."""
        return self._folding

    @property
    def opened(self) -> frozenset[int]:
        """The layers whose cells are drawn open at this zoom."""
        return self._layout()[0].frame.opened

    def set_folding(self, folding: Folding) -> None:
        if folding != self._folding:
            self._folding = folding
            self._maker = None
            self.update()
            self.folding_changed.emit()

    def open_cell(self, layer: int, x: float | None = None) -> None:
        """Open a layer's cells, if need be zoomed in around a place of the widget."""
        self.set_folding(self._folding.opening(layer))
        if self._zoom.pitch < OPENED:
            self.zoom_by(OPENED / self._zoom.pitch, x)
        if layer not in self.opened:
            QToolTip.showText(self.mapToGlobal(QPoint(self.width() // 2, 8)), NO_ROOM, self)

    def fold_cell(self, layer: int) -> None:
        self.set_folding(self._folding.closing(layer))

    def toggle_cells(self) -> None:
        """Fold all cells, or where all are folded open them."""
        layers = [layer.number for layer in self._model.layers if layer.cell]
        if not layers:
            return
        if self.opened:
            self.set_folding(Folding(frozenset(layers)))
        else:
            self.set_folding(ALL_OPEN)
            self.open_cell(layers[0])

    def set_zoom(self, zoom: Zoom) -> None:
        """Take another zoom, its left margin made that of its level."""
        zoom = zoom.resized(float(self.width()), rail_width(zoom.level, self._model))
        if zoom != self._zoom:
            if (zoom.level, zoom.pitch) != (self._zoom.level, self._zoom.pitch):
                self._maker = None
            self._zoom = zoom
            self.update()
            self.zoom_changed.emit()

    def take_zoom(self, zoom: Zoom) -> None:
        """Show the same timesteps as another graph, at their width, whatever the size becomes."""
        self._is_users = True
        self.set_zoom(replace(self._zoom, pitch=zoom.pitch, offset=zoom.offset))

    def fit(self) -> None:
        """Show all timesteps, as large as they go."""
        self._is_users = True
        self._settle(Zoom.fitted)

    def zoom_by(self, factor: float, x: float | None = None) -> None:
        """Zoom around a place of the widget, by default the current timestep, so that it stays in
        sight, or else the middle.
        """
        self._is_users = True
        self.set_zoom(self._zoom.zoomed(factor, self._focus() if x is None else x))

    def follow(self, moment: Moment) -> None:
        """Bring the column of the operation that ran last into sight, and draw."""
        if self._pressed_at is None:
            self._show_current(moment)
        self.update()

    def _show_current(self, moment: Moment) -> None:
        timestep = Progress(moment).timestep
        if timestep is not None:
            self.set_zoom(self._zoom.showing(timestep))

    def _focus(self) -> float:
        timestep = Progress(self._workbench.moment).timestep
        if timestep is None or timestep not in self._zoom.visible():
            return self.width() / 2
        return self._zoom.column_x(timestep + 0.5)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scene = self._scene()
        painter.fillRect(self.rect(), scene.theme.surface.canvas)
        if self._zoom.level == "bands":
            rows = band_rows(self._model, self._zoom, float(self.height()))
            BandPainter(painter, scene, self._zoom, rows, self._bands).paint()
            return
        sight = self._sight()
        placed, rail = [(sight.x_of(column), column) for column in sight.columns()], sight.rail
        height = float(self.height())
        painter.save()
        painter.setClipRect(QRectF(rail.width, 0, self.width() - rail.width, height))
        on_screen = self._is_on_screen(painter)
        changed = self._changes.since(scene) if on_screen else None
        if on_screen:
            self._column_painter.paint(painter, scene, self._zoom, height, placed, changed)
        else:
            paint_columns(painter, scene, self._zoom, height, placed)
        FormulaPainter(scene, rail, placed, QSizeF(self.size())).paint(painter)
        painter.restore()
        if on_screen:
            self._kept_rail.paint(painter, rail, scene, height, changed)
        else:
            rail.paint(painter, scene, height)

    def _is_on_screen(self, painter: QPainter) -> bool:
        """Whether it is painted at the resolution of the screen: not for a file of lines, nor for
        one of other dots.
        """
        is_raster = painter.paintEngine().type() == QPaintEngine.Type.Raster
        return is_raster and painter.deviceTransform().m11() == self.devicePixelRatioF()

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
            self._selected(moment),
            self._shares(moment),
            self._hovered,
            len(self._model.layers) > 1,
            selection.path,
        )

    def _selected(self, moment: Moment) -> frozenset[str]:
        """Where what all panels point at is to be seen."""
        selection = self._workbench.selection
        names = {*selection.points, selection.tensor} - {None}
        return frozenset(place_of_value(moment.program, str(name)) for name in names)

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
            frame = Frame(self._model, zoom.level, zoom.pitch, height, zoom.stub, self._folding)
            self._maker = ColumnMaker(frame)
            self._rail = Rail(frame)
        return self._maker, self._rail

    def tensor_at(self, place: QPointF) -> str | None:
        """The tensor that is drawn at a point of the widget."""
        moment = self._workbench.moment
        if self._zoom.level == "bands":
            rows = band_rows(self._model, self._zoom, float(self.height()))
            return tensor_in_bands(rows, self._zoom, place.x(), place.y(), moment)
        return self._sight().tensor_at(place.x(), place.y(), moment)

    def chevron_at(self, place: QPointF) -> Chevron | None:
        """The mark that a cell is folded or opened by, at a point of the widget."""
        if self._zoom.level == "bands":
            return None
        return self._sight().chevron_at(place.x(), place.y())

    def others_at(self, name: str) -> tuple[str, ...]:
        """Partial sums and their like that are seen at the node of a tensor."""
        timestep = split_name(name)[1]
        if timestep is None or self._zoom.level == "bands":
            return ()
        return self._sight().others_at(name, timestep)

    def _sight(self) -> Sight:
        return Sight(*self._layout(), self._zoom)

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
            chevron = self.chevron_at(event.position())
            name = None if chevron else self.tensor_at(event.position())
            self._hover(name)
            tip = tip_of(self._workbench.moment, name) if name else ""
            if chevron is not None:
                tip = FOLD_TIP if chevron.is_open else OPEN_TIP
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
        chevron = self.chevron_at(event.position())
        if chevron is not None:
            if chevron.is_open:
                self.fold_cell(chevron.layer)
            else:
                self.open_cell(chevron.layer, event.position().x())
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
        if name is not None and self.chevron_at(event.position()) is None:
            self.tensor_double_clicked.emit(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._maker = None
        self.set_zoom(self._zoom.resized(float(self.width()), self._zoom.left))
        if not self._is_users:
            self._place()

    def _place(self) -> None:
        """The zoom to begin with: everything, if it can be read so, else the standard width."""
        least = UNITS_FROM if self._model.is_small else STANDARD
        if self._model.opens:
            least = OPENED

        def choose(zoom: Zoom) -> Zoom:
            fitted = zoom.fitted()
            if fitted.pitch < least and zoom.timesteps <= SHOWN_WIDE:
                return replace(fitted, pitch=least)
            return fitted

        self._settle(choose)
        self._show_current(self._workbench.moment)

    def _settle(self, choose: Callable[[Zoom], Zoom]) -> None:
        # Twice, since the level decides how much at the left does not scroll.
        for _ in range(2):
            self.set_zoom(choose(self._zoom))
