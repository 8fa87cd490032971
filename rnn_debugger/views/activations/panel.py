"""The panel of activations."""

from __future__ import annotations

from rnn_debugger.debugger import Family
from rnn_debugger.views.family_panel import FamilyPanel


class ActivationsPanel(FamilyPanel):
    """A family of values as units × timesteps, filling as the forward sweep runs."""

    name = "activations"
    title = "Activations"
    question = "What does each unit say over time?"

    def message(self, of: Family) -> str:
        return f"{of.base}[t] fills in the forward sweep: press Shift+→"
