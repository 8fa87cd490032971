"""Work in slices: a generator that yields whenever something else may be done."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Word = TypeVar("Word")


def finish(slices: Generator[Any, None, Result]) -> Result:
    """Do all of it at once; what it was for. Raises what the slices raise."""
    results: list[Result] = []
    for _ in _into(results, slices):
        pass
    return results[0]


def telling(slices: Generator[Any, None, Result], word: Word) -> Generator[Word, None, Result]:
    """The same slices, each saying the same, such as a progress made elsewhere."""
    results: list[Result] = []
    for _ in _into(results, slices):
        yield word
    return results[0]


def _into(results: list[Result], slices: Generator[Any, None, Result]) -> Iterator[Any]:
    """The slices, and at their end what came of them in a list."""
    results.append((yield from slices))


def portions(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """One after the other so many of them."""
    return (items[first : first + size] for first in range(0, len(items), size))
