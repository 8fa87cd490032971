"""Dashes: they cover a line as a pattern would, round corners too."""

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from rnn_debugger.views.graph.dashes import DASH, GAP, dashes


def test_a_straight_line_begins_with_a_dash():
    path = QPainterPath(QPointF(3, 4))
    path.lineTo(3, 24)
    ends = [(line.y1(), line.y2()) for line in dashes(path)]
    step = DASH + GAP
    expected = [(4 + n * step, min(4 + n * step + DASH, 24)) for n in range(3)]
    assert ends == [pytest.approx(pair) for pair in expected]


def test_dashes_and_gaps_make_up_the_way_round_a_box():
    path = QPainterPath()
    path.addRoundedRect(QRectF(0, 0, 90, 40), 4, 4)
    drawn = sum(line.length() for line in dashes(path))
    assert drawn == pytest.approx(path.length() * DASH / (DASH + GAP), abs=DASH)


def test_a_dash_runs_round_a_corner():
    path = QPainterPath(QPointF(0, 0))
    path.lineTo(3, 0)
    path.lineTo(3, 10)
    found = list(dashes(path))
    assert (found[0].p2(), found[1].p1()) == (QPointF(3, 0), QPointF(3, 0))
    assert found[0].length() + found[1].length() == pytest.approx(DASH)


def test_a_path_of_no_length_has_none():
    assert list(dashes(QPainterPath(QPointF(1, 1)))) == []
