"""Icons, tinted for the theme."""

from __future__ import annotations

import qtawesome
from PySide6.QtGui import QIcon

from rnn_debugger.views.theme import Theme


def icon(name: str, theme: Theme) -> QIcon:
    """An icon of the Material Design set, such as ``"play"``."""
    tinted: QIcon = qtawesome.icon(
        f"mdi6.{name}",
        color=theme.surface.ink.name(),
        color_disabled=theme.surface.to_come_text.name(),
    )
    return tinted
