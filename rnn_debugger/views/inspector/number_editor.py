"""Editing a number in its cell: Enter takes it, Esc gives up."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPolygonF
from PySide6.QtWidgets import (
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from rnn_debugger.debugger import typed_number
from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.inspector.value_model import FONT_SIZE, ValueModel
from rnn_debugger.views.panel import Themes

WIDTH, MARK = 150, 6
"""Pixels of an editor at least, and of the mark in the corner of an edited element."""
Index = QModelIndex | QPersistentModelIndex


class NumberDelegate(QStyledItemDelegate):
    """Edits and paints the cells of a table of values."""

    entered = Signal(int, int, float)
    """Row, column and the number that an element is to be."""
    refused = Signal(str)
    """Why what was typed is not taken; the editor stays."""
    corrected = Signal()
    """Something else is being typed."""

    def __init__(self, themes: Themes, model: ValueModel) -> None:
        super().__init__(model)
        self._themes = themes
        self._model = model
        self.editor: QLineEdit | None = None
        """The one that is open."""
        self._place = 0, 0

    def give_up(self) -> None:
        """Close the editor; nothing is changed."""
        if self.editor is not None:
            editor, self.editor = self.editor, None
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.RevertModelCache)

    def take(self) -> None:
        """Take what was typed, or say what is wrong with it; what is the same changes nothing."""
        if self.editor is None or self._model.content is None:
            return
        text, (row, column) = self.editor.text(), self._place
        try:
            value = typed_number(text, self._model.content.tensor.dtype)
        except ValueError as error:
            self.refused.emit(str(error))
            return
        is_same = text == self._model.written(row, column)
        self.give_up()
        if not is_same:
            self.entered.emit(row, column, value)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(self._model.written(index.row(), index.column()), parent)
        editor.setObjectName("number_editor")
        editor.setFont(number_font(FONT_SIZE))
        surface = self._themes.current.surface
        editor.setStyleSheet(
            f"QLineEdit {{ background: {surface.card.name()}; color: {surface.ink.name()};"
            f" border: 2px solid {self._themes.current.forward.line.name()}; padding: 0 3px; }}"
        )
        editor.selectAll()
        editor.textEdited.connect(self.corrected)
        self.editor, self._place = editor, (index.row(), index.column())
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        # The table asks whenever panels draw; what has been typed stays.
        return

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        # Enter alone takes a number, by `take`.
        return

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        area = option.rect.adjusted(-1, -2, 1, 2)
        table = editor.parentWidget()
        assert table is not None
        room = table.rect()
        area.setWidth(min(max(area.width(), WIDTH), room.width()))
        area.moveLeft(min(max(area.left(), 0), room.width() - area.width()))
        area.moveTop(min(max(area.top(), 0), max(room.height() - area.height(), 0)))
        editor.setGeometry(area)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.editor:
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.take()
                return True
            if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
                self.give_up()
                return True
        if event.type() == QEvent.Type.ShortcutOverride:
            # Keys that step the session elsewhere move the cursor in the text here.
            event.accept()
            return True
        if event.type() == QEvent.Type.FocusOut:
            self.give_up()
        return False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if self._model.is_edited(index.row(), index.column()):
            corner = QPointF(option.rect.topRight()) + QPointF(1, 0)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._themes.current.surface.ink)
            painter.drawPolygon(
                QPolygonF([corner, corner - QPointF(MARK, 0), corner + QPointF(0, MARK)])
            )
            painter.restore()
