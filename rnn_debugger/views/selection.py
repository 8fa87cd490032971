"""What all panels point at: one tensor, one element of it, one sequence of the batch."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from rnn_debugger.debugger import Moment


class Selection(QObject):
    """The selection follows the operation that ran last until it is pinned."""

    changed = Signal()
    """The tensor, the element or the pin is another one."""
    sequence_changed = Signal()
    """Another sequence of the batch is to be shown."""

    def __init__(self) -> None:
        super().__init__()
        self._tensor: str | None = None
        self._element: tuple[int, ...] | None = None
        self._pinned = False
        self._sequence = 0
        self._place: tuple[int, int] | None = None
        self._path: frozenset[str] = frozenset()
        self._points: frozenset[str] = frozenset()

    @property
    def tensor(self) -> str | None:
        return self._tensor

    @property
    def element(self) -> tuple[int, ...] | None:
        """The index of the chosen element of the tensor; None while none was chosen."""
        return self._element

    @property
    def pinned(self) -> bool:
        return self._pinned

    @property
    def sequence(self) -> int:
        """The column of the batch that the panels show."""
        return self._sequence

    @property
    def path(self) -> frozenset[str]:
        """Tensors that lie on a way through the graph, which it lights; empty where none is shown.
        Another selection or a step ends it.
        """
        return self._path

    @property
    def points(self) -> frozenset[str]:
        """Tensors that are to be looked at besides the selected one, which the graph frames too. A
        step ends it.
        """
        return self._points

    def select(self, tensor: str, element: tuple[int, ...] | None = None) -> None:
        """Choose a tensor, and an element of it, as a click does."""
        self.show_path(tensor, element, frozenset())

    def show_path(self, tensor: str, element: tuple[int, ...] | None, path: frozenset[str]) -> None:
        """Choose a tensor, and light the way of others to it."""
        if (tensor, element, path) != (self._tensor, self._element, self._path):
            self._tensor, self._element, self._path = tensor, element, path
            self.changed.emit()

    def point_at(self, tensors: Sequence[str]) -> None:
        """Choose the first of these, and point at all of them."""
        points = frozenset(tensors)
        is_other, self._points = points != self._points, points
        if tensors and tensors[0] != self._tensor:
            self.select(tensors[0])
        elif is_other:
            self.changed.emit()

    def pin(self, pinned: bool) -> None:
        """Keep the tensor while stepping, or follow the step again."""
        if pinned != self._pinned:
            self._pinned = pinned
            self.changed.emit()

    def follow(self, moment: Moment) -> None:
        """The session has moved: unless pinned, point at what the last operation wrote. Where it
        only stands on another branch, as after an edit, the tensor stays.

        `changed` is not emitted, since panels draw anew anyway.
        """
        operation = moment.last or moment.next
        place, before = moment.position[1:], self._place
        self._place = place
        if place != before:
            self._path = self._points = frozenset()
        if place == before and self._tensor in moment.program.tensors:
            return
        if not self._pinned and operation.output != self._tensor:
            self._tensor, self._element = operation.output, None

    def show_sequence(self, sequence: int) -> None:
        if sequence != self._sequence:
            self._sequence = sequence
            self.sequence_changed.emit()
