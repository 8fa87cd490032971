"""The tensors that a person has seen, so that they can go back to one and forward again."""

from __future__ import annotations


class Trail:
    """A list of names and a place in it.

    What is only passed while stepping is not kept: it takes the place of what was passed before,
    so that going back leads to what was chosen by hand.
    """

    LONGEST = 200

    def __init__(self) -> None:
        self._names: list[str] = []
        self._chosen: list[bool] = []
        self._place = -1

    @property
    def current(self) -> str | None:
        return self._names[self._place] if self._names else None

    @property
    def before(self) -> str | None:
        """Where `back` leads; None at the beginning."""
        return self._names[self._place - 1] if self._place > 0 else None

    @property
    def after(self) -> str | None:
        """Where `forward` leads; None at the end."""
        return self._names[self._place + 1] if self._place + 1 < len(self._names) else None

    def visit(self, name: str, *, chosen: bool) -> None:
        """Another tensor is shown: `chosen` by hand, or passed by a step."""
        if name == self.current:
            self._chosen[self._place] |= chosen
            return
        del self._names[self._place + 1 :], self._chosen[self._place + 1 :]
        if self._names and not chosen and not self._chosen[-1]:
            self._names[-1] = name
            return
        self._names.append(name)
        self._chosen.append(chosen)
        del self._names[: -self.LONGEST], self._chosen[: -self.LONGEST]
        self._place = len(self._names) - 1

    def back(self) -> str | None:
        """The tensor seen before this one, now the current one."""
        if self.before is None:
            return None
        self._place -= 1
        return self.current

    def forward(self) -> str | None:
        """The tensor that `back` came from, now the current one."""
        if self.after is None:
            return None
        self._place += 1
        return self.current
