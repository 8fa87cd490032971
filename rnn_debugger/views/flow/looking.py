"""Which iteration is to be seen: this one once something flows in it, until then the last one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from rnn_debugger.debugger import Moment, PartsSheet, Place, Road, split_name
from rnn_debugger.views.flow.column_plot import ColumnMarks
from rnn_debugger.views.flow.computing import Computing
from rnn_debugger.views.flow.showing import Showing
from rnn_debugger.views.panel import Workbench

LOOK_SECONDS = 0.05
"""How long looking back at the last iteration may take in one go; what takes longer goes on
between the window's events.
"""


class Looking(QObject):
    """Reads the gradients of a road, those of the last iteration by running it once more."""

    found = Signal()
    """The iteration looked for is there now."""

    def __init__(self, workbench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._sheets: dict[str, PartsSheet] = {}
        self._showing: Showing | None = None
        self._looks: Computing[Moment] = Computing(self)
        self._looks.changed.connect(self.found)

    def forget(self) -> None:
        """From now on it is another program."""
        self._sheets, self._showing = {}, None
        self._looks.stop()

    def look(self, moment: Moment, road: Road) -> Showing:
        """What is to be seen of a road at a moment."""
        selection = self._workbench.selection
        sheet = self._sheets.get(road.base)
        if sheet is None:
            sheet = self._sheets[road.base] = PartsSheet(moment.program, road)
        flows = moment.reached > sheet.begin
        shown: tuple[int | None, int] = moment.iteration, moment.edits
        if flows:
            self._looks.stop()
            sheet.read(moment, selection.sequence)
        else:
            shown = self._before(moment, sheet) or (None, moment.edits)
        operation = moment.last or moment.next
        base, selected = split_name(selection.tensor or "")
        marks = ColumnMarks(
            sheet.column(operation.timestep),
            operation.phase,
            sheet.column(selected) if base == road.base else None,
        )
        iteration, edits = shown
        self._showing = Showing(
            moment, road, sheet, iteration, flows, selection.sequence, edits, marks
        )
        return self._showing

    def _before(self, moment: Moment, sheet: PartsSheet) -> tuple[int, int] | None:
        """Bring the sheet to the iteration before; its number and how many edits lead to it. None
        where there is none, or nothing is known of it yet.
        """
        session, iteration = self._workbench.session, moment.iteration - 1
        if iteration < 0:
            return None
        sequence, branch = self._workbench.selection.sequence, moment.position.branch
        end = Place(iteration + 1, 0)
        edits = sum(place <= end for place, _ in session.edits)
        if sheet.shows(branch, edits, iteration, sequence):
            return iteration, edits
        showing = self._showing
        if self._workbench.player.is_running:
            # The last picture stays: while running, the next is on its way.
            if showing is None or showing.sheet is not sheet or showing.iteration is None:
                return None
            return showing.iteration, showing.edits
        key = (branch, edits, iteration)
        self._looks.want(key, lambda: session.looking_back(iteration), at_once=LOOK_SECONDS)
        # It is good for this one look: the next replay takes its values away.
        found = self._looks.take(key)
        if found is None:
            return None
        sheet.read(found, sequence)
        return iteration, edits
