"""The names, roles and places of tensors and operations, as the contract has them."""

from dataclasses import replace

import pytest

from rnn_debugger.cells.face import Cell
from rnn_debugger.cells.rnn import rnn
from rnn_debugger.cells.unroll import Network
from tests.support.running import program


def names(subject, *prefixes):
    """The tensors whose name, without its timestep, is one of those given, as they are written."""
    order = [o.output for o in subject]
    found = [n for n in subject.tensors if n.split("[")[0] in prefixes]
    return sorted(found, key=lambda name: order.index(name) if name in order else -1)


def test_one_layer():
    subject = program(length=2)
    assert [t.name for t in subject.parameters] == ["Wxh", "Whh", "bh", "Why", "by"]
    forward = names(subject, "x", "target", "h", "a", "s", "y", "loss")
    assert forward == [
        "h[0]", "x[1]", "a[1]", "h[1]", "s[1]", "y[1]", "target[1]", "loss[1]",
        "x[2]", "a[2]", "h[2]", "s[2]", "y[2]", "target[2]", "loss[2]", "loss",
    ]  # fmt: skip
    assert names(subject, "dloss", "dy", "ds", "dh", "da", "dh_out", "dh_next") == [
        "dloss", "dloss[2]", "dy[2]", "ds[2]", "dh[2]", "da[2]", "dh_next[1]",
        "dloss[1]", "dy[1]", "ds[1]", "dh_out[1]", "dh[1]", "da[1]", "dh[0]",
    ]  # fmt: skip
    assert names(subject, "dWxh", "dWhh", "dbh", "dWhy", "dby", "h_carry") == [
        "h_carry", "dby", "dWhy", "dbh", "dWhh", "dWxh"
    ]  # fmt: skip


def test_several_layers_have_their_number_behind_the_first_letter():
    subject = program(sizes=(2, 3, 1), length=2)
    assert [t.name for t in subject.parameters] == [
        "W1xh", "W1hh", "b1h", "W2xh", "W2hh", "b2h", "W3xh", "W3hh", "b3h", "Why", "by",
    ]  # fmt: skip
    for layer in (1, 2, 3):
        timed = ["h", "a", "dh", "da"]
        for t in (1, 2):
            assert {f"{base}{layer}[{t}]" for base in timed} <= set(subject.tensors)
        assert {f"h{layer}[0]", f"dh{layer}[0]", f"h{layer}_carry"} <= set(subject.tensors)
    assert not {"h[1]", "Wxh", "h_carry", "a[1]"} & set(subject.tensors)


def test_a_layers_input_is_the_layer_belows_h():
    subject = program(sizes=(2, 3), length=1)
    (product,) = (o for o in subject if o.output.startswith("W2xh_"))
    assert product.inputs == ("W2xh", "h1[1]")
    assert subject.tensors["W2xh"].shape == (3, 2)
    (logits,) = (o for o in subject if o.inputs[:1] == ("Why",) and o.phase == "forward")
    assert logits.inputs == ("Why", "h2[1]")


def test_without_biases_there_are_none():
    subject = program(sizes=(2, 2), model={"bias": False})
    assert not [t.name for t in subject.tensors.values() if t.name.startswith(("b", "db"))]
    assert {"a1[1]", "s[1]"} <= set(subject.tensors)


def test_a_feedforward_network_has_no_memory():
    subject = program(cell="feedforward", length=2)
    assert [t.name for t in subject.parameters] == ["Wxh", "bh", "Why", "by"]
    assert not {"h[0]", "dh[0]", "h_carry", "dh_next[1]"} & set(subject.tensors)
    assert {"h[1]", "a[1]", "dh[1]", "da[2]"} <= set(subject.tensors)


GATED = {
    "lstm": "Wxi Whi bi Wxf Whf bf Wxg Whg bg Wxo Who bo",
    "lstm_peephole": "Wxi Whi pi bi Wxf Whf pf bf Wxg Whg bg Wxo Who po bo",
    "lstm_coupled": "Wxf Whf bf Wxg Whg bg Wxo Who bo",
    "gru": "Wxr Whr br Wxz Whz bz Wxn Whn bn",
    "gru_reset_after": "Wxr Whr br Wxz Whz bz Wxn bn Whn bhn",
}


@pytest.mark.parametrize("cell", GATED)
def test_the_parameters_of_gated_cells(cell):
    names = GATED[cell].split()
    assert [t.name for t in program(cell=cell).parameters] == [*names, "Why", "by"]
    shapes = program(cell=cell, sizes=(3,), inputs=4).tensors
    for name in names:
        vector = name[0] in "bp"
        assert shapes[name].shape == ((3,) if vector else (3, 4 if name[1] == "x" else 3))
    first, second = ([f"{name[0]}{n}{name[1:]}" for name in names] for n in (1, 2))
    two = program(cell=cell, sizes=(3, 2))
    assert [t.name for t in two.parameters] == [*first, *second, "Why", "by"]
    assert {two.tensors[name].layer for name in second} == {2}
    plain = program(cell=cell, model={"bias": False})
    assert [t.name for t in plain.parameters] == [n for n in names if n[0] != "b"] + ["Why"]


def test_the_values_of_an_lstm():
    subject = program(cell="lstm", sizes=(2, 3), length=2)
    for value, role in (("h2[1]", "state"), ("c2[1]", "state"), ("c2[0]", "state"),
                        ("i2[1]", "activation"), ("a2_i[1]", "activation")):  # fmt: skip
        tensor = subject.tensors[value]
        assert (tensor.role, tensor.layer, tensor.shape) == (role, 2, (3, 1))
        assert subject.tensors[f"d{value}"].of == value
    for letter in "hc":
        (writer,) = subject.writers[f"{letter}2_carry"]
        assert subject[writer].inputs == (f"{letter}2[2]",)
    (writer,) = subject.writers["dc2[1]"]
    assert subject[writer].inputs == ("dc2_out[1]", "dc2_next[1]")
    for base in ("i1", "f1", "g1", "o1"):
        (writer,) = subject.writers[f"{base}[1]"]
        assert subject[writer].inputs == (f"a1_{base[0]}[1]",)
        assert subject[writer].source.file == "rnn_debugger/cells/lstm.py"


def test_the_input_gate_of_a_coupled_lstm_has_no_pre_activation():
    subject = program(cell="lstm_coupled", length=2)
    (writer,) = subject.writers["i[1]"]
    assert subject[writer].formula == "i[1] = 1 − f[1]"
    assert {"di[1]", "df[1]", "da_f[1]"} <= set(subject.tensors)
    assert not [name for name in subject.tensors if "a_i" in name]


def test_the_state_is_carried_only_where_it_should_be():
    assert "h_carry" not in program(carry_state=False).tensors
    subject = program(length=2)
    (writer,) = subject.writers["h_carry"]
    assert subject[writer].inputs == ("h[2]",)
    assert {o.phase for o in subject[writer + 1 :]} == {"loss", "backward", "update"}
    assert subject.tensors["h_carry"].persistent
    assert subject.readers["h_carry"] == subject.writers["h[0]"]


def test_with_the_loss_at_the_last_timestep_alone_the_output_is_there_alone():
    subject = program(loss_at="last_timestep", length=3)
    assert names(subject, "target", "s", "y") == ["s[3]", "y[3]", "target[3]"]
    assert names(subject, "loss", "dloss") == ["loss[3]", "loss", "dloss", "dloss[3]"]
    assert names(subject, "dh") == ["dh[3]", "dh[2]", "dh[1]", "dh[0]"]
    assert not names(subject, "dh_out", "dh_next")


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "softmax_cross_entropy"])
def test_the_cross_entropies_give_ds_directly(loss):
    subject = program(loss=loss, length=2)
    assert not names(subject, "dy")
    (writer,) = subject.writers["ds[1]"]
    assert subject[writer].inputs == ("dloss[1]", "y[1]", "target[1]")
    (reader,) = (o for o in subject if o.output == "loss[1]")
    assert reader.inputs == ("s[1]", "target[1]")


ROLES = {
    "x[1]": "input", "target[1]": "target", "h[0]": "state", "h[1]": "state", "h_carry": "state",
    "a[1]": "activation", "s[1]": "activation", "y[1]": "activation", "loss[1]": "loss",
    "loss": "loss", "dh[1]": "gradient", "dWxh": "gradient", "Wxh": "parameter", "by": "parameter",
    "m_Wxh": "optimizer",
}  # fmt: skip


def test_roles_layers_timesteps_and_owners():
    tensors = program(length=2, optimizer="adagrad").tensors
    assert {name: tensors[name].role for name in ROLES} == ROLES
    assert [tensors[n].timestep for n in ("h[0]", "h[2]", "loss", "Wxh")] == [0, 2, None, None]
    assert [tensors[n].layer for n in ("h[1]", "Wxh", "Why", "x[1]")] == [1, 1, None, None]
    owners = {"dh[1]": "h[1]", "dWxh": "Wxh", "m_Wxh": "Wxh", "dloss": "loss", "h[1]": None}
    assert {name: tensors[name].of for name in owners} == owners


def test_every_tensor_but_the_lasting_ones_is_written_by_some_operation():
    subject = program(sizes=(2, 2), optimizer="adagrad", clip_value=1.0, length=2)
    for name, tensor in subject.tensors.items():
        lasting = tensor.role in ("parameter", "optimizer") or name.endswith("_carry")
        assert subject.writers[name] or lasting
    reading = [o.output for o in subject if o.primitive == "read"]
    assert reading == ["x[1]", "target[1]", "x[2]", "target[2]"]


def test_phases_run_forward_then_back_then_update():
    subject = program(sizes=(2, 2), length=3)
    order = [(o.phase, o.timestep) for o in subject if o.timestep is not None]
    forward = [time for phase, time in order if phase in ("forward", "loss")]
    backward = [time for phase, time in order if phase == "backward"]
    assert forward == sorted(forward)
    assert backward == sorted(backward, reverse=True)
    phases = [o.phase for o in subject]
    assert phases.index("backward") > max(i for i, p in enumerate(phases) if p == "loss")
    assert phases.index("update") > max(i for i, p in enumerate(phases) if p == "backward")
    assert {o.timestep for o in subject if o.phase == "update"} == {None}


def test_every_timestep_updates_after_its_gradients_and_before_the_next_ones():
    subject = program(length=3, update_schedule="every_timestep")
    seen = []
    for operation in subject:
        if operation.phase in ("backward", "update") and operation.timestep is not None:
            place = (operation.timestep, operation.phase)
            if not seen or seen[-1] != place:
                seen.append(place)
    assert seen == [(t, phase) for t in (3, 2, 1) for phase in ("backward", "update")]
    for t in (3, 2):
        handed = subject.writers[f"dh_next[{t - 1}]"][0]
        updates = [o.id for o in subject if o.phase == "update" and o.timestep == t]
        assert handed < min(updates)
        assert len(updates) == 5


def test_a_weight_without_a_share_is_not_updated():
    subject = program(length=3, update_schedule="every_timestep", loss_at="last_timestep")
    assert [subject[n].timestep for n in subject.writers["Why"]] == [3]
    assert [subject[n].timestep for n in subject.writers["Whh"]] == [3, 2, 1]


def test_a_shares_factors_are_left_and_right_of_its_operation():
    subject = program(length=2)
    first, second = subject.writers["dWhh"]
    assert subject[first].inputs == ("da[2]", "h[1]")
    assert subject[second].inputs == ("da[1]", "h[0]")
    assert [subject[n].primitive for n in (first, second)] == ["outer", "accumulate"]


def test_the_formulas_of_a_batch_show_its_sums():
    single, batch = (program(sequences=n, batch_size=n, length=1) for n in (1, 2))
    for subject, expected in ((single, "dby = ds[1]"), (batch, "dby = Σ ds[1]")):
        assert subject[subject.writers["dby"][0]].formula == expected


def test_lines_of_the_cells():
    subject = program(length=1)
    files = {o.source.file for o in subject if o.source}
    assert files == {"rnn_debugger/cells/rnn.py", "rnn_debugger/cells/output.py"}
    for operation in subject:
        if operation.phase == "update" or operation.primitive in ("read", "start", "fill"):
            assert operation.source is None
        if operation.output in ("h[1]", "a[1]", "da[1]"):
            assert operation.source.file.endswith("rnn.py")


@pytest.mark.parametrize(
    ("base", "expected"),
    [("h", "h2"), ("i", "i2"), ("a_i", "a2_i"), ("a", "a2"), ("sum_a_i", "sum_a_i2")],
)
def test_where_the_layers_number_goes(base, expected):
    """Behind the first letter of the field's names."""
    network = Network(Cell.from_function(rnn), 1, (1, 1), 1, timesteps=1)
    assert network.layered(base, 2) == expected
    assert replace(network, hidden_sizes=(1,)).layered(base, 1) == base
