import pytest

from rnn_debugger.debugger import Branch, BranchMap, Place, Position

TREE = [
    Branch(0),
    Branch(1, 0, Place(10, 3)),
    Branch(2, 1, Place(20, 0)),
    Branch(3, 0, Place(30, 0)),
    Branch(4, 3, Place(40, 0)),
]
REACHED = {
    0: Place(50, 0), 1: Place(25, 0), 2: Place(60, 0), 3: Place(45, 0), 4: Place(40, 0),
}  # fmt: skip


def test_the_futures_that_the_first_branch_does_not_take():
    lines = {line.branch: line for line in BranchMap(TREE, 0).lines(REACHED)}
    assert set(lines) == {1, 2, 3}
    assert (lines[1].first, lines[1].last) == ((10, 3), (25, 0))
    assert (lines[2].first, lines[2].last) == ((20, 0), (60, 0))
    assert lines[1].parent_lane == 0
    assert lines[2].parent_lane == lines[1].lane
    # Where the line of branch 1 has ended there is room for that of branch 3.
    assert lines[3].lane == lines[1].lane != lines[2].lane


def test_seen_from_a_branch_the_others_are_what_went_on():
    lines = {line.branch: line for line in BranchMap(TREE, 2).lines(REACHED)}
    assert set(lines) == {0, 1, 3}
    assert (lines[0].first, lines[0].last, lines[0].parent_lane) == ((10, 3), (50, 0), 0)
    assert (lines[1].first, lines[1].last, lines[1].parent_lane) == ((20, 0), (25, 0), 0)
    assert lines[3].first == (30, 0)
    assert lines[3].parent_lane == lines[0].lane


def test_lines_in_a_lane_never_overlap():
    for current in range(5):
        lines = BranchMap(TREE, current).lines(REACHED)
        for one in lines:
            for other in lines:
                if one is not other and one.lane == other.lane:
                    assert one.last < other.first or other.last < one.first


def test_a_branch_that_went_nowhere_has_no_line():
    assert BranchMap([Branch(0)], 0).lines({0: Place(9, 0)}) == []
    assert 4 not in {line.branch for line in BranchMap(TREE, 0).lines(REACHED)}


@pytest.mark.parametrize(
    ("current", "position", "expected"),
    [
        (0, (0, 99, 0), True),
        (1, (0, 10, 2), True),
        (1, (0, 10, 3), True),
        (1, (0, 10, 4), False),
        (0, (1, 5, 0), True),
        (0, (1, 11, 0), False),
        (2, (0, 15, 0), False),
        (2, (1, 15, 0), True),
        (2, (3, 9, 0), True),
        (2, (3, 11, 0), False),
        (0, (7, 1, 0), False),
    ],
)
def test_what_lies_on_the_way(current, position, expected):
    assert BranchMap(TREE, current).is_on_way(Position(*position)) is expected


def test_where_two_branches_part():
    assert BranchMap(TREE, 2).leaves_at(3) == (10, 3)
    assert BranchMap(TREE, 2).leaves_at(1) == (20, 0)
    assert BranchMap(TREE, 1).leaves_at(2) == (20, 0)
    assert BranchMap(TREE, 1).leaves_at(1) is None
