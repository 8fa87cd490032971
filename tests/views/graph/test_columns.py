"""Where the parts of a column stand, and that every operation has a place."""

import itertools

import pytest

from tests.views.graph.layouts import PITCH, all_columns, make_columns

NETWORKS = {
    "one layer": {},
    "without bias": {"model": {"bias": False}},
    "two layers": {"sizes": (2, 3)},
    "feedforward": {"cell": "feedforward"},
    "last timestep": {"loss_at": "last_timestep"},
    "cross entropy": {"loss": "softmax_cross_entropy"},
    "two layers, last timestep": {"sizes": (3, 2), "loss_at": "last_timestep"},
    "lstm": {"cell": "lstm"},
    "lstm without bias": {"cell": "lstm", "model": {"bias": False}},
    "lstm, last timestep": {"cell": "lstm", "loss_at": "last_timestep"},
    "lstm, two layers": {"cell": "lstm", "sizes": (2, 3)},
    "lstm_peephole": {"cell": "lstm_peephole"},
    "lstm_coupled": {"cell": "lstm_coupled"},
    "gru": {"cell": "gru"},
    "gru, last timestep": {"cell": "gru", "loss_at": "last_timestep"},
    "gru, two layers": {"cell": "gru", "sizes": (2, 3)},
    "gru_reset_after": {"cell": "gru_reset_after"},
    "gru_reset_after without bias": {"cell": "gru_reset_after", "model": {"bias": False}},
}
SMALL = {"sizes": (1,), "outputs": 1, "inputs": 3}


def cases():
    for level, (label, choices) in itertools.product(PITCH, NETWORKS.items()):
        if level == "units":
            if label in ("one layer", "without bias", "feedforward", "last timestep"):
                yield pytest.param(level, {**choices, **SMALL}, id=f"{level}: {label}")
        else:
            yield pytest.param(level, choices, id=f"{level}: {label}")


@pytest.mark.parametrize(("level", "choices"), list(cases()))
def test_every_operation_on_a_tensor_with_a_timestep_has_a_place(level, choices):
    maker = make_columns(level, **choices)
    placed = set()
    for column in all_columns(maker):
        for wire in column.wires:
            placed.update(wire.outputs)
        for node in column.nodes:
            placed.update((node.value, node.gradient, *node.others))
        placed.update(point.output for point in column.sums)
    program = maker.frame.model.program
    timed = {op.output for op in program if program.tensors[op.output].timestep is not None}
    if level == "compact":
        # The lines between output and loss are folded away.
        timed = {name for name in timed if not name.startswith(("loss", "dy"))} & timed
    hidden = set()
    if level == "compact":
        # There is no room for the states before the first timestep, nor for what gives them.
        hidden = {op.output for op in program if program.tensors[op.output].timestep == 0}
    assert timed - placed - hidden == set()


@pytest.mark.parametrize("height", [300.0, 420.0, 700.0, 1100.0])
@pytest.mark.parametrize(("level", "choices"), list(cases()))
def test_nodes_of_a_column_do_not_overlap(level, choices, height):
    column = make_columns(level, height, **choices).column(2)
    for one, other in itertools.combinations([node.box for node in column.nodes], 2):
        apart = (
            one.right <= other.left + 0.5
            or other.right <= one.left + 0.5
            or one.bottom <= other.top + 0.5
            or other.bottom <= one.top + 0.5
        )
        assert apart, (one, other)


@pytest.mark.parametrize("height", [300.0, 560.0, 1100.0])
@pytest.mark.parametrize(("level", "choices"), list(cases()))
def test_everything_lies_inside_the_panel(level, choices, height):
    for column in all_columns(make_columns(level, height, **choices)):
        for node in column.nodes:
            assert node.box.top >= 0
            assert node.box.bottom <= height
        for wire in column.wires:
            assert all(0 <= point.y <= height for point in wire.points)


@pytest.mark.parametrize("level", ["units", "tensors", "folded", "compact"])
def test_the_carried_gradient_goes_over_the_top_into_the_sum(level):
    choices = SMALL if level == "units" else {}
    maker = make_columns(level, **choices)
    pitch = maker.frame.pitch
    (carry,) = (w for w in maker.column(2).wires if w.outputs == ("dh_next[1]",))
    (meeting,) = maker.column(1).sums
    end = carry.points[-1]
    assert end.x - pitch * -1 == pytest.approx(meeting.centre.x + meeting.radius)
    assert end.y == meeting.centre.y
    state = next(node for node in maker.column(1).nodes if node.value == "h[1]")
    assert meeting.centre.y < state.box.top
    assert meeting.centre.x == state.box.backward_x


@pytest.mark.parametrize("level", ["tensors", "folded", "compact"])
def test_forward_runs_at_a_quarter_and_backward_at_three_quarters(level):
    column = make_columns(level).column(2)
    state = next(node.box for node in column.nodes if node.value == "h[2]")
    up = next(w for w in column.wires if "Why_h[2]" in w.outputs)
    down = next(w for w in column.wires if w.outputs[-1] in ("dh_out[2]", "dh[2]"))
    assert {point.x for point in up.points} == {state.x - state.width / 4}
    assert {point.x for point in down.points} == {state.x + state.width / 4}


def test_without_a_gradient_from_above_the_carried_one_ends_at_the_state():
    maker = make_columns("tensors", loss_at="last_timestep")
    (carry,) = (w for w in maker.column(2).wires if w.outputs == ("dh[1]",))
    assert not maker.column(1).sums
    state = next(node.box for node in maker.column(1).nodes if node.value == "h[1]")
    assert carry.points[-1].y == state.top


def test_a_feedforward_network_has_no_lines_between_timesteps():
    maker = make_columns("tensors", cell="feedforward")
    for column in all_columns(maker):
        assert all(point.x >= 0 for wire in column.wires for point in wire.points)
        assert not column.sums
