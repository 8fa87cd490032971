import numpy as np
import pytest
from PySide6.QtGui import QPainterPath

from rnn_debugger.views.paths import line_path, segments


def point_by_point(x, y):
    """The same line with a call for each point."""
    path, is_open = QPainterPath(), False
    for place, height in zip(x, y, strict=True):
        if not np.isfinite(height):
            is_open = False
        elif is_open:
            path.lineTo(place, height)
        else:
            path.moveTo(place, height)
            is_open = True
    return path


@pytest.mark.parametrize(
    "y",
    [
        [1.0, 2.0, 3.0],
        [np.nan, 1.0, 2.0, np.nan, np.inf, 4.0, 5.0, np.nan],
        [7.0],
        np.random.default_rng(0).standard_normal(1_000),
    ],
)
def test_as_if_drawn_point_by_point(y):
    y = np.asarray(y)
    x = np.arange(len(y)) * 1.5
    path, expected = line_path(x, y), point_by_point(x, y)
    assert path.elementCount() == expected.elementCount()
    for number in range(path.elementCount()):
        found, wanted = path.elementAt(number), expected.elementAt(number)
        assert (found.x, found.y, found.type) == (wanted.x, wanted.y, wanted.type)
    path.lineTo(9, 9)
    expected.lineTo(9, 9)
    assert path == expected


def test_points_alone_are_no_lines():
    y = np.array([1.0, np.nan, 2.0, np.nan, 3.0])
    path = line_path(np.arange(5.0), y)
    assert all(path.elementAt(n).isMoveTo() for n in range(path.elementCount()))
    assert segments(np.arange(5.0), y) == []


@pytest.mark.parametrize("y", [[], [np.nan], [np.inf, np.nan]])
def test_of_nothing_there_is_no_path(y):
    assert line_path(np.arange(len(y), dtype=float), np.asarray(y, float)).isEmpty()
    assert segments(np.arange(len(y), dtype=float), np.asarray(y, float)) == []


def test_the_pieces_join_neighbours_and_leave_out_gaps():
    lines = segments(np.arange(5.0), np.array([1.0, 2.0, np.nan, 4.0, 5.0]))
    assert [(line.x1(), line.y1(), line.x2(), line.y2()) for line in lines] == [
        (0, 1, 1, 2),
        (3, 4, 4, 5),
    ]
