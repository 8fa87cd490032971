from typing import NamedTuple

import pytest

import rnn_debugger
from rnn_debugger.debugger import (
    Stretch,
    lane_blocks,
    lane_of,
    map_place,
    map_position,
    operation_cells,
    target_at,
)
from rnn_debugger.debugger.run_map.positions import BLOCKS_FROM, OPERATIONS_FROM, WIDEST
from tests.support.running import program

SHORT, LONG = program(1, length=1), program(1, length=4)


class Block(NamedTuple):
    lane: int
    first: float
    last: float
    timestep: int


def listed(stretch, programs):
    """The blocks one by one."""
    columns = [column.tolist() for column in lane_blocks(stretch, programs)]
    return [Block(*row) for row in zip(*columns, strict=True)]


def short(iteration):
    return SHORT


def mixed(iteration):
    """Another program from iteration 3 on."""
    return SHORT if iteration < 3 else LONG


@pytest.fixture
def stretch():
    return Stretch(0.0, 100.0, 1000.0, 100, len(SHORT))


@pytest.mark.parametrize("programs", [short, mixed])
@pytest.mark.parametrize("iteration", [0, 2, 3, 1_000_000])
def test_a_place_leads_back_to_its_operation(programs, iteration):
    count = len(programs(iteration))
    for operation in range(count):
        place = map_place(iteration, operation, programs(iteration))
        assert map_position(place, programs) == (iteration, operation)
        assert map_position(place + 0.9 / count, programs) == (iteration, operation)


def test_places_ascend_with_operations():
    places = [map_place(i, k, mixed(i)) for i in range(5) for k in range(len(mixed(i)))]
    assert places == sorted(set(places))


def test_pixels_and_places(stretch):
    assert stretch.scale == 10
    assert stretch.x(0) == 0
    assert stretch.x(100) == 1000
    assert stretch.place(stretch.x(37.25)) == pytest.approx(37.25)
    part = Stretch(20.0, 40.0, 1000.0, 100, len(SHORT))
    assert part.x(20) == 0
    assert part.x(30) == 500
    assert list(part.iterations) == list(range(20, 40))
    assert list(Stretch(19.5, 21.2, 1000.0, 100, 9).iterations) == [19, 20, 21]


@pytest.mark.parametrize("factor", [0.5, 0.9, 1.1, 2, 30])
@pytest.mark.parametrize("x", [300.0, 500.0, 730.0])
def test_zooming_keeps_what_is_under_the_mouse(factor, x):
    part = Stretch(40.0, 60.0, 1000.0, 10_000, len(SHORT))
    assert part.zoomed(factor, x).x(part.place(x)) == pytest.approx(x)
    assert part.zoomed(factor, x).scale == pytest.approx(part.scale * factor)


def test_zoom_has_ends(stretch):
    assert stretch.zoomed(0.1, 500) == stretch
    closest = stretch.zoomed(1e9, 500)
    assert closest.scale / len(SHORT) == pytest.approx(WIDEST)
    only = Stretch(0.0, 1.0, 1000.0, 1, 2)
    assert only.zoomed(1e9, 3).is_whole


def test_panning_stops_at_the_ends(stretch):
    part = stretch.zoomed(4, 500)
    assert part.panned(40).first == pytest.approx(part.first + 1)
    assert part.panned(1e9).last == 100
    assert part.panned(-1e9).first == 0
    assert stretch.panned(50) == stretch


def test_all_remains_all_as_the_run_grows(stretch):
    grown = stretch.grown(800.0, 150, 9)
    assert (grown.first, grown.last, grown.width) == (0, 150, 800)
    part = stretch.zoomed(4, 500)
    kept = part.grown(1000.0, 150, 9)
    assert (kept.first, kept.last) == (part.first, part.last)


def test_what_is_in_view_does_not_move_and_what_is_not_comes(stretch):
    part = stretch.zoomed(10, 500)
    assert part.showing(50.0) == part
    later = part.showing(70.0)
    assert later.scale == pytest.approx(part.scale)
    assert 0 < later.x(70) < 500
    earlier = part.showing(20.0)
    assert 500 < earlier.x(20) < 1000
    assert part.showing(99.99).last == 100


def test_one_iteration(stretch):
    around = stretch.around(50)
    assert 0 <= around.x(50) < 40
    assert 960 < around.x(51) <= 1000
    assert stretch.around(0).first == 0


def test_levels(stretch):
    count = len(SHORT)

    def at(scale):
        return Stretch(0.0, 1000 / scale, 1000.0, 10_000, count).level

    assert at(BLOCKS_FROM * 0.99) == "curve"
    assert at(BLOCKS_FROM * 1.01) == "blocks"
    assert at(OPERATIONS_FROM * count * 0.99) == "blocks"
    assert at(OPERATIONS_FROM * count * 1.01) == "operations"


def test_a_click_far_away_means_an_iteration(stretch):
    assert target_at(stretch, 504.0, short, 100) == (50, 0)
    assert target_at(stretch, 506.0, short, 100) == (51, 0)
    assert target_at(stretch, -50.0, short, 100) == (0, 0)
    assert target_at(stretch, 5000.0, short, 100) == (99, 0)
    assert target_at(stretch, 997.0, short, 100) == (99, 0)
    assert target_at(stretch, 900.0, short, 40) == (39, 0)


def test_a_click_close_by_means_an_operation():
    part = Stretch(2.0, 5.0, 3000.0, 9, len(SHORT))
    for iteration in (2, 3, 4):
        count = len(mixed(iteration))
        for operation in range(count):
            x = part.x(iteration + (operation + 0.5) / count)
            assert target_at(part, x, mixed, 9) == (iteration, operation)
    assert target_at(part, 2999.0, mixed, 4) == (3, len(LONG) - 1)


def test_every_operation_is_in_one_block():
    part = Stretch(2.0, 4.0, 40.0, 9, len(LONG))
    blocks = listed(part, mixed)
    for iteration in (2, 3):
        count = len(mixed(iteration))
        for operation in mixed(iteration):
            middle = iteration + (operation.id + 0.5) / count
            lanes = {block.lane for block in blocks if block.first <= middle < block.last}
            assert lane_of(operation) in lanes


def test_three_sweeps_an_iteration_where_they_are_narrow():
    part = Stretch(0.0, 5.0, 100.0, 9, len(SHORT))
    blocks = [block for block in listed(part, short) if 1 <= block.first < 2]
    assert [block.lane for block in blocks] == [0, 1, 2]
    assert all(block.timestep == -1 for block in blocks)
    assert blocks[0].first == 1
    assert blocks[-1].last == 2


def test_updates_at_every_timestep_are_joined_where_a_pixel_holds_several():
    program = rnn_debugger.open("simple-words").program
    near = Stretch(0.0, 1.0, 70.0, 1, len(program))
    lanes = [block.lane for block in listed(near, lambda _: program)]
    assert lanes == [0, 1, 2, 1, 2]
    far = Stretch(0.0, 50.0, 100.0, 50, len(program))
    blocks = [block for block in listed(far, lambda _: program) if block.first < 1]
    assert sorted(block.lane for block in blocks) == [0, 1, 2]


def test_timesteps_where_there_is_room():
    program = rnn_debugger.open("char-rnn").program
    part = Stretch(0.0, 1.0, 1200.0, 1, len(program))
    steps = [(block.lane, block.timestep) for block in listed(part, lambda _: program)]
    forward = [timestep for lane, timestep in steps if lane == 0 and timestep > 0]
    backward = [timestep for lane, timestep in steps if lane == 1 and timestep > 0]
    assert forward == list(range(1, 26))
    assert backward == list(range(25, 0, -1))


def test_the_operations_in_view():
    count = len(LONG)
    part = Stretch(4 + 5.5 / count, 4 + 9.5 / count, 1000.0, 9, count)
    cells = list(operation_cells(part, mixed))
    assert [cell.operation.id for cell in cells] == [5, 6, 7, 8, 9]
    assert all(cell.iteration == 4 for cell in cells)
    assert cells[0].first == pytest.approx(4 + 5 / count)
    assert cells[0].last == pytest.approx(cells[1].first)
    ends = list(operation_cells(Stretch(2.5, 3.5, 9000.0, 9, count), mixed))
    assert {cell.iteration for cell in ends} == {2, 3}


def test_what_is_in_view_bounds_the_work():
    part = Stretch(0.0, 1_000_000.0, 1400.0, 1_000_000, len(SHORT)).zoomed(14_000, 700)
    assert part.level == "blocks"
    assert len(listed(part, short)) < 1400
