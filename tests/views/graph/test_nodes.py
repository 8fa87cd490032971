"""Names and numbers at the nodes: whole, or not there."""

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF, QImage

from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.graph import nodes, vectors
from rnn_debugger.views.graph.boxes import draw_text
from rnn_debugger.views.graph.panel import GraphPanel

SMALL = """
[model]
cell = "rnn"
hidden_sizes = [3]
[data]
source = "values"
inputs = {inputs}
targets = {targets}
[training]
timesteps = 13
learning_rate = {rate}
"""
INPUTS = np.random.default_rng(1).normal(size=(13, 2)).round(2).tolist()
TARGETS = [[1.0], [0.0]] * 6 + [[1.0]]


@pytest.fixture
def make_panel(show_panel, tmp_path):
    """A function that shows the graph of three units, its columns so many pixels wide."""

    def make(pitch, rate=0.1):
        path = tmp_path / "small.toml"
        path.write_text(SMALL.format(inputs=INPUTS, targets=TARGETS, rate=rate))
        panel = show_panel(GraphPanel, str(path), size=(1000, 600))
        panel.canvas.zoom_by(pitch / panel.canvas.zoom.pitch)
        assert panel.canvas.zoom.pitch == pytest.approx(pitch)
        return panel

    return make


@pytest.fixture
def texts(monkeypatch):
    """What nodes have written: the area, the text, the size."""
    written = []

    def record(painter, area, text, colour, pixels, *rest, **options):
        written.append((area, text, pixels))
        draw_text(painter, area, text, colour, pixels, *rest, **options)

    for module in (nodes, vectors):
        monkeypatch.setattr(module, "draw_text", record)
    return written


@pytest.mark.parametrize("pitch", [560, 280, 200, 120, 70])
@pytest.mark.parametrize("rate", [0.1, 3.0])
def test_no_number_is_cut(make_panel, texts, pitch, rate):
    panel = make_panel(pitch, rate)
    session = panel.workbench.session
    for _ in range(6):
        session.step(1, "phase")
        texts.clear()
        panel.canvas.grab()
        for area, text, pixels in texts:
            width = QFontMetricsF(number_font(pixels)).horizontalAdvance(text)
            assert width <= area.width() + 0.5, text


def test_numbers_stand_in_a_strip_while_it_has_room(make_panel, texts):
    panel = make_panel(280)
    session = panel.workbench.session
    session.step(1, "phase")
    panel.canvas.grab()
    expected = f"{session.value('h[1]')[0, 0]:.2g}".replace("-", "−")
    assert expected in [text for _, text, _ in texts]


def test_in_a_narrow_strip_numbers_go_upwards(show_panel, texts):
    panel = show_panel(GraphPanel, "simple-words", size=(760, 600))
    panel.canvas.fit()
    session = panel.workbench.session
    session.seek(0, next(op.id for op in session.program if op.output == "dh[1]") + 1)
    panel.canvas.grab()
    number = f"{session.value('dh[1]')[0, 0]:.2g}".replace("-", "−")
    (area,) = (area for area, text, _ in texts if text == number)
    assert area.width() > 60
    assert area.height() < 30


def test_a_loss_to_come_has_its_name(show_panel, texts):
    panel = show_panel(GraphPanel, "simple-words", size=(1000, 600))
    panel.canvas.grab()
    assert "loss[1]" in [text for _, text, _ in texts]


def test_a_tiny_loss_does_not_run_into_its_name(show_panel, texts, monkeypatch):
    panel = show_panel(GraphPanel, "simple-words", size=(1400, 700))
    panel.canvas.zoom_by(450 / panel.canvas.zoom.pitch)
    panel.workbench.session.step(1, "phase")
    moment = type(panel.workbench.moment)
    real = moment.value

    def value(moment, name):
        return np.array(1.234567e-17) if name == "loss[1]" else real(moment, name)

    monkeypatch.setattr(moment, "value", value)
    panel.canvas.grab()
    ((area, number, pixels),) = (each for each in texts if each[1].endswith("⁻¹⁷"))
    width = QFontMetricsF(number_font(pixels, bold=True)).horizontalAdvance(number)
    assert width <= area.width()
    (name,) = (area for area, text, _ in texts if text == "loss[1]")
    end = name.left() + QFontMetricsF(number_font(10.5)).horizontalAdvance("loss[1]")
    assert end < area.right() - width


@pytest.mark.parametrize(("pitch", "named"), [(300, True), (170, True), (140, False)])
def test_outputs_and_inputs_are_named_where_there_is_room(make_panel, texts, pitch, named):
    panel = make_panel(pitch)
    panel.workbench.session.step(1, "phase")
    panel.canvas.grab()
    found = {text for _, text, _ in texts}
    assert ({"y[1]", "loss[1]", "x[1]"} <= found) is named


@pytest.mark.parametrize("pitch", [70, 80, 110, 160, 250])
def test_the_names_of_neighbouring_states_do_not_touch(show_panel, pitch, monkeypatch):
    panel = show_panel(GraphPanel, "vanishing", size=(1000, 600))
    panel.workbench.session.seek(1, 0)
    canvas = panel.canvas
    canvas.zoom_by(pitch / canvas.zoom.pitch)
    node = next(n for n in canvas._layout()[0].column(20).nodes if n.value == "h[20]")
    names = ("h", "dh") if node.caption == "short" else ("h[20]", "dh[20]")
    width = QFontMetricsF(number_font(10.5)).horizontalAdvance("".join(names)) + 11
    assert width < pitch


def test_a_parameter_that_is_nan_is_hatched_in_the_rail(make_panel):
    panel = make_panel(280, rate=1e200)
    slot = next(s for s in panel.canvas._layout()[1].slots if s.parameter == "Whh")
    area = slot.value.adjusted(4, 4, -4, -4).toAlignedRect()

    def ink():
        image = panel.canvas.grab(area).toImage().convertToFormat(QImage.Format.Format_RGB32)
        flat = np.frombuffer(image.constBits(), np.uint8)
        return int((flat.reshape(-1, 4)[:, :3].max(axis=1) < 60).sum())

    assert ink() == 0
    panel.workbench.session.step(3, "iteration")
    assert np.isnan(panel.workbench.session.value("Whh")).any()
    assert ink() > 50
