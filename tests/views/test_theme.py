"""The themes: what Qt's own widgets get from them."""

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSpinBox

from rnn_debugger.views.theme import apply_theme, load_theme


def luminance(colour):
    """Relative luminance as WCAG 2 defines it."""
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
             for c in (colour.redF(), colour.greenF(), colour.blueF())]  # fmt: skip
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def dark(qapp):
    """The dark theme on the application, until the test is over."""
    palette, sheet, style = qapp.palette(), qapp.styleSheet(), qapp.style().objectName()
    theme = load_theme("dark")
    apply_theme(qapp, theme)
    yield theme
    qapp.setStyleSheet(sheet)
    qapp.setStyle(style)
    qapp.setPalette(palette)


@pytest.mark.parametrize("kind", [QCheckBox, QLineEdit, QSpinBox])
def test_what_is_empty_is_seen_by_its_outline_in_the_dark(qtbot, dark, kind):
    widget = kind()
    qtbot.addWidget(widget)
    widget.resize(120, 28)
    widget.show()
    image = widget.grab().toImage()
    row = [QColor(image.pixel(x, image.height() // 2)) for x in range(4)]
    outline = max(row, key=lambda colour: contrast(colour, dark.surface.window))
    assert contrast(outline, dark.surface.window) >= 3
    assert contrast(outline, dark.surface.canvas) >= 3
