"""Weight files of every kind: what is read, written and refused."""

import io
import json
import pickle
import struct
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from safetensors.numpy import save_file

from rnn_debugger.cells.face import Cell
from rnn_debugger.data.weights import read_weights, write_weights
from tests.support.experiments import compiled, random_table
from tests.support.refusals import refusal
from tests.support.weight_files import FILES, network

TORCH = (FILES / "lstm_float32.safetensors").read_bytes()


class Trap:
    """Unpickling it calls a function that the test waits for in vain."""

    def __reduce__(self):
        return (pytest.fail, ("something was unpickled",))


def npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def refused(path, content, cell="lstm"):
    """The sentence, without the folder that a test runs in."""
    path.write_bytes(content)
    return refusal(read_weights, path, network(cell)).replace(f"{path.parent}/", "")


@pytest.mark.parametrize("kind", ["npz", "safetensors", "NPZ"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_what_was_written_is_read_again_bit_for_bit(tmp_path, kind, dtype):
    whole = compiled({**random_table(cell="lstm", sizes=(3, 3)), "dtype": dtype})
    arrays = {tensor.name: whole.initial[tensor.name] for tensor in whole.program.parameters}
    path = tmp_path / f"w.{kind}"
    written = write_weights(path, whole.network, arrays)
    read = read_weights(path, whole.network)
    assert read.matches == written.matches
    for name, array in arrays.items():
        assert read.arrays[name].dtype == np.float64
        assert read.arrays[name].astype(dtype).tobytes() == array.tobytes()


def test_the_file_has_the_type_of_the_arrays(tmp_path):
    whole = compiled({**random_table(), "dtype": "float32"})
    arrays = {tensor.name: whole.initial[tensor.name] for tensor in whole.program.parameters}
    write_weights(tmp_path / "w.safetensors", whole.network, arrays)
    write_weights(tmp_path / "w.npz", whole.network, arrays)
    header = json.loads((tmp_path / "w.safetensors").read_bytes()[8:].partition(b"}}")[0] + b"}}")
    assert {entry["dtype"] for entry in header.values()} == {"F32"}
    with np.load(tmp_path / "w.npz") as file:
        assert {file[name].dtype for name in file} == {np.dtype(np.float32)}


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path):
    path = tmp_path / "w.safetensors"
    path.write_bytes(b"old")
    whole = compiled(random_table(cell="gru"))
    assert refusal(write_weights, path, whole.network, whole.initial).startswith(f"{path}: PyTorch")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["w.onnx", "w.pt", "w"])
def test_kinds_that_are_not_written(tmp_path, name):
    whole = compiled(random_table())
    sentence = refusal(write_weights, tmp_path / name, whole.network, whole.initial)
    assert sentence == f"{tmp_path / name}: weights are written to .npz or .safetensors files"


@pytest.mark.parametrize("name", ["none.npz", "none.safetensors", "none.onnx"])
def test_no_file(tmp_path, name):
    path = tmp_path / name
    assert refusal(read_weights, path, network("lstm")) == f"{path}: no such file or directory"
    path.mkdir()
    assert refusal(read_weights, path, network("lstm")) == f"{path}: is a directory"


@pytest.mark.parametrize("name", ["a\0b.npz", "a\0b.safetensors", "a\0b.onnx"])
def test_a_zero_byte_in_the_name(tmp_path, name):
    sentence = refusal(read_weights, tmp_path / name, network("lstm"))
    assert sentence.startswith(f"{tmp_path}")


@pytest.mark.parametrize("suffix", ["pt", "pth", "bin"])
def test_a_pickle_is_never_read(tmp_path, suffix):
    path = tmp_path / f"w.{suffix}"
    assert refused(path, pickle.dumps(Trap())) == (
        f"w.{suffix}: weights come from .npz, .safetensors or .onnx files; a pickle is never read, "
        "as it can run any program"
    )


@pytest.mark.parametrize("suffix", ["npz", "safetensors", "onnx"])
def test_a_pickle_by_another_name_is_not_unpickled(tmp_path, suffix):
    refused(tmp_path / f"w.{suffix}", pickle.dumps(Trap()))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("w.npz", b"0.1 0.2\n0.3 0.4\n", "w.npz: not an .npz file"),
        ("w.npz", b"", "w.npz: not an .npz file"),
        ("w.npz", npz(Wxi=np.ones(9))[:-30], "w.npz: a damaged or cut off .npz file"),
        ("w.npz", npz(Wxi=np.array([{}], object)), 'w.npz: array "Wxi": holds Python objects, '
         "which are never unpickled; numbers are needed"),
        ("w.npz", npz(), "w.npz: no arrays are in it"),
        ("w.txt", b"0.1 0.2\n", "w.txt: weights come from .npz, .safetensors or .onnx files"),
        ("w", b"", "w: weights come from .npz, .safetensors or .onnx files"),
        ("w.safetensors", b"", "w.safetensors: not a .safetensors file, or cut off"),
        ("w.safetensors", b"0.1 0.2 0.3 0.4", "w.safetensors: not a .safetensors file, or cut off"),
        ("w.safetensors", TORCH[:-1], "w.safetensors: not a .safetensors file, or cut off"),
        ("w.safetensors", TORCH[:40], "w.safetensors: not a .safetensors file, or cut off"),
        ("w.safetensors", struct.pack("<Q", 2) + b"{}",
         "w.safetensors: exactly one recurrent module (weight_ih_l0 …) is needed; there is none"),
    ],
)  # fmt: skip
def test_what_cannot_be_used(tmp_path, name, content, sentence):
    assert refused(tmp_path / name, content) == sentence


def test_cut_off_anywhere(tmp_path):
    path = tmp_path / "w.safetensors"
    for length in range(len(TORCH)):
        assert refused(path, TORCH[:length]) == (
            "w.safetensors: not a .safetensors file, or cut off"
        )


def test_tensors_that_are_not_floats(tmp_path):
    save_file({"rnn.weight_ih_l0": np.ones((16, 3), np.int8)}, tmp_path / "w.safetensors")
    sentence = refusal(read_weights, tmp_path / "w.safetensors", network("lstm"))
    assert sentence == (
        f'{tmp_path / "w.safetensors"}: "rnn.weight_ih_l0" is of type I8, not a float'
    )


def test_shapes_are_said_with_the_files_name(tmp_path):
    sentence = refused(tmp_path / "w.safetensors", TORCH, "rnn")
    assert sentence == (
        'w.safetensors: rnn.weight_hh_l0 is of nn.LSTM, the cell "lstm"; the network\'s is "rnn"'
    )


@pytest.mark.parametrize("file", ["lstm_float32.safetensors", "onnx_lstm_dynamo.onnx"])
def test_a_cell_of_ones_own_is_not_matched_by_its_name(file):
    def lstm(x, h, c, W, b):
        return h, c

    own = replace(network("lstm"), cell=Cell.from_function(lstm))
    assert refusal(read_weights, FILES / file, own) == (
        f'{FILES / file}: the cell "lstm" is a person\'s own, and its weights stand in .npz files'
    )


def test_the_optional_library_is_imported_only_when_it_is_asked_for():
    code = "import sys, rnn_debugger.debugger; sys.exit('onnx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_the_library_one_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    monkeypatch.delitem(sys.modules, "rnn_debugger.data.weights.onnx", raising=False)
    monkeypatch.delitem(sys.modules, "rnn_debugger.data.weights.onnx_graph", raising=False)
    path = FILES / "onnx_lstm.onnx"
    assert refusal(read_weights, path, network("lstm")) == (
        f'{path}: an ONNX file needs the library onnx: pip install "rnn-debugger[onnx]"'
    )
