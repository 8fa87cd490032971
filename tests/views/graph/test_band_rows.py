"""Bands share the height of the panel, however many there are."""

from itertools import pairwise

import pytest

from rnn_debugger.views.graph.band_rows import band_rows
from rnn_debugger.views.graph.model import GraphModel
from rnn_debugger.views.graph.zoom import Zoom
from tests.support.experiments import compiled, random_table


def rows_of(cell, sizes, height, pitch=8.0):
    model = GraphModel(compiled(random_table(0, cell=cell, sizes=sizes)).program)
    return band_rows(model, Zoom(400, pitch, 0.0, 900.0, 92.0, False), height)


def test_a_cell_state_has_its_bands_beside_those_of_the_state():
    names = [band.name for band in rows_of("lstm", (2,), 600.0).bands]
    assert names == ["loss", "y", "c", "h", "dc", "dh", "‖dc‖", "‖dh‖"]
    assert [b.name for b in rows_of("gru", (2,), 600.0).bands] == [
        "loss", "y", "h", "dh", "‖dh‖",
    ]  # fmt: skip


@pytest.mark.parametrize("cell", ["rnn", "lstm"])
@pytest.mark.parametrize("sizes", [(2,), (2, 2)])
@pytest.mark.parametrize("height", [285.0, 340.0, 475.0, 900.0])
def test_bands_do_not_overlap_and_end_over_the_overview(cell, sizes, height):
    rows = rows_of(cell, sizes, height)
    for upper, lower in pairwise(rows.bands):
        assert upper.bottom < lower.top
        assert upper.height > 1
    assert rows.bands[-1].bottom <= (rows.overview if rows.small else height)
    if rows.small is not None:
        for upper, lower in pairwise(rows.small.bands):
            assert upper.bottom < lower.top
        assert rows.small.bands[-1].bottom <= height


def test_in_a_low_panel_the_overview_makes_room():
    assert rows_of("lstm", (2,), 600.0).small is not None
    assert rows_of("lstm", (2,), 300.0).small is None
