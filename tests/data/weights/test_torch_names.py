"""PyTorch's names and layout, against files that PyTorch wrote and its documentation's formulas."""

import numpy as np
import pytest

from rnn_debugger.data.weights import read_weights
from rnn_debugger.data.weights.torch_names import from_torch, to_torch
from tests.support.experiments import compiled, random_table
from tests.support.refusals import refusal
from tests.support.weight_files import FILES, expected, experiment, network, put_out

KINDS = {"rnn": "h", "lstm": "ifgo", "gru_reset_after": "rzn"}


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def torch_forward(cell, tensors, x):
    """torch.nn.RNN, LSTM and GRU, then Linear, as their documentation has them: x (T, 3) row by
    row, weights in PyTorch's own layout.
    """
    rows, layer = x, 0
    while f"rnn.weight_ih_l{layer}" in tensors:
        w_ih, w_hh, b_ih, b_hh = (
            tensors[f"rnn.{name}_l{layer}"]
            for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        )
        h = c = np.zeros(w_hh.shape[1])
        found = []
        for row in rows:
            gates = len(KINDS[cell])
            inner = np.split(w_ih @ row + b_ih, gates)
            outer = np.split(w_hh @ h + b_hh, gates)
            if cell == "rnn":
                h = np.tanh(inner[0] + outer[0])
            elif cell == "lstm":
                i, f, g, o = (a + b for a, b in zip(inner, outer, strict=True))
                c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
                h = sigmoid(o) * np.tanh(c)
            else:
                r, z = (sigmoid(a + b) for a, b in zip(inner[:2], outer[:2], strict=True))
                n = np.tanh(inner[2] + r * outer[2])
                h = (1 - z) * n + z * h
            found.append(h)
        rows, layer = found, layer + 1
    return np.array([tensors["fc.weight"] @ h + tensors["fc.bias"] for h in rows])


def torch_tensors(cell, layers=1, seed=0):
    draw = np.random.default_rng(seed)
    gates, below, tensors = len(KINDS[cell]), 3, {}
    for layer in range(layers):
        shapes = {"weight_ih": (gates * 4, below), "weight_hh": (gates * 4, 4),
                  "bias_ih": (gates * 4,), "bias_hh": (gates * 4,)}  # fmt: skip
        for name, shape in shapes.items():
            tensors[f"rnn.{name}_l{layer}"] = draw.uniform(-1, 1, shape)
        below = 4
    return tensors | {"fc.weight": draw.uniform(-1, 1, (2, 4)), "fc.bias": draw.uniform(-1, 1, 2)}


@pytest.mark.parametrize(
    ("name", "cell", "layers", "model"),
    [
        ("rnn_relu", "rnn", 2, {"hidden_activation": "relu"}),
        ("lstm", "lstm", 2, {}),
        ("gru", "gru_reset_after", 2, {}),
        ("gru_without_bias", "gru_reset_after", 1, {"bias": False}),
        ("lstm_float32", "lstm", 1, {}),
        ("lstm_float16", "lstm", 1, {}),
        ("lstm_bfloat16", "lstm", 1, {}),
    ],
)
def test_a_file_of_pytorch_gives_what_pytorch_gives(name, cell, layers, model):
    x, y = expected(name)
    table = experiment(f"{name}.safetensors", x, cell, *(4,) * layers, **model)
    np.testing.assert_allclose(put_out(table, FILES), y, rtol=0, atol=1e-14)


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("cell", KINDS)
def test_the_formulas_of_the_documentation(tmp_path, cell, layers):
    tensors = torch_tensors(cell, layers)
    x = np.random.default_rng(1).uniform(-1, 1, (4, 1, 3))
    own = from_torch(network(cell, *(4,) * layers), tensors).arrays
    np.savez(tmp_path / "w.npz", **own)
    y = put_out(experiment("w.npz", x, cell, *(4,) * layers), tmp_path)
    np.testing.assert_allclose(y[:, 0], torch_forward(cell, tensors, x[:, 0]), atol=1e-14)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("cell", KINDS)
def test_writing_and_reading_gives_the_same_bits(cell, bias):
    whole = compiled(random_table(cell=cell, sizes=(3, 3), inputs=2, model={"bias": bias}))
    names = [tensor.name for tensor in whole.program.parameters]
    arrays = {name: np.array(whole.initial[name]) for name in names}
    for number, array in enumerate(arrays.values()):
        array.flat[0] = (-0.0, np.nan, -np.inf)[number % 3]
    if bias:
        arrays["b1h" if cell == "rnn" else "b1" + KINDS[cell][0]][0] = -0.0
    tensors, written = to_torch(whole.network, arrays)
    read = from_torch(whole.network, tensors)
    assert read.matches == written.matches
    assert set(read.arrays) == set(arrays)
    for name, array in arrays.items():
        assert read.arrays[name].tobytes() == array.tobytes(), name


def test_what_is_written_has_the_names_and_layout_of_pytorch():
    """GRU: of the gate n each bias has its place, of the others the second is zero."""
    whole = compiled(random_table(cell="gru_reset_after", sizes=(2, 2)))
    own = whole.initial
    tensors, _ = to_torch(whole.network, own)
    assert list(tensors) == [
        *(f"gru.{name}_l{layer}" for layer in (0, 1)
          for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")),
        "linear.weight", "linear.bias",
    ]  # fmt: skip
    joined = [own[f"W2h{k}"] for k in "rzn"]
    np.testing.assert_array_equal(tensors["gru.weight_hh_l1"], np.concatenate(joined))
    expected_bias = np.concatenate([np.zeros(4), own["b1hn"]])
    np.testing.assert_array_equal(tensors["gru.bias_hh_l0"], expected_bias)
    joined = [own[f"b1{k}"] for k in "rzn"]
    np.testing.assert_array_equal(tensors["gru.bias_ih_l0"], np.concatenate(joined))


def test_what_was_matched_to_what():
    matches = read_weights(FILES / "gru.safetensors", network("gru_reset_after", 4, 4)).matches
    rows = [(m.tensor, m.shape, m.part, m.name, m.name_shape) for m in matches]
    assert rows[0] == ("rnn.weight_ih_l0", (12, 3), "[0:4]", "W1xr", (4, 3))
    assert ("rnn.bias_ih_l1", (12,), "[4:8]", "b2z", (4,)) in rows
    assert ("rnn.bias_hh_l1", (12,), "[4:8]", "b2z", (4,)) in rows
    assert ("rnn.bias_hh_l1", (12,), "[8:12]", "b2hn", (4,)) in rows
    assert rows[-2:] == [
        ("fc.weight", (2, 4), "all", "Why", (2, 4)),
        ("fc.bias", (2,), "all", "by", (2,)),
    ]


@pytest.mark.parametrize("names", ["", "model.rnn."])
def test_any_prefix(names):
    tensors = {
        name.replace("rnn.", names).replace("fc.", "module.head."): value
        for name, value in torch_tensors("lstm").items()
    }
    assert set(from_torch(network("lstm"), tensors).arrays) >= {"Wxi", "bo", "Why", "by"}


def without(*names):
    return lambda tensors: {k: v for k, v in tensors.items() if not k.endswith(names)}


def with_more(**more):
    return lambda tensors: tensors | {k.replace("__", "."): np.zeros(v) for k, v in more.items()}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (with_more(rnn__weight_ih_l0_reverse=(16, 3)),
         '"rnn.weight_ih_l0_reverse" is of a bidirectional module, which the debugger has not'),
        (with_more(rnn__weight_hr_l0=(2, 4)),
         '"rnn.weight_hr_l0" is of an LSTM with a projection, which the debugger has not'),
        (with_more(decoder__weight_ih_l0=(16, 3)), "exactly one recurrent module "
         '(weight_ih_l0 …) is needed; there is "rnn.", "decoder."'),
        (with_more(embedding__weight=(9, 3)),
         'exactly one linear layer (weight, bias) is needed; there is "fc.", "embedding."'),
        (without("fc.weight", "fc.bias"),
         "exactly one linear layer (weight, bias) is needed; there is none"),
        (without("_l0"), "exactly one recurrent module (weight_ih_l0 …) is needed; there is none"),
        (with_more(scale=(1,)), '"scale" is no tensor of nn.RNN, nn.LSTM, nn.GRU or nn.Linear'),
        (with_more(rnn__weight_ih_l1=(16, 4)),
         "the number of layers is 2 in the file, 1 in the network"),
        (without("bias_hh_l0"), "no tensor rnn.bias_hh_l0, which the network needs"),
        (without("fc.bias"), "no tensor fc.bias, which the network needs"),
        (with_more(fc__weight=(2, 5)), "fc.weight has shape (2, 5), the network needs (2, 4)"),
        (with_more(fc__weight=(2,)), "fc.weight has shape (2,), the network needs (2, 4)"),
        (with_more(rnn__weight_ih_l0=(16, 4)),
         "rnn.weight_ih_l0 has shape (16, 4), the network needs (16, 3)"),
        (with_more(rnn__weight_hh_l0=(20, 5)),
         "rnn.weight_hh_l0 has shape (20, 5), the network needs (16, 4)"),
        (with_more(rnn__weight_hh_l0=(0, 0)),
         "rnn.weight_hh_l0 has shape (0, 0), the network needs (16, 4)"),
    ],
)  # fmt: skip
def test_what_does_not_fit(change, sentence):
    assert refusal(from_torch, network("lstm"), change(torch_tensors("lstm"))) == sentence


@pytest.mark.parametrize(
    ("needed", "sentence"),
    [
        (network("rnn"),
         'rnn.weight_hh_l0 is of nn.LSTM, the cell "lstm"; the network\'s is "rnn"'),
        (network("gru"), 'PyTorch\'s nn.GRU is the cell "gru_reset_after", not "gru", whose reset '
         "gate acts before the product; an .npz file can have it"),
        (network("lstm_peephole"),
         'PyTorch has no module for the cell "lstm_peephole"; an .npz file can have it'),
        (network("lstm", bias=False),
         "the file has biases, the network none (model.bias is false)"),
    ],
)  # fmt: skip
def test_another_network(needed, sentence):
    assert refusal(from_torch, needed, torch_tensors("lstm")) == sentence


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (random_table(cell="rnn", model={"hidden_activation": "sigmoid"}),
         "nn.RNN has tanh or relu, not sigmoid; an .npz file can have it"),
        (random_table(cell="lstm", sizes=(2, 3)),
         "the layers of nn.LSTM have one size; an .npz file can have it"),
        (random_table(cell="lstm_coupled"),
         'PyTorch has no module for the cell "lstm_coupled"; an .npz file can have it'),
    ],
)  # fmt: skip
def test_networks_that_pytorch_has_not_are_not_written(table, sentence):
    whole = compiled(table)
    assert refusal(to_torch, whole.network, whole.initial) == sentence
