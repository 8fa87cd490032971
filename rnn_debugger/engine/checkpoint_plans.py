"""Plans of checkpointing: over which timesteps to run forward again before going back.

Two ways of keeping only some hidden states of the forward sweep and computing the rest again:

- `square_root_plan`: a state every √T timesteps, each stretch between two of them run again once,
  all its values held: Chen, Xu, Zhang, Guestrin, *Training Deep Nets with Sublinear Memory Cost*
  (2016).
- `gruslys_plan`: hidden state memorisation with m slots, placed by dynamic programming: Gruslys,
  Munos, Danihelka, Lanctot, Graves, *Memory-Efficient Backpropagation Through Time* (2016),
  section 3.1. It is the problem that Griewank and Walther solve in closed form in *Algorithm 799:
  Revolve* (2000).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import comb, isqrt
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Pass:
    """Forward from the state of timestep `start` through `start` + 1 … `stop`, and then back.

    `back` is how many timesteps, `stop` and those before it, go through their backward operations
    next; it is 0 for a pass whose only purpose is the state at `stop`.
    """

    start: int
    stop: int
    back: int


Plan: TypeAlias = tuple[Pass, ...]
"""Passes in order. Those up to the first that goes back are the forward sweep."""


def square_root_plan(timesteps: int) -> Plan:
    """States kept every ⌈√T⌉ timesteps; each stretch but the last is run once more."""
    length = _ceil_root(timesteps)
    starts = range(0, timesteps, length)
    last = starts[-1]
    again = [Pass(start, start + length, length) for start in reversed(starts[:-1])]
    return (Pass(0, timesteps, timesteps - last), *again)


def gruslys_plan(timesteps: int, slots: int) -> Plan:
    """At most `slots` hidden states at a time, the initial one among them; one timestep goes back
    after each pass. Raises `ValueError` for less than one slot.

    D(t, m), where the first state of a stretch is kept, is the y that minimises Q(t, m, y) of
    `least_cost`.
    """
    if slots < 1:
        raise ValueError(f"{slots} slots cannot keep the initial state")
    passes: list[Pass] = []
    # By hand rather than by recursion, which would be as deep as there are slots.
    waiting = [(0, timesteps, slots)]
    while waiting:
        start, length, free = waiting.pop()
        if length == 1 or free == 1:
            passes += [Pass(start, start + stop, 1) for stop in range(length, 0, -1)]
            continue
        place = _first_kept(length, free)
        passes.append(Pass(start, start + place, 0))
        waiting.append((start, place, free))
        waiting.append((start + place, length - place, free - 1))
    return tuple(passes)


def plan_cost(plan: Plan) -> int:
    """How many timesteps are run forward in all: T for a plan that computes nothing again."""
    return sum(step.stop - step.start for step in plan)


def least_cost(timesteps: int, slots: int) -> int:
    """C(T, m): the least number of timesteps run forward when `slots` hidden states can be kept.

    Gruslys et al., section 3.1, define it by dynamic programming: C(t, 1) = t(t + 1)/2,
    C(t, m) = 2t − 1 for m ≥ t, else C(t, m) = min Q(t, m, y) over 1 ≤ y < t, where
    Q(t, m, y) = y + C(t − y, m − 1) + C(y, m): y timesteps forward, keep that state, see to those
    behind it with one slot less, then to those before it with all.

    Griewank and Walther have its solution, which needs no table of t × m: with r
    the least number for which (m + r over m) ≥ t, it is t + r·t − (m + r over r − 1). Raises
    `ValueError` for less than one slot.
    """
    if slots < 1:
        raise ValueError(f"{slots} slots cannot keep the initial state")
    slots, runs, reach = min(slots, timesteps), 0, 1
    while reach < timesteps:
        runs += 1
        reach = comb(slots + runs, slots)
    saved = comb(slots + runs, runs - 1) if runs else 0
    return timesteps + runs * timesteps - saved


def _first_kept(length: int, slots: int) -> int:
    """D(t, m): by bisection, as Q is convex in y."""

    def cost(place: int) -> int:
        behind = least_cost(length - place, slots - 1)
        return place + behind + least_cost(place, slots)

    def slope(place: int) -> int:
        return cost(place + 1) - cost(place)

    return 1 + bisect_left(range(1, length - 1), 0, key=slope)


def _ceil_root(number: int) -> int:
    root = isqrt(number)
    return root if root * root == number else root + 1
