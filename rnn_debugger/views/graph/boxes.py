"""Boxes, and texts in them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from rnn_debugger.views.fonts import number_font, text_font

BOX_RADIUS = 5.0


def draw_box(  # noqa: PLR0917
    painter: QPainter,
    area: QRectF,
    fill: QColor,
    line: QColor,
    width: float,
    radius: float = BOX_RADIUS,
) -> None:
    painter.setPen(QPen(line, width))
    painter.setBrush(fill)
    painter.drawRoundedRect(area, radius, radius)


def draw_text(  # noqa: PLR0917
    painter: QPainter,
    area: QRectF,
    text: str,
    colour: QColor,
    pixels: float,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
    *,
    bold: bool = False,
) -> None:
    """In the middle of the area's height; words in the proportional font."""
    plain = not any(c.isdigit() for c in text) and len(text) > 6
    painter.setFont(text_font(pixels, bold=bold) if plain else number_font(pixels, bold=bold))
    painter.setPen(colour)
    painter.drawText(area, align | Qt.AlignmentFlag.AlignVCenter, text)
