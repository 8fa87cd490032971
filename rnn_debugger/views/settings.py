"""What the window remembers from one day to the next."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QByteArray, QSettings

LAYOUT_VERSION = 2
"""Raised whenever docks come or go, so that an old layout is not laid over new panels."""
MOST_RECENT = 8


class Settings:
    """Theme, layout and recent files, in the platform's own place or in a given store."""

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store or QSettings("rnn-debugger", "rnn-debugger")

    @property
    def theme(self) -> Literal["light", "dark"] | None:
        """The theme chosen; None while none was."""
        name = self._store.value("theme")
        return name if name in ("light", "dark") else None

    @theme.setter
    def theme(self, name: Literal["light", "dark"]) -> None:
        self._store.setValue("theme", name)

    @property
    def geometry(self) -> QByteArray | None:
        return self._bytes("geometry")

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("geometry", geometry)

    @property
    def layout(self) -> QByteArray | None:
        return self._bytes("layout")

    @layout.setter
    def layout(self, layout: QByteArray | None) -> None:
        if layout is None:
            self._store.remove("layout")
        else:
            self._store.setValue("layout", layout)

    @property
    def recent(self) -> list[Path]:
        """Files opened before that still exist, the last one first."""
        stored = self._store.value("recent")
        names = [stored] if isinstance(stored, str) else stored
        if not isinstance(names, list):
            return []
        return [path for path in map(Path, map(str, names)) if path.is_file()]

    def add_recent(self, path: Path) -> None:
        paths = [path, *(other for other in self.recent if other != path)][:MOST_RECENT]
        self._store.setValue("recent", [str(kept) for kept in paths])

    @property
    def recent_conditions(self) -> list[str]:
        """Conditions that were run to, the last one first."""
        stored = self._store.value("recent_conditions")
        texts = [stored] if isinstance(stored, str) else stored
        return [str(text) for text in texts] if isinstance(texts, list) else []

    def add_recent_condition(self, text: str) -> None:
        texts = [text, *(other for other in self.recent_conditions if other != text)]
        self._store.setValue("recent_conditions", texts[:MOST_RECENT])

    def _bytes(self, key: str) -> QByteArray | None:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else None
