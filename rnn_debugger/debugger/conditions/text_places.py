"""Places in the text of an expression, and errors that point at them."""

from __future__ import annotations

from dataclasses import dataclass


class BadCondition(ValueError):
    """An expression that cannot be used: one sentence, and where in the text, counted from 0."""

    def __init__(self, sentence: str, text: str, column: int, length: int) -> None:
        super().__init__(sentence)
        self.text = text
        self.column = column
        self.length = length

    @property
    def shown(self) -> str:
        """The text, and under it a line that marks the place."""
        return f"{self.text}\n{' ' * self.column}{'^' * self.length}"


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of an expression's text."""

    text: str
    column: int
    length: int

    def __str__(self) -> str:
        return self.text[self.column : self.column + self.length]

    def bad(self, sentence: str) -> BadCondition:
        return BadCondition(sentence, self.text, self.column, self.length)
