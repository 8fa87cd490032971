"""Coloured text with links, which does not move what stands below it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import ceil

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from rnn_debugger.views.markup import Run


class LinkText(QWidget):
    """Wraps its text. It is as high as a sample text would be, and once it was higher it stays
    so until its width changes: stepping changes the text, and what stands below is to stay. One
    that does not keep its height is as high as its text; whoever holds several of them sees to it
    that nothing moves.

    A label would do, were it not for what it costs: it lays its text out three times, and
    asks everything round it to be laid out anew, each time the text changes.
    """

    activated = Signal(str)
    """The target of a link that was clicked."""
    double_activated = Signal(str)
    """The target of a link that was clicked twice; the text may be another one since the first."""
    menu_filled = Signal(QMenu, str)
    """A context menu to which more can be added, and the target under the mouse or nothing."""

    def __init__(
        self,
        font: QFont,
        sample: str = "",
        tell: Callable[[str], str] | None = None,
        *,
        keeps_height: bool = True,
    ) -> None:
        """`tell` gives the tip for a link's target."""
        super().__init__()
        self._tell = tell
        self._sample = sample
        self._keeps_height = keeps_height
        self._runs: tuple[Run, ...] = ()
        self._pressed = ""
        self._clicked = ""
        self._document = QTextDocument(self)
        self._document.setDefaultFont(font)
        self._document.setDocumentMargin(0)
        self._document.setUndoRedoEnabled(False)
        self._held = -1
        self.setFont(font)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._begin_anew()

    @property
    def runs(self) -> tuple[Run, ...]:
        return self._runs

    @property
    def text(self) -> str:
        """What is shown, without colours and links."""
        return "".join(run.text for run in self._runs)

    def show_runs(self, *runs: Run) -> None:
        """Show these, one after the other."""
        if runs == self._runs:
            return
        self._runs = runs
        # Inserting takes less than half the time that parsing the same as HTML does.
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        for run in runs:
            cursor.insertText(run.text, _format(run.colour, run.bold, run.target))
        cursor.endEditBlock()
        self._lay_out()

    def target_at(self, place: QPoint) -> str:
        """The target of the link at a point; empty where there is none."""
        return self._document.documentLayout().anchorAt(place)

    def menu(self, target: str = "") -> QMenu:
        """What a right click offers, on a link with that target or beside any."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        copy = menu.addAction("Copy")
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(self.text))
        self.menu_filled.emit(menu, target)
        return menu

    def height_of(self, text: str, width: int) -> int:
        """Pixels that a text takes at a width."""
        sample = QTextDocument(text or "M")
        sample.setDefaultFont(self.font())
        sample.setDocumentMargin(0)
        sample.setTextWidth(width)
        return ceil(sample.size().height())

    def _lay_out(self) -> None:
        self._document.setTextWidth(self.width())
        self._hold(ceil(self._document.size().height()) if self._runs else 0)
        self.update()

    def _hold(self, height: int) -> None:
        if height > self._held or (height < self._held and not self._keeps_height):
            self._held = height
            self.setFixedHeight(height)

    def _begin_anew(self) -> None:
        """The width is another one: as high as the sample, or as the text where that is more."""
        self._held = -1
        if self._keeps_height:
            self._hold(self.height_of(self._sample, self.width()))
        self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(100, self.height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        target = self.target_at(event.position().toPoint())
        shape = Qt.CursorShape.PointingHandCursor if target else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        text = self._tell(target) if target and self._tell else ""
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self.target_at(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        target, self._pressed = self._pressed, ""
        if target and target == self.target_at(event.position().toPoint()):
            self._clicked = target
            self.activated.emit(target)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        target, self._clicked = self._clicked, ""
        if target:
            self.double_activated.emit(target)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu(self.target_at(event.pos())).popup(event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._begin_anew()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._document.drawContents(painter)


@lru_cache(maxsize=1024)
def _format(colour: str, bold: bool, target: str) -> QTextCharFormat:
    found = QTextCharFormat()
    found.setForeground(QColor(colour))
    if bold:
        found.setFontWeight(QFont.Weight.Bold)
    if target:
        found.setAnchor(True)
        found.setAnchorHref(target)
    return found
