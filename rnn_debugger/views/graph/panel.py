"""The panel of the unrolled graph."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton

from rnn_debugger.debugger import Moment, Program, copied_text
from rnn_debugger.views.breakpoints.offers import offer_break, offer_watch
from rnn_debugger.views.graph.canvas import Canvas
from rnn_debugger.views.icons import icon
from rnn_debugger.views.panel import Panel, Workbench
from rnn_debugger.views.updated_mark import UpdatedLegend


class GraphPanel(Panel):
    """The network unrolled through time, live."""

    name = "graph"
    title = "Unrolled graph"
    question = "How does the gradient flow back through time?"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self.canvas = Canvas(workbench)
        self.canvas.tensor_clicked.connect(workbench.selection.select)
        self.canvas.tensor_double_clicked.connect(self._go_to_maker)
        self.canvas.menu_asked.connect(self._show_menu)
        self.legend = UpdatedLegend(workbench.themes, workbench.session.program)
        self.head.add_setting(self.legend)
        self._buttons = [
            self._button(
                "unfold-more-horizontal", "Fold or open gated cells (G)", self.canvas.toggle_cells
            ),
            self._button("magnify-minus-outline", "Zoom out (wheel)", self._zoom_out),
            self._button("magnify-plus-outline", "Zoom in (wheel)", self._zoom_in),
            self._button("arrow-expand-horizontal", "Fit all timesteps", self.canvas.fit),
        ]
        self._fold_button = self._buttons[0][0]
        self._fold_button.setVisible(self.canvas.model.opens)
        self.body.addWidget(self.head)
        self.body.addWidget(self.canvas, 1)
        self.setFocusProxy(self.canvas)
        workbench.themes.changed.connect(self._tint)
        self._tint()

    def take_program(self, program: Program) -> None:
        self.canvas.take_program(program)
        self.legend.take_program(program)
        self._fold_button.setVisible(self.canvas.model.opens)

    def draw(self, moment: Moment) -> None:
        self.canvas.follow(moment)

    def _zoom_in(self) -> None:
        self.canvas.zoom_by(1.4)

    def _zoom_out(self) -> None:
        self.canvas.zoom_by(1 / 1.4)

    def _go_to_maker(self, name: str) -> None:
        moment = self.workbench.moment
        maker = moment.maker(name)
        if maker is not None:
            self.workbench.player.seek_after(moment.iteration, maker.id)

    def _show_menu(self, name: str, place: QPoint) -> None:
        self.menu_of(name).popup(place)

    def menu_of(self, name: str) -> QMenu:
        """What can be done with a tensor."""
        selection, moment = self.workbench.selection, self.workbench.moment
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(f"Inspect {name}", lambda: selection.select(name))
        maker = moment.maker(name) if moment.is_present(name) else None
        go = menu.addAction("Go to the operation that made it", lambda: self._go_to_maker(name))
        go.setEnabled(maker is not None)
        copy = menu.addAction("Copy its numbers", lambda: self._copy(name))
        copy.setEnabled(moment.is_present(name))
        writers = moment.program.writers.get(name, ())
        menu.addSeparator()
        if writers:
            offer_break(menu, self.workbench.session, maker.id if maker else writers[0])
        offer_watch(menu, self.workbench, self, name)
        self._offer_inside(menu, name)
        return menu

    def _offer_inside(self, menu: QMenu, name: str) -> None:
        """What is seen at the same node without a place of its own, and the cell around it."""
        inside = self.canvas.others_at(name)
        if inside:
            menu.addSeparator()
            select = self.workbench.selection.select
            others = menu.addMenu("Inspect what is made here")
            for other in inside:
                others.addAction(other, partial(select, other))
        layer = self.workbench.moment.program.tensors[name].layer
        if layer is None or not any(x.cell and x.number == layer for x in self.canvas.model.layers):
            return
        menu.addSeparator()
        if layer in self.canvas.opened:
            menu.addAction("Fold the cell", lambda: self.canvas.fold_cell(layer))
        else:
            menu.addAction("Open the cell into its gates", lambda: self.canvas.open_cell(layer))

    def _copy(self, name: str) -> None:
        value = self.workbench.moment.value(name)
        table = value.reshape(-1, 1) if value.ndim < 2 else value
        QGuiApplication.clipboard().setText(copied_text(table))

    def _button(
        self, icon_name: str, tip: str, press: Callable[[], None]
    ) -> tuple[QToolButton, str]:
        button = QToolButton()
        button.setToolTip(tip)
        button.clicked.connect(press)
        self.head.add_setting(button)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return button, icon_name

    def _tint(self) -> None:
        for button, icon_name in self._buttons:
            button.setIcon(icon(icon_name, self.workbench.theme))
