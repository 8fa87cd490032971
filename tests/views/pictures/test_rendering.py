"""Pictures of panels and of the window: the same as on the screen, in every format."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from rnn_debugger.app import create_window
from rnn_debugger.views.gradients.panel import GradientsPanel
from rnn_debugger.views.graph.panel import GraphPanel
from rnn_debugger.views.inspector.panel import InspectorPanel
from rnn_debugger.views.loss.panel import LossPanel
from rnn_debugger.views.operations.panel import OperationsPanel
from rnn_debugger.views.pictures.rendering import image_of, pixels_of, png_of, svg_of
from rnn_debugger.views.pictures.subjects import panel_subject, window_subject
from tests.support.panels import on_screen

PANELS = (GradientsPanel, LossPanel, OperationsPanel, InspectorPanel)


@pytest.fixture(params=["light", "dark"])
def workbench(request, make_workbench):
    made = make_workbench(theme=request.param)
    made.session.seek(1, 30)
    return made


@pytest.fixture
def graph(qtbot, workbench):
    return on_screen(qtbot, GraphPanel(workbench), 760, 480)


@pytest.fixture
def window(qtbot, store):
    made = create_window("simple-words", store=store)
    qtbot.addWidget(made)
    made.resize(1280, 820)
    made.show()
    made.session.seek(1, 30)
    return made


def colours(image: QImage):
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8).reshape(-1, 4)[:, :3]
    return flat.reshape(image.height(), image.width(), 3).astype(int)


def from_svg(content: bytes, size: QSize):
    # It passes over clip paths, which are looked at elsewhere, and takes a list of fonts for one.
    renderer = QSvgRenderer(re.sub(b', (sans-serif|monospace)"', b'"', content))
    assert renderer.isValid()
    assert renderer.viewBox().size() == size
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor("#FF00FF"))
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def test_the_graph_is_what_stands_on_the_screen(graph):
    subject, canvas = panel_subject(graph), graph.canvas
    shown = colours(canvas.grab().toImage())
    top = canvas.y()
    np.testing.assert_array_equal(colours(image_of(subject))[top : top + canvas.height()], shown)
    np.testing.assert_array_equal(pixels_of(canvas, canvas.size()), shown[..., ::-1])
    small = pixels_of(canvas, QSize(101, 57))
    np.testing.assert_array_equal(small, shown[:57, :101, ::-1])
    large = pixels_of(canvas, canvas.size() + QSize(10, 0))
    assert (large[:, -10:] == large[0, -1]).all()


def differing(subject):
    """Where an SVG file looks otherwise than the picture: bool (height, width)."""
    picture, drawn = colours(image_of(subject)), colours(from_svg(svg_of(subject), subject.size))
    return np.abs(picture - drawn).max(axis=2) > 96


def test_an_svg_looks_like_the_picture(graph, workbench, qtbot):
    others = [on_screen(qtbot, kind(workbench)) for kind in PANELS]
    for panel in (graph, *others):
        # Edges of letters and lines fall a little otherwise.
        assert differing(panel_subject(panel)).mean() < 0.03, panel.name


def test_both_halves_of_a_card_are_in_the_svg(graph):
    subject = panel_subject(graph)
    content = svg_of(subject)
    drawn = colours(from_svg(content, subject.size))
    for name in ("h[2]", "dh[2]", "s[2]", "ds[2]"):
        assert f">{name}</text>".encode() in content
    theme, canvas = graph.workbench.theme, graph.canvas
    grounds = {"h[2]": theme.surface.card, "dh[2]": theme.backward.pale}
    for name, ground in grounds.items():
        places = [
            (x, y)
            for x in range(0, canvas.width(), 3)
            for y in range(0, canvas.height(), 3)
            if canvas.tensor_at(QPointF(x, y)) == name
        ]
        rgb = [ground.blue(), ground.green(), ground.red()]
        found = np.array([drawn[y + canvas.y(), x] for x, y in places])
        # The rest is letters and edges.
        assert (np.abs(found - rgb).max(axis=1) < 4).mean() > 0.5, name


def test_twice_the_size_has_four_times_the_pixels(graph):
    subject = panel_subject(graph)
    image = QImage.fromData(png_of(subject, 2, "simple-words, iteration 1"))
    assert image.size() == subject.size * 2
    assert image.text("Description") == "simple-words, iteration 1"
    small, large = colours(image_of(subject)), colours(image)
    halved = large.reshape(small.shape[0], 2, small.shape[1], 2, 3).mean(axis=(1, 3))
    assert np.abs(halved - small).mean() < 4
    # Sharper, not only larger.
    assert (large[::2, ::2] != large[1::2, 1::2]).any(axis=2).mean() > 0.005


def test_buttons_stay_on_the_screen_alone(graph):
    button = graph._buttons[1][0]
    place = button.mapTo(graph, button.rect().topLeft())
    area = (
        slice(place.y(), place.y() + button.height()),
        slice(place.x(), place.x() + button.width()),
    )
    picture = colours(image_of(panel_subject(graph)))[area]
    assert (picture == picture[0, 0]).all()
    assert not button.isHidden()
    screen = colours(graph.grab().toImage())[area]
    assert (screen != screen[0, 0]).any()


def test_a_panel_behind_another_tab_is_drawn_as_of_now(window):
    panel = next(panel for panel in window.workspace.panels if panel.name == "loss")
    assert not panel.is_in_sight
    subject = panel_subject(panel)
    window.session.seek(0)
    before = colours(image_of(subject))
    window.session.seek(3)
    assert "iteration 2" not in panel.note.text()
    after = colours(image_of(subject))
    assert (before != after).any()
    assert "iteration 2" in panel.note.text()
    # With the head above it, words and legend in full.
    assert subject.parts[0] is panel.head
    np.testing.assert_array_equal(colours(image_of(subject)), after)


def test_the_whole_window(window):
    before = window.session.state_hash(), window.session.position
    subject = window_subject(window)
    shown = colours(window.grab().toImage())
    np.testing.assert_array_equal(colours(image_of(subject)), shown)
    differs = differing(subject)
    assert differs.mean() < 0.04
    assert not differs[: window.menuBar().height()].any(), "its words are not painted over"
    for other in window.conductor.pictures.subjects:
        image_of(other)
    assert (window.session.state_hash(), window.session.position) == before


def test_fonts_are_found_in_other_programs_too(graph):
    families = set(re.findall(rb'font-family="([^"]*)"', svg_of(panel_subject(graph))))
    assert {family.split(b", ")[-1] for family in families} == {b"sans-serif", b"monospace"}
    assert not any(family.startswith((b"Sans Serif", b"monospace")) for family in families)
