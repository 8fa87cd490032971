"""ONNX files: what they give against ONNX's own reference, PyTorch's exports, and refusals."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import helper, numpy_helper

from rnn_debugger.data import BadInput
from rnn_debugger.data.weights import read_weights
from tests.support.onnx_models import Model
from tests.support.refusals import refusal
from tests.support.weight_files import FILES, expected, experiment, network, put_out

X = np.random.default_rng(5).uniform(-1, 1, (4, 2, 3))
CELLS = {"RNN": "rnn", "LSTM": "lstm", "GRU": "gru"}


def after_reset(model):
    for number in range(1, len(model.sizes) + 1):
        model.change(f"Y{number}", linear_before_reset=1)


def with_peepholes(model):
    for number, size in enumerate(model.sizes, 1):
        peepholes = np.random.default_rng(number).uniform(-1, 1, (1, 3 * size))
        model.give(f"Y{number}", 7, f"P{number}", peepholes)


def agrees(tmp_path, model, cell, **more):
    """Whether the engine puts out what ONNX's reference does; the first time every y, (T, B, O)."""
    model.save(tmp_path / "w.onnx")
    table = experiment("w.onnx", X, cell, *model.sizes, **more)
    np.testing.assert_allclose(put_out(table, tmp_path), model.run(X), rtol=0, atol=1e-12)


@pytest.mark.parametrize("sizes", [(4,), (4, 3, 2)])
@pytest.mark.parametrize(
    ("kind", "cell", "change"),
    [
        ("RNN", "rnn", None),
        ("LSTM", "lstm", None),
        ("LSTM", "lstm_peephole", with_peepholes),
        ("GRU", "gru", None),
        ("GRU", "gru_reset_after", after_reset),
    ],
)
def test_the_engine_gives_what_the_reference_of_onnx_gives(tmp_path, kind, cell, change, sizes):
    model = Model(kind, sizes)
    if change:
        change(model)
    agrees(tmp_path, model, cell)


@pytest.mark.parametrize("opset", [7, 13, 21])
def test_versions_of_the_operators(tmp_path, opset):
    agrees(tmp_path, Model("LSTM", opset=opset), "lstm")


@pytest.mark.parametrize(
    ("name", "cell", "model"),
    [
        ("onnx_lstm", "lstm", {}),
        ("onnx_lstm_dynamo", "lstm", {}),
        ("onnx_gru_last", "gru_reset_after", {"output_activation": "softmax"}),
        ("onnx_rnn_relu", "rnn", {"hidden_activation": "relu", "bias": False}),
    ],
)
def test_what_pytorch_exports_gives_what_pytorch_gives(name, cell, model):
    x, y = expected(name)
    sizes = (4, 4) if name == "onnx_lstm" else (4,)
    table = experiment(f"{name}.onnx", x, cell, *sizes, **model)
    if "output_activation" in model:
        table["training"]["loss"] = "softmax_cross_entropy"
        table["data"]["targets"] = np.eye(2)[np.zeros(x.shape[1::-1], int)].tolist()
    found = put_out(table, FILES)
    np.testing.assert_allclose(found if y.ndim == 3 else found[-1], y, rtol=0, atol=1e-14)


class TestForms:
    """The same network written otherwise."""

    def test_the_linear_layer_as_a_gemm(self, tmp_path):
        model = Model("LSTM")
        model.constants["V"] = model.constants["V"].T.copy()
        del model.nodes[-2:]
        model.constants["last"] = np.array(-1)
        model.add("Gather", "H1", "last", out="end", axis=0)
        model.last = model.add("Gemm", "end", "V", "v", out="S", transB=1)
        path = model.save(tmp_path / "w.onnx")
        table = experiment("w.onnx", X, "lstm")
        np.testing.assert_allclose(put_out(table, tmp_path)[-1], model.run(X), atol=1e-12)
        assert read_weights(path, network("lstm")).matches[-2].part == "all"

    def test_the_state_at_the_end_instead_of_the_last_output(self, tmp_path):
        model = Model("GRU")
        del model.nodes[-2:]
        model.constants["zero"] = np.array([0])
        model.last = model.add("Squeeze", "Yh1", "zero", out="end")
        model.linear()
        model.save(tmp_path / "w.onnx")
        table = experiment("w.onnx", X, "gru")
        np.testing.assert_allclose(put_out(table, tmp_path)[-1], model.run(X), atol=1e-12)

    def test_without_biases_they_are_zero(self, tmp_path):
        model = Model("LSTM")
        model.give("Y1", 3, "")
        model.nodes.pop()
        model.last = "S0"
        agrees(tmp_path, model, "lstm")
        parts = {m.tensor for m in read_weights(tmp_path / "w.onnx", network("lstm")).matches}
        assert 'B of LSTM "layer1", not given: zeros' in parts
        agrees(tmp_path, model, "lstm", bias=False)

    def test_biases_of_zero_fit_a_network_without_them(self, tmp_path):
        model = Model("RNN")
        model.constants["B1"][:], model.constants["v"][:] = 0, 0
        agrees(tmp_path, model, "rnn", bias=False)

    def test_weights_that_the_graph_puts_together_from_constants(self, tmp_path):
        model = Model("RNN")
        whole = model.constants.pop("W1")
        model.constants |= {
            "left": whole[0, :2].T.copy(),
            "right": whole[0, 2:],
            "zero": np.array([0]),
        }
        made = [
            helper.make_node("Transpose", ["left"], ["turned"]),
            helper.make_node("Concat", ["turned", "right"], ["joined"], axis=0),
            helper.make_node("Unsqueeze", ["joined", "zero"], ["W1"]),
        ]
        model.nodes[:0] = made
        agrees(tmp_path, model, "rnn")

    @pytest.mark.parametrize("activation", ["Sigmoid", "Tanh"])
    def test_an_activation_of_the_output(self, tmp_path, activation):
        model = Model("RNN")
        model.last = model.add(activation, model.last, out="y")
        agrees(tmp_path, model, "rnn", output_activation=activation.lower())

    @pytest.mark.parametrize("activation", ["Tanh", "Relu", "Sigmoid"])
    def test_an_activation_of_the_hidden_units(self, tmp_path, activation):
        model = Model("RNN")
        model.change("Y1", activations=[activation])
        path = model.save(tmp_path / "w.onnx")
        needed = network("rnn", hidden_activation=activation.lower())
        np.testing.assert_array_equal(
            read_weights(path, needed).arrays["Whh"], model.constants["R1"][0]
        )
        other = network("rnn", hidden_activation="identity")
        assert refusal(read_weights, path, other) == (
            f'{path}: RNN "layer1" has the activation {activation}; model.hidden_activation is '
            "identity"
        )


class TestStarts:
    """initial_h and initial_c."""

    @pytest.mark.parametrize(
        ("start", "shape"),
        [([[[1, 2, 3, 4], [1, 2, 3, 4]]], (4,)), ([[[1, 2, 3, 4], [5, 6, 7, 8]]], (4, 2))],
    )
    def test_constants_are_starts(self, tmp_path, start, shape):
        model = Model("LSTM")
        model.give("Y1", 5, "h0", np.array(start, float) / 9)
        model.give("Y1", 6, "c0", np.array(start, float))
        agrees(tmp_path, model, "lstm")
        arrays = read_weights(tmp_path / "w.onnx", network("lstm")).arrays
        assert arrays["h_start"].shape == arrays["c_start"].shape == shape

    def test_with_the_batch_first(self, tmp_path):
        """The reference wants no batch but 1 there, so that only the values are compared."""
        model = Model("GRU")
        model.change("Y1", layout=1)
        start = np.arange(8.0).reshape(2, 1, 4)
        model.give("Y1", 5, "h0", start)
        arrays = read_weights(model.save(tmp_path / "w.onnx"), network("gru")).arrays
        np.testing.assert_array_equal(arrays["h_start"], start[:, 0].T)

    def test_of_zeros_nothing_is_said(self, tmp_path):
        model = Model("RNN")
        model.give("Y1", 5, "h0", np.zeros((1, 2, 4)))
        assert "h_start" not in read_weights(model.save(tmp_path / "w.onnx"), network("rnn")).arrays

    @pytest.mark.parametrize("fill", ["ConstantOfShape", "Expand"])
    def test_one_number_in_a_shape_that_follows_the_input(self, tmp_path, fill):
        model = Model("RNN")
        model.constants |= {"axis": np.array([1]), "ones": np.array([1]), "size": np.array([4])}
        first = [
            helper.make_node("Shape", ["X"], ["shape"]),
            helper.make_node("Gather", ["shape", "axis"], ["batch"]),
            helper.make_node("Concat", ["ones", "batch", "size"], ["wanted"], axis=0),
        ]
        value = numpy_helper.from_array(np.array([0.5]))
        if fill == "Expand":
            model.constants["half"] = np.array([0.5])
            first.append(helper.make_node("Expand", ["half", "wanted"], ["h0"]))
        else:
            first.append(helper.make_node("ConstantOfShape", ["wanted"], ["h0"], value=value))
        model.nodes[:0] = first
        model.give("Y1", 5, "h0")
        agrees(tmp_path, model, "rnn")

    def test_an_input_of_the_graph_is_for_the_experiment_to_say(self, tmp_path):
        model = Model("RNN")
        model.give("Y1", 5, "given_h0")
        assert "h_start" not in read_weights(model.save(tmp_path / "w.onnx"), network("rnn")).arrays


def test_what_was_matched_to_what(tmp_path):
    model = Model("LSTM")
    with_peepholes(model)
    path = model.save(tmp_path / "w.onnx")
    rows = [
        (m.tensor, m.shape, m.part, m.name)
        for m in read_weights(path, network("lstm_peephole")).matches
    ]
    assert ("W1", (1, 16, 3), "[0, 4:8]", "Wxo") in rows
    assert ("R1", (1, 16, 4), "[0, 12:16]", "Whg") in rows
    assert [row for row in rows if row[3] == "bf"] == [
        ("B1", (1, 32), "[0, 8:12]", "bf"),
        ("B1", (1, 32), "[0, 24:28]", "bf"),
    ]
    assert ("P1", (1, 12), "[0, 4:8]", "po") in rows
    assert rows[-2:] == [("V", (4, 2), "all, transposed", "Why"), ("v", (2,), "all", "by")]


def lstm(change):
    model = Model("LSTM")
    change(model)
    return model


def put_between(kind, **attributes):
    """An operator between the layer and the product."""

    def change(model):
        del model.nodes[-2:]
        model.last = model.add(kind, "H1", out="other", **attributes)
        model.linear()

    return change


def put_behind(kind, **attributes):
    def change(model):
        model.last = model.add(kind, model.last, out="other", **attributes)

    return change


def bidirectional(model):
    model.change("Y1", direction="bidirectional")
    for name in "WRB":
        model.constants[f"{name}1"] = np.repeat(model.constants[f"{name}1"], 2, axis=0)


def one_more_product(model):
    model.constants["U"] = np.ones((2, 2))
    model.last = model.add("MatMul", model.last, "U", out="other")


def doubled(model):
    model.nodes.pop()
    model.last = model.add("Add", "S0", "S0", out="S")


def computed(model):
    model.nodes.insert(0, helper.make_node("Exp", ["given_w"], ["W1"]))
    del model.constants["W1"]


def computed_start(model):
    model.nodes.insert(0, helper.make_node("Exp", ["given_h"], ["h0"]))
    model.give("Y1", 5, "h0")


def embedded(model):
    model.constants["table"] = np.ones((9, 3))
    model.nodes.insert(0, helper.make_node("Gather", ["table", "given_x"], ["rows"]))
    model.give("Y1", 0, "rows")


def training(model):
    model.constants |= {"ratio": np.array(0.5), "training": np.array(True)}
    del model.nodes[-2:]
    model.last = model.add("Dropout", "H1", "ratio", "training", out="other")
    model.linear()


def gemm(**attributes):
    def change(model):
        del model.nodes[-2:]
        model.last = model.add("Gemm", "H1", "V", "v", out="S", **attributes)

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda m: m.change("Y1", direction="reverse"),
         'LSTM "layer1" is reverse, and the debugger goes forward alone'),
        (bidirectional, 'LSTM "layer1" is bidirectional, and the debugger goes forward alone'),
        (lambda m: m.give("Y1", 4, "lens", np.array([4, 2], np.int32)),
         'LSTM "layer1" has sequence_lens: sequences of ragged lengths are not supported'),
        (lambda m: m.change("Y1", clip=3.0),
         'LSTM "layer1" has clip, which the debugger\'s cells have not'),
        (lambda m: m.change("Y1", activation_alpha=[0.5]),
         'LSTM "layer1" has activation_alpha, which the debugger\'s cells have not'),
        (lambda m: m.change("Y1", activations=["Sigmoid", "Relu", "Tanh"]),
         'LSTM "layer1" has the activations Sigmoid, Relu, Tanh'),
        (lambda m: m.change("Y1", input_forget=1),
         'LSTM "layer1" couples its input and forget gates (input_forget)'),
        (with_peepholes,
         'LSTM "layer1" is the cell "lstm_peephole"; the network\'s is "lstm"'),
        (put_between("Relu"), 'MatMul "the MatMul" does not read the last recurrent layer itself'),
        (put_between("Transpose", perm=[2, 1, 0]),
         'Transpose "the Transpose" takes the units to another axis'),
        (put_between("Transpose"), 'Transpose "the Transpose" takes the units to another axis'),
        (put_behind("Relu"), 'Relu "the Relu" has no counterpart in a network of recurrent layers '
         "and one linear layer"),
        (put_behind("Sigmoid"),
         'Sigmoid "the Sigmoid" ends the graph; model.output_activation is identity'),
        (put_behind("Gelu", domain="com.example"),
         'Gelu "the Gelu" is of com.example, not an operator of ONNX'),
        (training, 'MatMul "the MatMul" does not read the last recurrent layer itself'),
        (gemm(alpha=2.0),
         'Gemm "the Gemm" has an alpha, beta or transA that a linear layer has not'),
        (one_more_product, "exactly one linear layer (Gemm, MatMul) is needed, not 2"),
        (doubled, 'Add "the Add" has no counterpart in a network of recurrent layers and one '
         "linear layer"),
        (computed, 'W of LSTM "layer1" is no constant'),
        (computed_start, 'the initial state h0 of LSTM "layer1" is computed'),
        (embedded, 'LSTM "layer1" does not read the graph\'s input itself'),
        (lambda m: m.constants.update(W1=np.ones((1, 16, 5))),
         "W1 has shape (1, 16, 5), the network needs (1, 16, 3)"),
        (lambda m: m.constants.update(V=np.ones((4, 9))),
         "V has shape (4, 9), the network needs (4, 2)"),
        (lambda m: m.constants.update(v=np.ones((4, 1, 2))),
         "v has shape (4, 1, 2), the network needs (2,)"),
        (lambda m: m.give("Y1", 5, "h0", np.ones(4)),
         "h0 has shape (4,), which is no initial state"),
    ],
)  # fmt: skip
def test_what_is_refused(tmp_path, change, sentence):
    path = lstm(change).save(tmp_path / "w.onnx")
    assert refusal(read_weights, path, network("lstm")) == f"{path}: {sentence}"


@pytest.mark.parametrize(
    ("model", "needed", "sentence"),
    [
        (Model("LSTM", (4, 4)), network("lstm"),
         "the number of layers is 2 in the file, 1 in the network"),
        (Model("LSTM"), network("lstm", 4, 4),
         "the number of layers is 1 in the file, 2 in the network"),
        (Model("GRU"), network("gru_reset_after"),
         'GRU "layer1" is the cell "gru"; the network\'s is "gru_reset_after"'),
        (Model("LSTM"), network("lstm", bias=False),
         "the file has biases, the network none (model.bias is false)"),
        (Model("RNN", opset=3), network("rnn"), "opset 3, and 7 is the oldest that is read"),
    ],
)  # fmt: skip
def test_another_network(tmp_path, model, needed, sentence):
    path = model.save(tmp_path / "w.onnx")
    assert refusal(read_weights, path, needed) == f"{path}: {sentence}"


def test_a_layer_that_reads_past_the_one_below(tmp_path):
    model = Model("LSTM", (3, 3))
    model.give("Y2", 0, "X")
    path = model.save(tmp_path / "w.onnx")
    assert refusal(read_weights, path, network("lstm", 3, 3)) == (
        f'{path}: LSTM "layer2" does not read the layer below itself'
    )


@pytest.mark.parametrize("axis", [0, 1])
def test_a_softmax_over_timesteps_or_sequences(tmp_path, axis):
    path = lstm(put_behind("Softmax", axis=axis)).save(tmp_path / "w.onnx")
    needed = replace(network("lstm"), output_activation="softmax")
    assert refusal(read_weights, path, needed) == (
        f'{path}: Softmax "the Softmax" is over another axis than the last (axis = -1)'
    )


def test_timesteps_that_an_exporter_has_written_out():
    path = FILES / "onnx_written_out.onnx"
    assert refusal(read_weights, path, network("rnn")) == (
        f"{path}: no RNN, LSTM or GRU node is in it (some exporters write every timestep out; with "
        "torch.onnx.export, dynamo=False keeps the node)"
    )


@pytest.mark.parametrize("content", [b"", b"0.1 0.2\n", b"\x08\x09", b"\xff" * 100])
def test_what_is_no_onnx_file(tmp_path, content):
    path = tmp_path / "w.onnx"
    path.write_bytes(content)
    sentence = refusal(read_weights, path, network("rnn"))
    assert sentence.startswith(f"{path}: not an ONNX file that can be read: ")


def test_cut_off(tmp_path):
    content = (FILES / "onnx_lstm.onnx").read_bytes()
    path = tmp_path / "w.onnx"
    for length in range(0, len(content), 61):
        path.write_bytes(content[:length])
        assert refusal(read_weights, path, network("lstm", 4, 4)).startswith(f"{path}: ")


@given(st.data())
def test_damaged_anywhere(damaged, data):
    """Numbers, or one sentence."""
    content = bytearray((FILES / "onnx_rnn_relu.onnx").read_bytes())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=3)):
        content[place] = data.draw(st.integers(0, 255))
    damaged.write_bytes(content)
    try:
        read_weights(damaged, network("rnn", hidden_activation="relu", bias=False))
    except BadInput as error:
        assert str(error).startswith(f"{damaged}: ")
        assert "\n" not in str(error)


@pytest.fixture(scope="module")
def damaged(tmp_path_factory):
    return tmp_path_factory.mktemp("onnx") / "w.onnx"
