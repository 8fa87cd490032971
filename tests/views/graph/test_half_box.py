"""Half of a rounded box: two of them are the whole."""

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from rnn_debugger.views.graph.half_box import half_box

WHOLE = QRectF(10, 20, 60, 30)


@pytest.mark.parametrize("is_left", [True, False])
def test_it_ends_in_the_middle(is_left):
    path = half_box(WHOLE, 40, 5, is_left=is_left)
    side = QRectF(10, 20, 30, 30) if is_left else QRectF(40, 20, 30, 30)
    assert path.boundingRect() == side
    # Open where the other half begins: no line is drawn there.
    assert path.elementAt(0).x == path.currentPosition().x() == 40


def test_two_halves_are_the_box():
    whole = QPainterPath()
    whole.addRoundedRect(WHOLE, 5, 5)
    left, right = (half_box(WHOLE, 40, 5, is_left=is_left) for is_left in (True, False))
    for x in range(5, 76):
        for y in range(15, 56):
            point = QPointF(x + 0.5, y + 0.5)
            inside = left.contains(point) or right.contains(point)
            assert inside == whole.contains(point), (x, y)
