"""Completing the word that is being typed. The widget says where; nothing else is known of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QWidget

MOST_SHOWN: Final = 10
_WORD: Final = re.compile(r"'?[A-Za-z_]\w*(\[\d*)?$")


def word_before(text: str, cursor: int) -> str:
    """What has been typed of a word, up to the cursor: a name, a tensor, or a text in quotes."""
    found = _WORD.search(text[:cursor])
    return found.group() if found else ""


class Completion(QCompleter):
    """A list of words under a field."""

    def __init__(self, words: Sequence[str], field: QWidget) -> None:
        super().__init__(field)
        self.setModel(QStringListModel(list(words), self))
        self.setWidget(field)
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setMaxVisibleItems(MOST_SHOWN)

    @property
    def list(self) -> QAbstractItemView:
        """Where the words are shown."""
        popup = self.popup()
        assert popup is not None
        return popup

    @property
    def is_open(self) -> bool:
        return self.list.isVisible()

    def offer(self, word: str) -> tuple[str, ...]:
        """What the word may become; nothing for no word, and for one that is whole."""
        if not word:
            return ()
        self.setCompletionPrefix(word)
        model = self.completionModel()
        count = min(model.rowCount(), MOST_SHOWN)
        found = tuple(str(model.data(model.index(row, 0))) for row in range(count))
        return () if found == (word,) else found
