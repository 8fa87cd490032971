"""Opened cells: every part is there, stands free, and lines lead from box to box."""

import itertools
from math import hypot

import pytest

from rnn_debugger.views.graph.feeding import RISE
from rnn_debugger.views.graph.folding import Folding
from tests.views.graph.layouts import all_columns, make_columns

LSTMS = ("lstm", "lstm_peephole", "lstm_coupled")
CELLS = (*LSTMS, "gru", "gru_reset_after")
HEIGHTS, PITCHES = (285.0, 480.0, 900.0), (262.0, 306.0, 450.0)


def opened(cell, height=560.0, pitch=306.0, **choices):
    maker = make_columns("tensors", height, pitch=pitch, cell=cell, **choices)
    assert maker.frame.opened == {layer.number for layer in maker.frame.model.layers}
    return maker


def node_of(column, name):
    return next(n for n in column.nodes if name in (n.value, n.gradient))


def wires_of(column, output, part="whole"):
    return [w for w in column.wires if output in w.outputs and w.part == part]


@pytest.mark.parametrize("cell", CELLS)
def test_every_gate_is_a_node_with_its_gradient_and_its_pre_activation(cell):
    maker = opened(cell)
    column, (layer,) = maker.column(2), maker.frame.model.layers
    pairs = {(node.value, node.gradient) for node in column.nodes}
    for gate in layer.cell.gates:
        for base in filter(None, (gate.value, gate.before)):
            assert (f"{base}[2]", f"d{base}[2]") in pairs
        assert node_of(column, f"{gate.value}[2]").kind == ("share" if gate.is_share else "strip")


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("pitch", PITCHES)
@pytest.mark.parametrize("height", HEIGHTS)
def test_circles_stand_free(cell, pitch, height):
    column = opened(cell, height, pitch).column(2)
    circles = [*column.joints, *column.sums]
    for one, other in itertools.combinations(circles, 2):
        apart = hypot(one.centre.x - other.centre.x, one.centre.y - other.centre.y)
        assert apart >= one.radius + other.radius - 0.5, (one, other)
    for circle in circles:
        for node in column.nodes:
            box, (x, y), r = node.box, circle.centre, circle.radius - 0.5
            across = max(box.left - x, x - box.right, 0.0)
            down = max(box.top - y, y - box.bottom, 0.0)
            assert hypot(across, down) >= r, (circle, node)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("pitch", PITCHES)
@pytest.mark.parametrize("height", HEIGHTS)
def test_nothing_leaves_the_column_but_what_goes_to_the_one_before(cell, pitch, height):
    maker = opened(cell, height, pitch)
    for column in all_columns(maker)[1:]:
        for box in [node.box for node in column.nodes]:
            assert box.left >= 0
            assert box.right <= pitch
            assert box.top >= 0
            assert box.bottom <= height
        for wire in column.wires:
            assert all(-pitch <= x <= pitch and 0 <= y <= height for x, y in wire.points), wire


@pytest.mark.parametrize("cell", CELLS)
def test_the_state_goes_straight_on_from_timestep_to_timestep(cell):
    maker = opened(cell)
    base = "c" if cell in LSTMS else "h"
    here = node_of(maker.column(2), f"{base}[2]").box
    before = node_of(maker.column(1), f"{base}[1]").box.moved(-306.0)
    road = sorted((w for w in maker.column(2).wires if w.is_road), key=lambda w: w.points[0].x)
    assert len({y for wire in road for _, y in wire.points}) == 1
    assert road[0].points[0].x == before.right
    assert road[-1].points[-1].x == here.left
    joints = {round(j.centre.x): j for j in maker.column(2).joints}
    for one, other in itertools.pairwise(road):
        # Where one stretch ends and the next begins, there is a joint.
        gap = (one.points[-1].x + other.points[0].x) / 2
        joint = joints[round(gap)]
        assert abs(joint.centre.y - one.points[-1].y) < joint.radius
    assert all(before.top <= wire.points[0].y <= before.bottom for wire in road)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("sizes", [(2,), (2, 3)])
def test_products_go_all_the_way_from_what_they_read_to_their_gate(cell, sizes):
    maker = opened(cell, 900.0, sizes=sizes)
    model = maker.frame.model
    column = maker.column(2)
    for layer in model.layers:
        h = f"{layer.h}[1]"
        state = node_of(maker.column(1), h).box.moved(-306.0)
        below = node_of(column, model.below(layer, 2)).box
        for gate in layer.cell.gates:
            if gate.before is None:
                continue
            end = node_of(column, f"{gate.before}[2]").box
            for name in model.written(layer, 2):
                writer = model.writer(name)
                if writer.primitive != "matmul" or not writer.inputs[0].endswith(gate.value[0]):
                    continue
                if writer.inputs[1] not in (h, model.below(layer, 2)):
                    continue
                (way,) = wires_of(column, name, "way")
                start = state if writer.inputs[1] == h else below
                assert start.left <= way.points[0].x <= start.right
                assert way.points[0].y in (start.top, start.bottom)
                if cell == "gru_reset_after" and writer.inputs == (f"W{layer.h[1:]}hn", h):
                    continue  # It goes to the joint with r.
                assert way.points[-1] == (end.forward_x, end.bottom)
                assert way.weight == writer.inputs[0]


@pytest.mark.parametrize("cell", CELLS)
def test_the_parts_of_dh_meet_beside_the_column_and_go_on_to_the_state_before(cell):
    maker = opened(cell)
    model, column = maker.frame.model, maker.column(2)
    (meeting,) = (s for s in column.sums if s.output == "dh_next[1]")
    assert meeting.parts == model.parts("dh_next[1]")
    assert meeting.centre.x == RISE
    (carry,) = wires_of(column, "dh_next[1]")
    (end,) = (s for s in maker.column(1).sums if s.output == "dh[1]")
    assert carry.points[-1].x + 306.0 == pytest.approx(end.centre.x + end.radius)
    assert carry.points[-1].y == end.centre.y
    for part in meeting.parts:
        (wire,) = [*wires_of(column, part), *wires_of(column, part, "way")]
        x, y = wire.points[-1]
        assert hypot(x - meeting.centre.x, y - meeting.centre.y) == pytest.approx(meeting.radius)


@pytest.mark.parametrize("cell", LSTMS)
def test_the_gradient_of_c_meets_right_of_it_and_goes_straight_back(cell):
    maker = opened(cell)
    column = maker.column(1)
    (meeting,) = (s for s in column.sums if s.output == "dc[1]")
    assert meeting.parts == ("dc_out[1]", "dc_next[1]")
    (back,) = wires_of(maker.column(2), "dc_next[1]")
    assert {y for _, y in back.points} == {meeting.centre.y}
    assert back.points[-1].x + 306.0 == pytest.approx(meeting.centre.x + meeting.radius)
    (up,) = wires_of(column, "dc_out[1]")
    assert up.points[-1] == (meeting.centre.x, meeting.centre.y + meeting.radius)


def test_peepholes_lead_from_the_cell_state_to_their_gates():
    maker = opened("lstm_peephole")
    column = maker.column(2)
    c = node_of(column, "c[2]").box
    for letter, source in (("i", "c[1]"), ("f", "c[1]"), ("o", "c[2]")):
        (wire,) = wires_of(column, f"p{letter}_c[2]")
        entry = node_of(column, f"a_{letter}[2]").box
        assert wire.points[-1] == (entry.left, entry.y)
        start = wire.points[0]
        # The road belongs to c[1] up to the first joint.
        if source == "c[2]":
            assert start.y == c.bottom
        else:
            assert start.y == c.y
            assert start.x < min(joint.centre.x - joint.radius for joint in column.joints)
        part = maker.frame.model.gradients(source, f"da_{letter}[2]")
        (back,) = wires_of(column, part[0], "way")
        assert back.points == tuple(reversed(wire.points))


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("height", [285.0, 900.0])
@pytest.mark.parametrize("bias", [True, False])
def test_every_operation_has_a_place_of_its_own(cell, height, bias):
    """What has none would be seen at h."""
    maker = opened(cell, height, model={"bias": bias})
    for column in all_columns(maker)[1:]:
        assert node_of(column, f"h[{column.timestep}]").others == ()


def test_what_is_one_minus_another_gate_comes_from_that():
    column = opened("lstm_coupled").column(2)
    f, i = node_of(column, "f[2]").box, node_of(column, "i[2]").box
    first, second = wires_of(column, "i[2]")
    assert first.points[0].x == f.right
    assert second.points[-1].x == i.left
    (back,) = wires_of(column, "df_2[2]")
    assert (back.points[0].x, back.points[-1].x) == (i.left, f.right)
    assert any(joint.sign == "1−" for joint in column.joints)
    column = opened("gru").column(2)
    assert any(joint.sign == "1−" for joint in column.joints)


@pytest.mark.parametrize("cell", CELLS)
def test_an_upper_layer_hands_its_gradient_down_to_the_sum_over_the_state_below(cell):
    maker = opened(cell, 900.0, sizes=(2, 3))
    column, model = maker.column(2), maker.frame.model
    (meeting,) = (s for s in column.sums if s.output == "dh1_out[2]")
    assert meeting.parts == model.parts("dh1_out[2]")
    (down,) = wires_of(column, "dh1_out[2]")
    (end,) = (s for s in column.sums if s.output == "dh1[2]")
    assert down.points[-1] == (end.centre.x, end.centre.y - end.radius)


@pytest.mark.parametrize("cell", CELLS)
def test_one_layer_open_and_one_folded(cell):
    for closed in (1, 2):
        folding = Folding(frozenset({closed}))
        maker = make_columns("tensors", pitch=306.0, cell=cell, sizes=(2, 3), folding=folding)
        assert maker.frame.opened == {3 - closed}
        values = {node.value for node in maker.column(2).nodes}
        gate = maker.frame.model.layers[closed - 1].cell.gates[0].value
        assert f"{gate}[2]" not in values
        assert {"h1[2]", "h2[2]"} <= values
        flags = {c.layer: c.is_open for c in maker.column(2).chevrons}
        assert flags == {closed: False, 3 - closed: True}


def test_a_low_panel_folds_all_and_offers_nothing():
    maker = make_columns("tensors", 200.0, pitch=306.0, cell="lstm")
    assert not maker.frame.opened
    assert not maker.column(1).chevrons


@pytest.mark.parametrize("level", ["tensors", "folded"])
def test_cells_without_gates_have_nothing_to_open_them_by(level):
    assert not make_columns(level).column(1).chevrons
    assert len(make_columns(level, cell="gru").column(1).chevrons) == 1
