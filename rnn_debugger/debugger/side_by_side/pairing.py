"""Which operation of one program is which of another: the two programs go along by these pairs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rnn_debugger.engine import Phase, Program

_Key = tuple[Phase, str]


@dataclass(frozen=True)
class Pairing:
    """Pairs of operations of a first and a second program, in the order of both.

    `partners` has, for every operation of the first, that of the second or None; `reached[k]` is
    how many of the second have run when the first k of the first have.
    """

    partners: tuple[int | None, ...]
    reached: tuple[int, ...]

    def operation_reaching(self, operation: int) -> int:
        """How many operations of the first have to run for that of the second to have run; all
        of them, where none brings it about before.
        """
        return min(bisect_right(self.reached, operation), len(self.partners))


@lru_cache(maxsize=8)
def pairing(first: Program, second: Program) -> Pairing:
    """Pair the operations that write the same tensor in the same phase and at the same timestep.

    A single update at the end of a window is that of the last timestep which the sweep back
    comes to: then all that is to be added has been added. Of pairs that cross each other as few
    as possible are left out: where one of two has run, all pairs before it have.
    """
    candidates: list[int | None] = [None] * len(first)
    there = _by_key(second)
    for key, numbers in _by_key(first).items():
        for one, other in _matched(first, second, numbers, there.get(key, [])):
            candidates[one] = other
    partners = _in_order(candidates)
    reached = [0]
    for partner in partners:
        reached.append(reached[-1] if partner is None else partner + 1)
    reached[-1] = len(second)
    return Pairing(tuple(partners), tuple(reached))


def _by_key(program: Program) -> dict[_Key, list[int]]:
    found: dict[_Key, list[int]] = defaultdict(list)
    for operation in program:
        found[operation.phase, operation.output].append(operation.id)
    return found


def _matched(
    first: Program, second: Program, numbers: list[int], others: list[int]
) -> Iterator[tuple[int, int]]:
    """The pairs among operations that write one tensor in one phase."""
    waiting: dict[int | None, list[int]] = defaultdict(list)
    for number in reversed(others):
        waiting[second[number].timestep].append(number)
    left = []
    for number in numbers:
        same = waiting[first[number].timestep]
        if same:
            yield number, same.pop()
        else:
            left.append(number)
    right = sorted(number for rest in waiting.values() for number in rest)
    for one, other in zip(reversed(left), reversed(right), strict=False):
        if first[one].timestep is None or second[other].timestep is None:
            yield one, other


def _in_order(candidates: list[int | None]) -> list[int | None]:
    """The longest ascending subsequence of the partners; the others have None (Fredman, 1975)."""
    ends: list[int] = []
    last: list[int] = []
    before: dict[int, int | None] = {}
    for number, partner in enumerate(candidates):
        if partner is None:
            continue
        place = bisect_left(ends, partner)
        before[number] = last[place - 1] if place else None
        if place == len(ends):
            ends.append(partner)
            last.append(number)
        else:
            ends[place], last[place] = partner, number
    kept: list[int | None] = [None] * len(candidates)
    number_: int | None = last[-1] if last else None
    while number_ is not None:
        kept[number_] = candidates[number_]
        number_ = before[number_]
    return kept
