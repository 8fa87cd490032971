"""The panel of gradients."""

from __future__ import annotations

from rnn_debugger.debugger import Family, Moment
from rnn_debugger.views.family_panel import LEFT, RIGHT, FamilyPanel
from rnn_debugger.views.gradients.norm_strip import Norms, NormStrip
from rnn_debugger.views.panel import Workbench


class GradientsPanel(FamilyPanel):
    """A family of gradients as units × timesteps, and below it their norms, filling from right
    to left as the backward sweep runs.
    """

    name = "gradients"
    title = "Gradients"
    question = "What gradient does each unit get over time?"
    gradients = True

    def __init__(self, workbench: Workbench) -> None:
        # Before the panel is built: it may be drawn while it is.
        self.strip = NormStrip(workbench.themes, LEFT, RIGHT)
        super().__init__(workbench)
        self.grid.addWidget(self.strip, 1, 0, 1, 3)
        self.grid.setRowStretch(1, 3)
        self.strip.clicked.connect(self._select_column)
        self.strip.double_clicked.connect(self._go_to_column)

    def draw(self, moment: Moment) -> None:
        super().draw(moment)
        picture = self.heatmap.picture
        assert picture is not None
        self.strip.show_norms(
            Norms(
                self.sheet.family.base,
                self.sheet.timesteps,
                self.sheet.norms.copy(),
                self.sheet.present.copy(),
                self.sheet.exists,
                picture.current_column,
                picture.current_phase,
                picture.marked_column,
            )
        )

    def message(self, of: Family) -> str:
        return f"{of.base}[t] appears in the backward sweep: press Shift+→"

    def _select_column(self, column: int) -> None:
        if self.sheet.exists[column]:
            self.workbench.selection.select(self.sheet.name(column))

    def _go_to_column(self, column: int) -> None:
        self.go_to_maker(0, column)
