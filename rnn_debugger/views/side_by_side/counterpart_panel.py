"""The second graph: a run of its own that goes along with the first."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from rnn_debugger.debugger import Lockstep, Moment
from rnn_debugger.views.graph.canvas import Canvas
from rnn_debugger.views.panel import Panel, Workbench
from rnn_debugger.views.player import Player
from rnn_debugger.views.side_by_side.follower import Follower
from rnn_debugger.views.side_by_side.rest_sign import RestSign


class CounterpartPanel(Panel):
    """Shows the second session of a lock-step. `workbench` is that of the second session, with
    the selection of the first; whatever a person wants here is done by `leader`, the first's
    player, and the second goes along.
    """

    name = "counterpart"

    def __init__(
        self, workbench: Workbench, lockstep: Lockstep, leader: Player, follower: Follower
    ) -> None:
        super().__init__(workbench)
        self._lockstep = lockstep
        self._leader = leader
        self.canvas = Canvas(workbench)
        self.rest_sign = RestSign(self.canvas, workbench.themes)
        self.canvas.tensor_clicked.connect(self._select)
        self.canvas.tensor_double_clicked.connect(self.go_to)
        self.canvas.menu_asked.connect(self._show_menu)
        self.body.addWidget(self.canvas, 1)
        self.setFocusProxy(self.canvas)
        follower.followed.connect(self.refresh)

    def draw(self, moment: Moment) -> None:
        # Not `follow`: what is in sight is decided by the first graph.
        self.canvas.update()
        resting = self._lockstep.resting if self._lockstep.is_level else None
        self.rest_sign.show_sentence(
            f"rests: there is no {resting.output} here" if resting is not None else ""
        )

    def go_to(self, name: str) -> None:
        """Go to where the operation that made a tensor here has just run."""
        maker = self.workbench.moment.maker(name)
        if maker is not None:
            place = self._lockstep.place_reaching(maker.id)
            self._leader.seek(place.iteration, place.operation)

    def menu_of(self, name: str) -> QMenu:
        """What can be done with a tensor of the second graph."""
        menu = QMenu(self)
        inspect = menu.addAction(f"Inspect {name} of the first", lambda: self._select(name))
        inspect.setEnabled(self._is_in_first(name))
        moment = self.workbench.moment
        maker = moment.maker(name) if moment.is_present(name) else None
        go = menu.addAction("Go to the operation that made it", lambda: self.go_to(name))
        go.setEnabled(maker is not None)
        return menu

    def _is_in_first(self, name: str) -> bool:
        return name in self._lockstep.first.program.tensors

    def _select(self, name: str) -> None:
        """The panels around show the first run: a tensor that it has not cannot be selected."""
        if self._is_in_first(name):
            self.workbench.selection.select(name)

    def _show_menu(self, name: str, place: QPoint) -> None:
        menu = self.menu_of(name)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)
