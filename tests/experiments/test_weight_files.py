"""Weights that an experiment takes from a file beside it."""

import numpy as np
import pytest

from tests.support.experiments import changed, compiled, random_table
from tests.support.refusals import refusal
from tests.support.weight_files import FILES, expected, experiment

GIVEN = random_table(sizes=(2, 3), sequences=2, batch_size=2)
ARRAYS = {name: np.array(value) for name, value in GIVEN["weights"].items()}


def refused(folder, file="w.npz", table=GIVEN):
    """The sentence, without the folder that a test runs in."""
    sentence = refusal(compiled, {**table, "weights": {"file": file}}, folder)
    return sentence.replace(f"{folder}/", "")


def test_an_npz_file_has_our_names(tmp_path):
    np.savez(tmp_path / "w.npz", **ARRAYS)
    initial = compiled({**GIVEN, "weights": {"file": "w.npz"}}, tmp_path).initial
    for name, value in ARRAYS.items():
        np.testing.assert_array_equal(initial[name], value)


def test_a_safetensors_file_has_those_of_pytorch(tmp_path):
    x, _ = expected("lstm_float32")
    initial = compiled(experiment("lstm_float32.safetensors", x, "lstm"), FILES).initial
    assert initial["Wxi"].shape == (4, 3)
    assert initial["Wxi"].dtype == np.float64
    assert initial["bo"].any()


def test_starts_come_from_a_file_too(tmp_path):
    np.savez(tmp_path / "w.npz", h1_start=[1.0, 2.0])
    initial = compiled({**GIVEN, "weights": {"file": "w.npz"}}, tmp_path).initial
    np.testing.assert_array_equal(initial["h1_start"], [[1, 1], [2, 2]])


def test_what_is_inline_goes_before_the_file(tmp_path):
    np.savez(tmp_path / "w.npz", by=[1.0, 2.0], b1h=[3.0, 4.0])
    table = {**GIVEN, "weights": {"file": "w.npz", "by": [5.0, 6.0]}}
    initial = compiled(table, tmp_path).initial
    np.testing.assert_array_equal(initial["by"], [5, 6])
    np.testing.assert_array_equal(initial["b1h"], [3, 4])


def test_what_the_file_has_not_is_drawn(tmp_path):
    np.savez(tmp_path / "w.npz", by=[1.0, 2.0])
    table = {**GIVEN, "weights": {}}
    drawn = compiled(table).initial
    initial = compiled({**table, "weights": {"file": "w.npz"}}, tmp_path).initial
    np.testing.assert_array_equal(initial["W1xh"], drawn["W1xh"])


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"by": np.ones((2, 1))}, "w.npz: by: has shape (2, 1), the network needs (2,)"),
        ({"W1hx": np.ones(1)}, "w.npz: W1hx: no such parameter; did you mean W1xh?"),
        ({"b\ny": np.ones(1)}, "w.npz: 'b\\ny': no such parameter; did you mean by?"),
        ({"h1_start": np.ones((2, 3))},
         "w.npz: h1_start: has shape (2, 3), the network needs (2, 2)"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_with_the_files_name(tmp_path, arrays, sentence):
    np.savez(tmp_path / "w.npz", **arrays)
    assert refused(tmp_path) == sentence


def test_numbers_that_are_too_large_for_the_networks_type(tmp_path):
    np.savez(tmp_path / "w.npz", by=[1e39, 0.0])
    sentence = refused(tmp_path, table={**GIVEN, "dtype": "float32"})
    assert sentence == "w.npz: by: a number is too large for float32"


def test_a_text_that_is_given_as_npz(tmp_path):
    (tmp_path / "w.npz").write_text("0.1 0.2\n")
    assert refused(tmp_path) == "w.npz: not an .npz file"


def test_no_file(tmp_path):
    assert refused(tmp_path) == "w.npz: no such file or directory"


@pytest.mark.parametrize("file", [3, ["w.npz"], {"path": "w.npz"}])
def test_the_path_is_a_text(tmp_path, file):
    assert refused(tmp_path, file) == "weights.file: a string is needed, the path of a file"


def test_a_file_of_another_cell():
    x, _ = expected("lstm")
    table = changed(experiment("lstm.safetensors", x, "lstm", 4, 4), model={"cell": "rnn"})
    assert refusal(compiled, table, FILES) == (
        f'{FILES / "lstm.safetensors"}: encoder.weight_hh_l0 is of nn.LSTM, the cell "lstm"; '
        'the network\'s is "rnn"'
    )
