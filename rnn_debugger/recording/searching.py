"""Searching a stretch of a run for the places where rules hold."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from rnn_debugger.recording.branches import START, Place, Route
from rnn_debugger.recording.keyframes import Keyframe
from rnn_debugger.recording.rules import Hit, Rule, RunState, hit_of
from rnn_debugger.recording.walker import Walker


def hits_between(
    walker: Walker, rules: Sequence[Rule], begin: Keyframe, end: Place, is_open: bool
) -> Generator[None, None, list[Hit]]:
    """All hits behind a keyframe up to the end, in order; the very beginning counts as well.
    With `is_open` the end itself does not.

    The walker runs there in slices. A rule that persists has one hit for each stretch on which it
    holds, at the stretch's last place: that is where a way back meets it first.
    """
    walker.jump(begin)
    hits = _Hits(walker.route, end, is_open)
    at_the_start = [rule for rule in rules if rule.persists or begin.place == START]
    hits.visit(walker.state, at_the_start)
    yield from walker.walk(end, rules=rules, visit=hits.visit)
    return hits.all(rules)


class _Hits:
    """Collects what rules meet on the way to the end of a stretch."""

    def __init__(self, route: Route, end: Place, is_open: bool) -> None:
        self._route = route
        self._end, self._is_open = end, is_open
        self._found: list[Hit] = []
        self._lasting: dict[int, Hit] = {}

    def visit(self, state: RunState, tested: Sequence[Rule]) -> bool:
        """Test rules at a place; False, since the walk goes on."""
        for rule in tested:
            self._close(rule, state.place, includes_it=False)
            if rule.holds(state) and not (self._is_open and state.place == self._end):
                if rule.persists:
                    self._lasting[id(rule)] = hit_of(rule, state)
                else:
                    self._found.append(hit_of(rule, state))
        return False

    def all(self, rules: Sequence[Rule]) -> list[Hit]:
        """What was found, in order, once the end has been reached."""
        for rule in rules:
            self._close(rule, self._end, includes_it=not self._is_open)
        return sorted(self._found, key=lambda hit: hit.place)

    def _close(self, rule: Rule, place: Place, *, includes_it: bool) -> None:
        """What has held up to that place, or to right before it."""
        hit = self._lasting.pop(id(rule), None)
        if hit is not None:
            last = place if includes_it else self._route.place(self._route.index(place) - 1)
            self._found.append(hit._replace(place=max(last, hit.place)))
