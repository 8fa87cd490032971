"""The functions that operations come from, painted: current line marked, the next pointed at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from rnn_debugger.debugger import (
    Breakpoint,
    CodeLine,
    Listing,
    Operation,
    RowState,
    StopMark,
    TokenKind,
    line_marks,
)
from rnn_debugger.views.fonts import number_font, text_font
from rnn_debugger.views.operations.row_painter import MARK_WIDTH, paint_marks
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.source.wrapping import Stretch, wrap

ROW_HEIGHT: Final = 20
CAPTION_HEIGHT: Final = 30
_FONT_SIZE: Final = 12.0
_MARGIN: Final = 8
_NOTHING: Final = Stretch(0, 0, 0)


@dataclass(frozen=True)
class _Row:
    """A row of the picture: a caption, or a stretch of a line."""

    listing: Listing
    top: int
    line: CodeLine | None = None
    stretch: Stretch = _NOTHING

    @property
    def height(self) -> int:
        return ROW_HEIGHT if self.line else CAPTION_HEIGHT

    def is_at(self, operation: Operation | None) -> bool:
        """Whether an operation comes from this line."""
        if operation is None or operation.source is None or self.line is None:
            return False
        source = operation.source
        return source.file == self.listing.file and source.line == self.line.number


class CodeView(QWidget):
    """As high as its lines need at its width; long lines are wrapped."""

    break_asked = Signal(str, int)
    """File and line that is to get a breakpoint, or to lose it."""
    menu_asked = Signal(str, int, QPoint)
    """File and line, and the place on the screen."""

    def __init__(self, themes: Themes) -> None:
        super().__init__()
        self._themes = themes
        self._breakable: frozenset[tuple[str, int]] = frozenset()
        self._marks: dict[str, dict[int, StopMark]] = {}
        self.setMouseTracking(True)
        self._listings: tuple[Listing, ...] = ()
        self._rows: list[_Row] = []
        self._last: Operation | None = None
        self._next: Operation | None = None
        self._advance = QFontMetricsF(number_font(_FONT_SIZE)).horizontalAdvance("0")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        themes.changed.connect(self.update)

    @property
    def code_left(self) -> int:
        """Where the code begins, right of pointers and line numbers."""
        last = max((listing.lines[-1].number for listing in self._listings), default=1)
        return MARK_WIDTH + round(self._advance * max(len(str(last)), 2)) + 12

    def show_listings(
        self, listings: Sequence[Listing], breakable: Collection[tuple[str, int]] = ()
    ) -> None:
        """Show functions; `breakable` are the files and lines that operations come from."""
        self._listings = tuple(listings)
        self._breakable = frozenset(breakable)
        self._lay_out()

    def mark_stops(self, breakpoints: Sequence[Breakpoint]) -> None:
        """Mark the lines that have breakpoints."""
        marks = {each.file: line_marks(breakpoints, each.file) for each in self._listings}
        if marks != self._marks:
            self._marks = marks
            self.update()

    def point(self, last: Operation | None, upcoming: Operation | None) -> None:
        """Mark the lines of the operation that ran last and of the one that runs next."""
        if (last, upcoming) != (self._last, self._next):
            before = [row for row in self._rows if row.is_at(self._last) or row.is_at(self._next)]
            self._last, self._next = last, upcoming
            now = [row for row in self._rows if row.is_at(last) or row.is_at(upcoming)]
            for row in (*before, *now):
                self.update(0, row.top, self.width(), row.height)

    def marked_area(self) -> QRect | None:
        """Where the current line is; None when no line is marked."""
        rows = [row for row in self._rows if row.is_at(self._last)]
        if not rows:
            return None
        height = rows[-1].top + ROW_HEIGHT - rows[0].top
        return QRect(0, rows[0].top, self.width(), height)

    def _lay_out(self) -> None:
        columns = int((self.width() - self.code_left - _MARGIN) / self._advance)
        self._rows = []
        top = 0
        for listing in self._listings:
            self._rows.append(_Row(listing, top))
            top += CAPTION_HEIGHT
            for line in listing.lines:
                for stretch in wrap(line.text, max(columns, 12)):
                    self._rows.append(_Row(listing, top, line, stretch))
                    top += ROW_HEIGHT
            top += _MARGIN
        self.setMinimumHeight(top)
        self.update()

    def _paint_caption(self, painter: QPainter, row: _Row) -> None:
        painter.setFont(text_font(11))
        painter.setPen(self._themes.current.surface.second)
        area = QRect(12, row.top, self.width() - 20, row.height)
        text = painter.fontMetrics().elidedText(
            row.listing.file, Qt.TextElideMode.ElideLeft, area.width()
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_line(self, painter: QPainter, row: _Row) -> None:
        theme = self._themes.current
        line, stretch = row.line, row.stretch
        assert line is not None
        area = QRect(0, row.top, self.width(), ROW_HEIGHT)
        is_last, is_next = row.is_at(self._last), row.is_at(self._next)
        if is_last and self._last is not None:
            painter.fillRect(area, theme.phase(self._last.phase).tint)
        pointed = self._last if is_last else self._next
        if stretch.start == 0:
            state = RowState(done=is_last, last=is_last, next=is_next and not is_last)
            phase = pointed.phase if pointed is not None else "forward"
            mark = self._marks.get(row.listing.file, {}).get(line.number)
            paint_marks(painter, area, phase, state, theme, mark=mark)
        elif is_last and self._last is not None:
            painter.fillRect(0, row.top, 3, ROW_HEIGHT, theme.phase(self._last.phase).line)
        if stretch.start == 0:
            painter.setFont(number_font(10.5))
            painter.setPen(theme.surface.ink if is_last else theme.surface.to_come_text)
            numbers = QRect(MARK_WIDTH, row.top, self.code_left - MARK_WIDTH - 10, ROW_HEIGHT)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(numbers, flags, str(line.number))
        self._paint_code(painter, row, line)

    def _paint_code(self, painter: QPainter, row: _Row, line: CodeLine) -> None:
        """Token by token; in a fixed-width font each character has its column."""
        stretch = row.stretch
        place = stretch.start
        tokens = sorted(line.tokens, key=lambda token: token.start)
        pieces: list[tuple[int, int, TokenKind]] = []
        for token in tokens:
            start, end = max(token.start, stretch.start), min(token.end, stretch.end)
            if start < end:
                pieces += [(place, start, "plain"), (start, end, token.kind)]
                place = end
        pieces.append((place, stretch.end, "plain"))
        for start, end, kind in pieces:
            text = line.text[start:end]
            if not text.strip():
                continue
            font, colour = self._style(kind)
            painter.setFont(font)
            painter.setPen(colour)
            column = stretch.column + start - stretch.start
            left = self.code_left + round(column * self._advance)
            area = QRect(left, row.top, self.width(), ROW_HEIGHT)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, text)

    def _style(self, kind: TokenKind) -> tuple[QFont, QColor]:
        """By weight and grey alone: here colours are the phases'."""
        surface = self._themes.current.surface
        if kind in ("annotation", "comment", "string"):
            return number_font(_FONT_SIZE), surface.second
        return number_font(_FONT_SIZE, bold=kind in ("keyword", "definition")), (
            surface.second if kind == "keyword" else surface.ink
        )

    def line_at(self, place: QPoint) -> tuple[str, int] | None:
        """File and number of the line at a point, where operations come from it."""
        for row in self._rows:
            if row.line is not None and row.top <= place.y() < row.top + row.height:
                found = row.listing.file, row.line.number
                return found if found in self._breakable else None
        return None

    def _gutter_line(self, place: QPoint) -> tuple[str, int] | None:
        return self.line_at(place) if place.x() < self.code_left - 4 else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        line = self._gutter_line(event.position().toPoint())
        if line is not None and event.button() == Qt.MouseButton.LeftButton:
            self.break_asked.emit(*line)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        line = self._gutter_line(event.position().toPoint())
        shape = Qt.CursorShape.ArrowCursor if line is None else Qt.CursorShape.PointingHandCursor
        self.setCursor(shape)
        tip = "" if line is None else f"Breakpoint at line {line[1]}: click sets or removes it"
        QToolTip.showText(event.globalPosition().toPoint(), tip, self)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        line = self.line_at(event.pos())
        if line is not None:
            self.menu_asked.emit(*line, event.globalPos())

    def sizeHint(self) -> QSize:
        return QSize(320, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._themes.current.surface.canvas)
        for row in self._rows:
            if event.region().intersects(QRect(0, row.top, self.width(), row.height)):
                if row.line is None:
                    self._paint_caption(painter, row)
                else:
                    self._paint_line(painter, row)
