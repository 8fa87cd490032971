"""The numbers beside a heatmap."""

import pytest
from PySide6.QtGui import QFontMetricsF, QPainter

from rnn_debugger.views import scale_bar
from rnn_debugger.views.panel import Themes
from rnn_debugger.views.scale_bar import ScaleBar
from rnn_debugger.views.theme import load_theme
from tests.support.panels import on_screen


@pytest.mark.parametrize("width", [60, 72, 84])
@pytest.mark.parametrize("level", [5.0, 0.05, 5e-10, 2.5e-101])
def test_no_number_is_cut(qtbot, monkeypatch, width, level):
    written = []

    class Recording(QPainter):
        def drawText(self, room, flags, text):  # noqa: N802
            metrics = QFontMetricsF(self.font())
            written.append((text, metrics.horizontalAdvance(text), room.width()))
            super().drawText(room, flags, text)

    monkeypatch.setattr(scale_bar, "QPainter", Recording)
    bar = on_screen(qtbot, ScaleBar(Themes(load_theme("light")), width), width, 200)
    bar.show_scale(level, "signed", logarithmic=False)
    bar.grab()
    assert "0" in [text for text, _, _ in written]
    assert all(needed <= room for _, needed, room in written)
