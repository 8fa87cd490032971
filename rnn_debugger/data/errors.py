"""What is said to a person whose input cannot be used."""

from collections.abc import Sequence
from pathlib import Path

LONGEST_SHOWN = 40
"""Characters of a foreign word that a sentence repeats."""
MOST_LISTED = 10


class BadInput(ValueError):
    """One clear sentence that names the file, the key or the value, for a person to read."""


def unreadable(path: Path, error: OSError | ValueError) -> BadInput:
    """What to say when the system does not give a file's content (a ValueError: a zero byte in
    its name).
    """
    reason = (isinstance(error, OSError) and error.strerror) or str(error)
    return BadInput(f"{path}: {reason.lower()}")


def shown(word: str) -> str:
    """A word from a file, in quotes, so that it fits into a sentence of one line."""
    word = word if word.isprintable() else repr(word)[1:-1]
    return f'"{word if len(word) <= LONGEST_SHOWN else word[: LONGEST_SHOWN - 1] + "…"}"'


def listed(words: Sequence[str]) -> str:
    """Words from a file, one after the other, the first ones of many."""
    more = ["…"] if len(words) > MOST_LISTED else []
    return ", ".join([*map(shown, words[:MOST_LISTED]), *more])
