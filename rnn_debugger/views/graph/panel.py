"""The panel of the unrolled graph."""

from __future__ import annotations

from rnn_debugger.debugger import Moment
from rnn_debugger.views.panel import Panel, Workbench


class GraphPanel(Panel):
    """The network unrolled through time, live."""

    name = "graph"
    title = "Unrolled graph"
    question = "How does the gradient flow back through time?"

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self.body.addWidget(self.head)

    def draw(self, moment: Moment) -> None:
        pass
