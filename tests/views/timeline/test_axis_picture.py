"""The axis: its numbers, but for those under the cursor's handle; painted anew when they change."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from rnn_debugger.debugger import Stretch, axis_ticks
from rnn_debugger.views.theme import load_theme
from rnn_debugger.views.timeline.axis_picture import AxisPicture
from rnn_debugger.views.timeline.rows import Row
from rnn_debugger.views.timeline.run_scene import RunScene
from tests.support.experiments import random_table, session

ROW = Row(4.0, 18.0)
THEME = load_theme("light")


@pytest.fixture
def scene(qapp):
    run = session(random_table(3, length=2, learning_rate=0.1))
    run.seek(40)
    return RunScene(run)


@pytest.fixture
def stretch(scene):
    return Stretch(0.0, 40.0, 900.0, 40, len(scene.programs(0)))


def painted(axis, stretch, handle=None):
    image = QImage(900, 26, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    axis.draw(painter, THEME, stretch, ROW, handle)
    painter.end()
    return image


def has_text(image, left, right):
    """Below the tick marks."""
    return any(
        QColor(image.pixel(x, y)).lightness() < 200
        for x in range(max(int(left), 0), min(int(right), 900))
        for y in range(9, 21)
    )


def test_every_tick_has_its_number(scene, stretch):
    axis = AxisPicture()
    axis.follow("here", scene, stretch, ROW)
    image = painted(axis, stretch)
    ticks = axis_ticks(stretch, scene.programs)
    assert len(ticks) > 3
    for tick in ticks:
        x = stretch.x(tick.place)
        assert has_text(image, x - 8, x + 16), tick


def test_a_number_under_the_handle_is_left_out_and_comes_back(scene, stretch):
    axis = AxisPicture()
    axis.follow("here", scene, stretch, ROW)
    whole = painted(axis, stretch)
    tick = axis_ticks(stretch, scene.programs)[2]
    x = stretch.x(tick.place)
    covered = painted(axis, stretch, QRectF(x - 10, 6, 20, 15))
    assert has_text(whole, x - 8, x + 8)
    assert not has_text(covered, x - 8, x + 8)
    assert painted(axis, stretch) == whole


def test_another_stretch_has_other_ticks(scene, stretch):
    axis = AxisPicture()
    axis.follow("here", scene, stretch, ROW)
    before = painted(axis, stretch)
    nearer = stretch.zoomed(4.0, 100.0)
    axis.follow("there", scene, nearer, ROW)
    assert painted(axis, nearer) != before
