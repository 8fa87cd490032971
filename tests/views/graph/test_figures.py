"""Numbers that fit."""

import pytest
from PySide6.QtGui import QFontMetricsF

from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.graph.figures import fitting


@pytest.mark.parametrize(
    ("figures", "expected"),
    [(20, "−0.006994"), (8, "−0.00699"), (7, "−0.0070"), (2, "−0.0070")],
)
def test_digits_go_where_there_is_no_room_but_never_the_sign(qapp, figures, expected):
    font = number_font(11.5)
    width = QFontMetricsF(font).horizontalAdvance("0") * figures + 1
    assert fitting(-0.0069942, font, width) == expected
