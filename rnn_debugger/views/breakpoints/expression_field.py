"""A field for an expression: what is wrong is underlined at its place, and said beneath."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from rnn_debugger.debugger import BadCondition
from rnn_debugger.views.breakpoints.completion import Completion, word_before
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.panel import Themes

Check: TypeAlias = Callable[[str], BadCondition | None]
_HANDED_ON: Final = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
)


class ExpressionLine(QPlainTextEdit):
    """One line of text with completion; a stretch of it can be underlined."""

    def __init__(self, words: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(number_font(12))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.NoWrap)
        self.setTabChangesFocus(True)
        for set_policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            set_policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(3)
        self.setFixedHeight(self.fontMetrics().height() + 14)
        self.underlined = (0, 0)
        """Where the stretch begins and ends."""
        self.completion = Completion(words, self)
        self.completion.activated.connect(self._complete)

    @property
    def text(self) -> str:
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Put a text in place of the one there."""
        self.setPlainText(" ".join(text.splitlines()))
        self.moveCursor(QTextCursor.MoveOperation.End)

    def underline(self, column: int, length: int) -> None:
        """Underline a stretch, at least a character of it; none with a length below 0."""
        marks: list[QTextEdit.ExtraSelection] = []
        self.underlined = (0, 0)
        end = len(self.text)
        if length >= 0 and end:
            start = min(column, end - 1)
            wave = QTextCharFormat()
            wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            wave.setUnderlineColor(self.palette().text().color())
            cursor = QTextCursor(self.document())
            cursor.setPosition(start)
            stop = min(max(start + length, start + 1), end)
            self.underlined = (start, stop)
            cursor.setPosition(stop, QTextCursor.MoveMode.KeepAnchor)
            mark = QTextEdit.ExtraSelection()
            mark.cursor = cursor
            mark.format = wave
            marks.append(mark)
        self.setExtraSelections(marks)

    def _complete(self, word: str) -> None:
        cursor = self.textCursor()
        typed = word_before(self.text, cursor.position())
        cursor.movePosition(
            QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, len(typed)
        )
        cursor.insertText(word)
        self.setTextCursor(cursor)

    def _offer(self) -> None:
        typed = word_before(self.text, self.textCursor().position())
        if not self.completion.offer(typed):
            self.completion.list.hide()
            return
        popup = self.completion.list
        place = self.cursorRect()
        place.setWidth(popup.sizeHintForColumn(0) + popup.verticalScrollBar().sizeHint().width())
        self.completion.complete(place)
        popup.setCurrentIndex(self.completion.completionModel().index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _HANDED_ON:
            # To the completion while it is open, else to the dialog.
            event.ignore()
            return
        super().keyPressEvent(event)
        has_typed = bool(event.text()) and event.text().isprintable()
        if has_typed or self.completion.is_open:
            self._offer()

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.textCursor().insertText(" ".join(source.text().splitlines()))

    def sizeHint(self) -> QSize:
        return QSize(320, self.height())


class ExpressionField(QWidget):
    """The line, and beneath it what is wrong with what stands there."""

    changed = Signal()

    def __init__(
        self,
        themes: Themes,
        check: Check,
        words: Sequence[str],
        *,
        is_optional: bool = True,
    ) -> None:
        super().__init__()
        self._themes = themes
        self._check = check
        self._is_optional = is_optional
        self.error: BadCondition | None = None
        self.line = ExpressionLine(words)
        self.note = QLabel()
        self.note.setFont(text_font(11))
        self.note.setWordWrap(True)
        # Room for it from the start, or the form would jump with every letter.
        self.note.setMinimumHeight(2 * self.note.fontMetrics().lineSpacing())
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.line)
        column.addWidget(self.note)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._look)
        self._restyle()

    @property
    def text(self) -> str:
        return self.line.text.strip()

    @property
    def is_right(self) -> bool:
        """Whether what stands there can be used."""
        return self.error is None and (self._is_optional or bool(self.text))

    def _look(self) -> None:
        text = self.line.text
        self.error = self._check(text) if text.strip() else None
        if self.error is None:
            self.line.underline(0, -1)
        else:
            self.line.underline(self.error.column, self.error.length)
        self.note.setText("" if self.error is None else str(self.error))
        self.changed.emit()

    def _restyle(self) -> None:
        surface, colours = self._themes.current.surface, self._themes.current.forward
        self.line.setStyleSheet(
            f"QPlainTextEdit {{ border: 1px solid {surface.line.name()}; border-radius: 4px;"
            f" background: {surface.canvas.name()}; color: {surface.ink.name()}; }}"
            f"QPlainTextEdit:focus {{ border-color: {colours.line.name()}; }}"
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._restyle()
