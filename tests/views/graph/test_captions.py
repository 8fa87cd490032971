"""Names at the nodes of gated cells stand apart from each other."""

from itertools import combinations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from rnn_debugger.views.fonts import number_font
from rnn_debugger.views.graph.captions import CAPTION_SIZE, captions
from rnn_debugger.views.graph.elements import Box, Node
from rnn_debugger.views.graph.folding import ALL_OPEN, Folding
from tests.views.graph.layouts import make_columns


def areas(column):
    """The texts of a column whose gradients are all there, and where they stand."""
    metrics = QFontMetricsF(number_font(CAPTION_SIZE))
    for node in column.nodes:
        if node.caption in ("none", "inside", "left", "right"):
            continue
        for placed in captions(node, [n for n in (node.value, node.gradient) if n]):
            width = metrics.horizontalAdvance(placed.text)
            yield placed, QRectF(placed.x, placed.y - 8, width, 9)


@pytest.mark.parametrize("cell", ["lstm", "lstm_peephole", "gru", "gru_reset_after"])
@pytest.mark.parametrize("sizes", [(2,), (2, 3)])
@pytest.mark.parametrize("pitch", [262.0, 306.0, 375.0, 490.0])
@pytest.mark.parametrize("folding", [ALL_OPEN, Folding(frozenset({1}))])
def test_no_two_names_touch(qapp, cell, sizes, pitch, folding):
    maker = make_columns("tensors", 700.0, pitch=pitch, cell=cell, sizes=sizes, folding=folding)
    found = list(areas(maker.column(2)))
    assert found
    for (one, area), (other, other_area) in combinations(found, 2):
        assert not area.intersects(other_area), (one, other)


def test_a_wide_column_names_the_gradients_of_gates_too(qapp):
    def texts(pitch):
        column = make_columns("tensors", pitch=pitch, cell="lstm").column(2)
        return {placed.text for placed, _ in areas(column)}

    assert {"f", "c", "dc", "h", "dh"} <= texts(306.0)
    assert "df" not in texts(306.0)
    assert {"f", "df", "di", "dg", "do"} <= texts(400.0)
    assert {"a_f", "da_f"} <= texts(500.0)


def test_the_name_of_a_value_stands_left_of_its_line_and_that_of_the_gradient_right(qapp):
    node = Node("strip", Box(100, 100, 40, 60), "i2[3]", "di2[3]", caption="split")
    value, gradient = captions(node, ["i2[3]", "di2[3]"])
    assert (value.text, gradient.text) == ("i", "di")
    assert value.x < node.box.forward_x < node.box.backward_x < gradient.x
