"""What the window remembers from one day to the next."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from PySide6.QtCore import QByteArray, QSettings

LAYOUT_VERSION = 3
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

    @property
    def folded_layers(self) -> frozenset[int]:
        """The layers, counted from 1, whose cells were folded by hand in the graph."""
        stored = self._store.value("folded_layers")
        numbers = [stored] if isinstance(stored, str) else stored
        texts = map(str, numbers) if isinstance(numbers, list) else ()
        return frozenset(int(text) for text in texts if text.isdigit())

    @folded_layers.setter
    def folded_layers(self, layers: frozenset[int]) -> None:
        self._store.setValue("folded_layers", [str(layer) for layer in sorted(layers)])

    @property
    def allowed_code(self) -> set[str]:
        """The SHA-256 of every cell file that a person has allowed to run."""
        stored = self._store.value("allowed_code")
        digests = [stored] if isinstance(stored, str) else stored
        return set(map(str, digests)) if isinstance(digests, list) else set()

    def allow_code(self, sha256: str) -> None:
        self._store.setValue("allowed_code", sorted({*self.allowed_code, sha256}))

    @property
    def history_budget(self) -> int | None:
        """In bytes, what the history of a session may take; None while nothing was chosen."""
        text = str(self._store.value("history_budget"))
        return int(text) if text.isdigit() else None

    @history_budget.setter
    def history_budget(self, size: int) -> None:
        self._store.setValue("history_budget", str(size))

    def _bytes(self, key: str) -> QByteArray | None:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else None
