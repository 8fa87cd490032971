"""The statistics of what is shown, in two columns."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from rnn_debugger.debugger import Operation, exact, saturated_share, short, statistics
from rnn_debugger.views.colours import Array
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes

ROW_HEIGHT: Final = 18
ROWS: Final = 4


class Figures(QWidget):
    """Painted rather than laid out, since it changes at every step."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self.entries: tuple[tuple[str, str, str], ...] = ()
        """Label, short text and full text of every figure."""
        self.setFixedHeight(ROWS * ROW_HEIGHT)
        themes.changed.connect(self.update)

    def show_entries(self, entries: tuple[tuple[str, str, str], ...]) -> None:
        if entries != self.entries:
            self.entries = entries
            self.update()

    def _area(self, number: int) -> QRect:
        width = self.width() // 2
        column, row = divmod(number, ROWS)
        if len(self.entries) <= ROWS:
            width = self.width()
        return QRect(column * width, row * ROW_HEIGHT, width, ROW_HEIGHT)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            for number, (_, _, full) in enumerate(self.entries):
                if self._area(number).contains(event.pos()):
                    QToolTip.showText(event.globalPos(), full, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        surface = self._themes.current.surface
        for number, (label, text, _) in enumerate(self.entries):
            area = self._area(number)
            painter.setFont(text_font(11))
            painter.setPen(surface.second)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, label)
            is_bad = label in ("NaN", "infinite") and text != "0"
            painter.setFont(number_font(12, bold=is_bad))
            painter.setPen(surface.ink)
            beside = area.adjusted(self._label_width(number), 0, 0, 0)
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, text)

    def _label_width(self, number: int) -> int:
        """What the labels of a column take, so that long numbers have the rest."""
        first = number // ROWS * ROWS
        metrics = QFontMetrics(text_font(11))
        labels = [label for label, _, _ in self.entries[first : first + ROWS]]
        return max(map(metrics.horizontalAdvance, labels)) + 12


def entries_of(values: Array, maker: Operation | None) -> tuple[tuple[str, str, str], ...]:
    """Label, short text and full text of the figures of what is shown, (rows, columns)."""
    if values.size == 1:
        text = exact(float(values.flat[0]))
        return (("value", text.replace("-", "−"), text),)
    figures = statistics(values)
    if figures.nan + figures.infinite == figures.count:
        numbers = []
    else:
        numbers = [
            (label, short(value), f"{label} {exact(value)}")
            for label, value in (
                ("min", figures.minimum),
                ("max", figures.maximum),
                ("mean", figures.mean),
                ("norm", figures.norm),
            )
        ]
    count = f"of {figures.count} elements"
    numbers.append(("NaN", str(figures.nan), f"{figures.nan} {count} are not a number"))
    numbers.append(("infinite", str(figures.infinite), f"{figures.infinite} {count} are infinite"))
    share = saturated_share(maker, values)
    if share is not None:
        tip = "within a hundredth of its limits, where next to no gradient passes through"
        numbers.append(("saturated", f"{100 * share:.3g} %", tip))
    return tuple(numbers)
