"""Numbers as text that fits into a given width."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetricsF

from rnn_debugger.debugger import short

LEAST_DIGITS = 2


def fitting(number: float, font: QFont, width: float) -> str:
    """Four significant digits, or fewer where there is no room; a cut number is a wrong one."""
    metrics = QFontMetricsF(font)
    text = short(number)
    for digits in (3, LEAST_DIGITS):
        if metrics.horizontalAdvance(text) <= width:
            break
        text = short(number, digits)
    return text
