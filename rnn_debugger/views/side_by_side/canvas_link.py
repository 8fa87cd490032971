"""Two graphs that show the same timesteps at the same width, their cells open or folded alike."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from rnn_debugger.views.graph.canvas import Canvas


class CanvasLink(QObject):
    """Whatever is zoomed, scrolled or folded in one of two canvases is so in the other."""

    def __init__(self, first: Canvas, second: Canvas) -> None:
        super().__init__()
        self._first, self._second = first, second
        self._width = second.zoom.width
        self._is_busy = False
        for canvas, lead in self._leads:
            canvas.zoom_changed.connect(lead)
            canvas.folding_changed.connect(lead)
        self._lead_by_first()

    def end(self) -> None:
        """Leave each of them to itself."""
        for canvas, lead in self._leads:
            canvas.zoom_changed.disconnect(lead)
            canvas.folding_changed.disconnect(lead)

    @property
    def _leads(self) -> tuple[tuple[Canvas, Callable[[], None]], ...]:
        return (self._first, self._lead_by_first), (self._second, self._lead_by_second)

    def _lead_by_first(self) -> None:
        self._lead(self._first, self._second)

    def _lead_by_second(self) -> None:
        width = self._second.zoom.width
        if width == self._width:
            self._lead(self._second, self._first)
            return
        # Its size alone has changed: nobody has chosen what is in sight.
        self._width = width
        self._lead_by_first()

    def _lead(self, leader: Canvas, other: Canvas) -> None:
        if self._is_busy:
            return
        self._is_busy = True
        try:
            other.set_folding(leader.folding)
            other.take_zoom(leader.zoom)
        finally:
            self._is_busy = False
