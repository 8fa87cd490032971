"""The roles of tensors: a letter and a colour for each, never the colour alone."""

from __future__ import annotations

from PySide6.QtGui import QColor

from rnn_debugger.debugger import ROLES
from rnn_debugger.views.theme import Theme

LETTERS = {role: role[0].upper() for role in ROLES}
"""No two roles begin with the same letter."""


def role_colour(theme: Theme, role: str) -> QColor:
    """The fill of areas and swatches of a role."""
    grey = theme.surface
    return {
        "parameter": theme.parameter.line,
        "optimizer": theme.optimizer.line,
        "input": grey.to_come_line,
        "target": grey.to_come_text,
        "state": theme.forward.line,
        "activation": theme.forward.glow,
        "loss": theme.loss.fill,
        "gradient": theme.backward.line,
    }.get(role, grey.second)
