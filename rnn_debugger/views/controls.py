"""The small controls in a panel's head."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QSizePolicy, QToolButton

from rnn_debugger.debugger import Moment
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.text_line import TextLine


def chooser(name: str, tip: str, groups: Iterable[Iterable[tuple[str, str]]]) -> QComboBox:
    """A box of (text, value) choices; a line stands between groups. The value is the item's
    data.
    """
    box = QComboBox()
    box.setObjectName(name)
    box.setToolTip(tip)
    box.setFont(number_font(11))
    box.setMaximumHeight(24)
    box.setMaxVisibleItems(20)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    fill(box, groups)
    return box


def fill(box: QComboBox, groups: Iterable[Iterable[tuple[str, str]]]) -> None:
    """Offer these choices and no others."""
    box.clear()
    for group in groups:
        choices = list(group)
        if box.count() and choices:
            box.insertSeparator(box.count())
        for text, value in choices:
            box.addItem(text, value)


def toggle(name: str, text: str, tip: str, *, checked: bool = False) -> QToolButton:
    """A button that stays down."""
    button = QToolButton()
    button.setObjectName(name)
    button.setText(text)
    button.setToolTip(tip)
    button.setFont(text_font(11))
    button.setCheckable(True)
    button.setChecked(checked)
    button.setStyleSheet(
        "QToolButton { border: 1px solid palette(dark); border-radius: 4px; padding: 2px 8px; }"
        "QToolButton:checked { background: palette(highlight); color: palette(highlighted-text);"
        " border-color: palette(highlight); }"
    )
    return button


class Note(TextLine):
    """A few words in the head of a panel, in the second text colour, at the right of their place.
    It stays as wide as it once was: words change at every step, and nothing is to move.
    """

    def __init__(
        self, themes: Themes, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignRight
    ) -> None:
        super().__init__(side)
        self._themes = themes
        self._widest = 0
        self.setFont(text_font(11))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        themes.changed.connect(self.update)

    def show_text(self, text: str) -> None:
        if text == self.text():
            return
        self.setText(text)
        width = self.fontMetrics().horizontalAdvance(text) + 2
        if width > self._widest:
            self._widest = width
            self.updateGeometry()

    @property
    def ink(self) -> QColor:
        return self._themes.current.surface.second

    def sizeHint(self) -> QSize:
        return QSize(self._widest, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        # Words that grow must not widen the panel.
        return QSize(0, self.sizeHint().height())


def standing(moment: Moment) -> str:
    """Which iteration the values shown belong to: ``iteration 12``, or once its last operation
    has run ``iteration 11, finished``.
    """
    finished = ", finished" if moment.shows_finished else ""
    return f"iteration {moment.iteration:,}{finished}"
