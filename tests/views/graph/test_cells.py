"""What is not a number among coloured cells."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from rnn_debugger.views.graph.cells import hatch_not_finite


def hatched(values, width=60, height=40):
    """Whether each pixel is hatched: bool, (height, width)."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    hatch_not_finite(painter, QRectF(0, 0, width, height), np.array(values), QColor("black"))
    painter.end()
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(height, width, 4)
    return flat[:, :, 0] < 128


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_only_what_is_not_finite_is_hatched(qapp, bad):
    marks = hatched([[1.0, 2.0, 3.0], [1.0, bad, 3.0]])
    assert marks[20:, 20:40].any()
    marks[20:, 20:40] = False
    assert not marks.any()


def test_one_among_many_is_wide_enough_to_be_seen(qapp):
    values = np.zeros((500, 500))
    values[250, 250] = np.nan
    rows, columns = np.nonzero(hatched(values))
    assert np.ptp(rows) >= 6
    assert np.ptp(columns) >= 6


def test_finite_values_are_left_alone(qapp):
    assert not hatched(np.ones((3, 3))).any()
