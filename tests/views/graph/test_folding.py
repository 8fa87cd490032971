"""Which cells are open: those not folded by hand, as many as there is room for."""

import pytest

from rnn_debugger.views.graph.folding import ALL_OPEN, Folding
from rnn_debugger.views.graph.model import GraphModel
from tests.support.experiments import compiled, random_table


@pytest.fixture(scope="module")
def three():
    return GraphModel(compiled(random_table(0, cell="lstm", sizes=(2, 2, 2))).program).layers


@pytest.mark.parametrize(
    ("room", "opened"), [(150, set()), (400, {1}), (480, {1, 2}), (530, {1, 2, 3})]
)
def test_as_many_are_open_as_there_is_room_for(three, room, opened):
    assert ALL_OPEN.open_layers(three, room) == opened


def test_the_layer_opened_last_has_its_room_first(three):
    assert ALL_OPEN.opening(3).open_layers(three, 400) == {3}
    assert ALL_OPEN.opening(3).opening(2).open_layers(three, 400) == {2}


def test_a_folded_layer_leaves_its_room_to_others(three):
    folding = ALL_OPEN.closing(1)
    assert folding.open_layers(three, 400) == {2}
    assert folding.open_layers(three, 2000) == {2, 3}
    assert folding.opening(1).open_layers(three, 400) == {1}
    assert ALL_OPEN.opening(2).closing(2) == Folding(frozenset({2}))


def test_simple_cells_have_nothing_to_open():
    layers = GraphModel(compiled(random_table(0, sizes=(2, 2))).program).layers
    assert ALL_OPEN.open_layers(layers, 5000) == set()
