from itertools import pairwise

import pytest

import rnn_debugger
from rnn_debugger.debugger import (
    Bookmark,
    Branch,
    BranchMap,
    Edit,
    Mark,
    MarkSet,
    Place,
    Position,
    Stretch,
    run_marks,
)
from rnn_debugger.debugger.run_map.marks import APART, branch_text

PROGRAM = rnn_debugger.open("simple-words").program


def programs(iteration):
    return PROGRAM


def mark(iteration, kind="breakpoint", operation=0):
    return Mark(kind, Position(0, iteration, operation), f"{kind} {iteration}")


def stretch(first=0.0, last=1000.0, width=1000.0):
    return Stretch(first, last, width, 100_000, len(PROGRAM))


def test_marks_that_are_apart_are_all_shown():
    marks = [mark(10), mark(400, "bookmark"), mark(990, "nan")]
    shown = MarkSet(marks, programs).shown(stretch())
    assert [one.mark.position.iteration for one in shown] == [10, 400, 990]
    assert [one.x for one in shown] == pytest.approx([10, 400, 990])
    assert all(one.hidden == 0 and one.text == one.mark.text for one in shown)


def test_thousands_are_thinned_and_none_is_lost_count_of():
    marks = [mark(n % 1000, operation=n // 1000) for n in range(20_000)]
    shown = MarkSet(marks, programs).shown(stretch())
    assert len(shown) <= 1000 / APART + 1
    gaps = [b.x - a.x for a, b in pairwise(shown)]
    assert min(gaps) >= APART
    assert sum(1 + one.hidden for one in shown) == 20_000


@pytest.mark.parametrize("others", [[500], range(480, 520), [488, 512]])
def test_the_most_important_stays(others):
    marks = [*(mark(n, "fork") for n in others), mark(501, "nan"), mark(503, "bookmark")]
    shown = MarkSet(marks, programs).shown(stretch())
    assert ("nan", 501) in {(one.mark.kind, one.mark.position.iteration) for one in shown}
    assert all(abs(a.x - b.x) >= APART for a in shown for b in shown if a is not b)


def test_only_what_is_in_view():
    marks = [mark(n) for n in (5, 105, 205)]
    shown = MarkSet(marks, programs).shown(stretch(100.0, 200.0))
    assert [(one.mark.position.iteration, one.x) for one in shown] == [(105, pytest.approx(50))]
    assert MarkSet([], programs).shown(stretch()) == []
    assert MarkSet(marks, programs).shown(stretch(300.0, 400.0)) == []


def test_those_that_stand_for_others_say_so():
    shown = MarkSet([mark(5), mark(6)], programs).shown(stretch())
    assert [one.text for one in shown] == ["breakpoint 5\nthere is 1 more close by: zoom in"]
    shown = MarkSet([mark(5), mark(6), mark(7)], programs).shown(stretch())
    assert shown[0].text.endswith("there are 2 more close by: zoom in")


def test_what_is_marked():
    branches = [
        Branch(0),
        Branch(1, 0, Place(10, 3), (Edit("Whh", (0, 0), 0.5),), {}, "larger"),
        Branch(2, 0, Place(20, 0), (), {"learning_rate": 0.1, "clip_value": None}),
        Branch(3, 1, Place(30, 0)),
    ]
    bookmarks = [Bookmark("a", Position(0, 5, 0)), Bookmark("b", Position(1, 40, 0))]
    hits = [Position(0, 15, 0), Position(0, 8, 1)]
    way = BranchMap(branches, 0)
    marks = run_marks(way, branches, bookmarks, hits, 70)
    found = [(one.kind, one.position, one.is_elsewhere) for one in marks]
    assert found == [
        ("bookmark", (0, 5, 0), False),
        ("bookmark", (1, 40, 0), True),
        ("edit", (0, 10, 3), False),
        ("fork", (0, 20, 0), False),
        ("breakpoint", (0, 15, 0), False),
        ("breakpoint", (0, 8, 1), False),
        ("nan", (0, 70, 0), False),
    ]
    texts = [one.text for one in marks]
    assert texts[1] == "b, on another branch"
    assert texts[2] == "larger begins here: Whh[0, 0] = 0.5"
    assert texts[3] == "branch 2 begins here: learning rate = 0.1, clipping = off"
    assert "70" in texts[-1]
    from_one = run_marks(BranchMap(branches, 1), branches, bookmarks, hits, None)
    found = [(one.kind, one.position, one.is_elsewhere) for one in from_one]
    assert found == [
        ("bookmark", (0, 5, 0), False),
        ("bookmark", (1, 40, 0), False),
        ("edit", (1, 10, 3), False),
        ("fork", (1, 30, 0), False),
        ("breakpoint", (0, 8, 1), False),
    ]


def test_many_edits_are_cut_short():
    edits = tuple(Edit("Whh", (n, 0), n / 2) for n in range(9))
    text = branch_text(Branch(1, 0, Place(1, 1), edits))
    assert text == "branch 1 begins here: Whh[0, 0] = 0, Whh[1, 0] = 0.5, Whh[2, 0] = 1, …"
