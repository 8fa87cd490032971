"""The dot in a branch's colour that stands before its name."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap

from rnn_debugger.views.theme import Theme

SIZE = 16
"""Pixels."""


def dot(theme: Theme, branch: int, *, is_current: bool) -> QIcon:
    """Filled; round that of the current branch there is a ring of ink."""
    pixmap = QPixmap(2 * SIZE, 2 * SIZE)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.branch(branch))
    painter.drawEllipse(QRectF(4, 4, 8, 8))
    if is_current:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.surface.ink, 1.5))
        painter.drawEllipse(QRectF(1.5, 1.5, 13, 13))
    painter.end()
    icon = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Disabled):
        icon.addPixmap(pixmap, mode)
    return icon
