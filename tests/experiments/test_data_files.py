"""Numbers in a CSV or NPZ file train as the same numbers in the experiment file."""

import csv

import numpy as np
import pytest

from tests.support.experiments import changed, compiled, random_table, session
from tests.support.refusals import refusal

NUMBERS = random_table(3, inputs=2, outputs=1, length=7, timesteps=3)
CLASSES = random_table(4, inputs=2, outputs=3, length=6, timesteps=3, loss="softmax_cross_entropy")
BATCH = random_table(5, inputs=1, outputs=2, sequences=4, length=4, timesteps=2, batch_size=2)
CSV = {"source": "csv", "path": "d.csv", "inputs": ["x1", "x2"], "targets": ["y"]}
NPZ = {"source": "npz", "path": "d.npz", "inputs": None, "targets": None}


def write_csv(table, folder):
    """The first sequence of the table's values as a CSV file."""
    x, target = (np.array(table["data"][key])[0] for key in ("inputs", "targets"))
    with (folder / "d.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["y", "x1", "remark", "x2"])
        for row, answer in zip(x.tolist(), target.reshape(len(x), -1).tolist(), strict=True):
            writer.writerow([answer[0], row[0], "none", row[1]])


def write_npz(table, folder, *, one_sequence=False):
    arrays = {key: np.array(table["data"][key]) for key in ("inputs", "targets")}
    np.savez(folder / "d.npz", **{k: a[0] if one_sequence else a for k, a in arrays.items()})


def assert_trains_alike(table, other, folder):
    inline, from_file = session(table), session(other, folder)
    assert from_file.compiled.note == inline.compiled.note
    for _ in range(5):
        inline.step(1, "iteration")
        from_file.step(1, "iteration")
        assert from_file.state_hash() == inline.state_hash()
    assert len(set(inline.moment.losses)) == 5


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("table", [NUMBERS, CLASSES])
def test_csv(tmp_path, table, dtype):
    write_csv(table, tmp_path)
    table = {**table, "dtype": dtype}
    assert_trains_alike(table, changed(table, data=CSV), tmp_path)


def test_several_target_columns_are_the_probabilities_of_classes(tmp_path):
    inputs, targets = [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], [[0.0, 1.0], [1.0, 0.0], [0.25, 0.75]]
    rows = [[*x, *target] for x, target in zip(inputs, targets, strict=True)]
    lines = ["x1,x2,no,yes", *(",".join(map(str, row)) for row in rows)]
    (tmp_path / "d.csv").write_text("\n".join(lines))
    table = random_table(6, inputs=2, outputs=2, loss="softmax_cross_entropy")
    table = changed(table, data={"inputs": inputs, "targets": targets})
    from_file = changed(table, data={**CSV, "targets": ["no", "yes"]})
    assert_trains_alike(table, from_file, tmp_path)


@pytest.mark.parametrize("one_sequence", [False, True])
@pytest.mark.parametrize("table", [NUMBERS, CLASSES])
def test_npz(tmp_path, table, one_sequence):
    write_npz(table, tmp_path, one_sequence=one_sequence)
    assert_trains_alike(table, changed(table, data=NPZ), tmp_path)


def test_several_sequences_side_by_side(tmp_path):
    write_npz(BATCH, tmp_path)
    assert_trains_alike(BATCH, changed(BATCH, data=NPZ), tmp_path)


def test_what_is_left_over_is_said(tmp_path):
    write_csv(NUMBERS, tmp_path)
    found = compiled(changed(NUMBERS, data=CSV), tmp_path)
    assert found.note == "the last timestep of the sequence fits into no window"


def refused(table, folder):
    """The sentence, without the folder that a test runs in."""
    return refusal(compiled, table, folder).replace(f"{folder}/", "")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"inputs": None}, 'data.inputs: is required with source = "csv"'),
        ({"path": None}, 'data.path: is required with source = "csv"'),
        ({"name": "copy"}, 'data.name: does not go with source = "csv"'),
        ({"inputs": []}, 'data.inputs: names of columns are needed, such as ["time", "height"]'),
        ({"targets": [1.0]}, 'data.targets: names of columns are needed, such as ["time", '
         '"height"]'),
        ({"inputs": ["z"]}, 'data.inputs: d.csv has no column "z"; line 1 has "y", "x1", '
         '"remark", "x2"'),
        ({"targets": ["remark"]}, 'd.csv: row 1 (line 2), column "remark": "none" is not a '
         "number"),
        ({"path": "e.csv"}, "e.csv: no such file or directory"),
        ({"path": "d.npz"}, "d.npz: line 1 is not UTF-8 text"),
    ],
)  # fmt: skip
def test_csv_files_that_cannot_be_used(tmp_path, data, sentence):
    write_csv(NUMBERS, tmp_path)
    (tmp_path / "d.npz").write_bytes(b"PK\x03\x04\xff\x00")
    assert refused(changed(NUMBERS, data={**CSV, **data}), tmp_path) == sentence


def test_a_csv_file_is_one_sequence(tmp_path):
    write_csv(NUMBERS, tmp_path)
    table = changed(NUMBERS, data=CSV, training={"batch_size": 2})
    expected = "training.batch_size: 2 does not divide the one sequence"
    assert refused(table, tmp_path) == expected
    table = changed(NUMBERS, data=CSV, training={"timesteps": 8})
    expected = "training.timesteps: a window of 8 timesteps does not fit into sequences of 7"
    assert refused(table, tmp_path) == expected


@pytest.mark.parametrize("answer", ["1.5", "-1", "1e9"])
def test_class_numbers_of_a_csv_file(tmp_path, answer):
    (tmp_path / "d.csv").write_text(f"x1,x2,y\n1,2,0\n3,4,1\n5,6,{answer}\n")
    sentence = refused(changed(CLASSES, data=CSV), tmp_path)
    assert sentence.startswith("d.csv: targets: class number")


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"targets": None}, 'd.npz: no array "targets"; it has "inputs"'),
        ({"inputs": np.zeros(7)}, 'd.npz: array "inputs": timesteps × features, or sequences × '
         "timesteps × features"),
        ({"targets": np.zeros(7)}, 'd.npz: array "targets": timesteps × outputs, or sequences × '
         "timesteps × outputs, as many as the inputs"),
        ({"inputs": np.zeros((0, 2))}, 'd.npz: array "inputs": there are no numbers'),
        ({"inputs": np.array(1.0)}, 'd.npz: array "inputs": timesteps × features, or sequences × '
         "timesteps × features"),
        ({"targets": np.zeros((6, 1))}, 'd.npz: array "targets": 1 sequences × 6 timesteps do not '
         "fit inputs of 1 sequences × 7 timesteps"),
        ({"targets": np.array([[1.0]] * 6 + [[np.nan]])}, 'd.npz: array "targets": the entry at '
         "[7][1] is NaN or infinite"),
        ({"inputs": np.array([[1.0, 1e39]] * 7)}, 'd.npz: array "inputs": the entry at [1][2] is '
         "too large for float32"),
        ({"inputs": np.array([None] * 7)}, 'd.npz: array "inputs": holds Python objects, which '
         "are never unpickled; numbers are needed"),
    ],
)  # fmt: skip
def test_npz_files_that_cannot_be_used(tmp_path, arrays, sentence):
    arrays = {"inputs": np.zeros((7, 2)), "targets": np.zeros((7, 1)), **arrays}
    np.savez(tmp_path / "d.npz", **{k: a for k, a in arrays.items() if a is not None})
    table = {**changed(NUMBERS, data=NPZ), "dtype": "float32"}
    assert refused(table, tmp_path) == sentence


def test_a_text_given_as_npz(tmp_path):
    (tmp_path / "d.npz").write_text("x,y\n1,2\n")
    assert refused(changed(NUMBERS, data=NPZ), tmp_path) == "d.npz: not an .npz file"


def test_keys_of_another_source(tmp_path):
    expected = 'data.inputs: does not go with source = "npz"'
    assert refused(changed(NUMBERS, data={**NPZ, "inputs": ["x"]}), tmp_path) == expected
