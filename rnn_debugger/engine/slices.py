"""Work in slices: a generator that yields whenever something else may be done."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Word = TypeVar("Word")


def finish(slices: Generator[Any, None, Result]) -> Result:
    """Do all of it at once; what it was for."""
    while True:
        try:
            next(slices)
        except StopIteration as end:
            result: Result = end.value
            return result


def telling(slices: Generator[Any, None, Result], word: Word) -> Generator[Word, None, Result]:
    """The same slices, each saying the same, such as a progress made elsewhere."""
    while True:
        try:
            next(slices)
        except StopIteration as end:
            result: Result = end.value
            return result
        yield word


def portions(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """One after the other so many of them."""
    return (items[first : first + size] for first in range(0, len(items), size))
