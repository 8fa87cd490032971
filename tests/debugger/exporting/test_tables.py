"""Tables written as CSV files."""

import csv
import io
import math

import numpy as np
import pytest

from rnn_debugger.debugger import Stale, Task, write_file, writing_table
from tests.support.refusals import refusal


def written(path, table):
    rows = Task(writing_table(path, table)).finish()
    lines = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
    assert rows == len(lines) - 1
    return lines


def test_numbers_keep_all_their_bits(tmp_path):
    values = [0.1 + 0.2, 5e-324, -0.0, 1.7976931348623157e308, float(np.float32(0.1))]
    rows = [[number, value] for number, value in enumerate(values)]
    lines = written(tmp_path / "t.csv", (["step", "loss"], rows))
    assert lines[0] == ["step", "loss"]
    read = [float(line[1]) for line in lines[1:]]
    assert np.array(read).tobytes() == np.array(values).tobytes()


def test_what_is_no_number_has_a_name(tmp_path):
    row = [math.nan, math.inf, -math.inf, None, np.float32(0.5), np.int64(7), "a,b", True, "Ω\n"]
    assert written(tmp_path / "t.csv", ([""] * 9, [row]))[1] == [
        "NaN", "Infinity", "-Infinity", "", "0.5", "7", "a,b", "True", "Ω\n",
    ]  # fmt: skip


def test_the_file_is_plain(tmp_path):
    Task(writing_table(tmp_path / "t.csv", (["t", "‖dh[t]‖"], [[1, 0.25]]))).finish()
    assert (tmp_path / "t.csv").read_bytes() == "t,‖dh[t]‖\n1,0.25\n".encode()


def test_a_long_table_comes_in_slices_and_can_be_given_up(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("old")
    task = Task(writing_table(path, (["n"], ([n] for n in range(10_000_000)))))
    assert task.advance()
    assert task.progress.done > 0
    task.cancel()
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["t.csv"]


def test_a_run_that_moves_on_is_one_sentence(tmp_path):
    def rows():
        yield [1.0]
        raise Stale("moved")

    path = tmp_path / "t.csv"
    assert refusal(Task(writing_table(path, (["a"], rows()))).finish) == (
        f"{path}: the run has moved on while its numbers were written; pause it first"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [write_file, lambda path, _: Task(writing_table(path, ((), ())))
                                   .finish()])  # fmt: skip
def test_a_bad_path_is_one_sentence(tmp_path, write):
    path = tmp_path / "nowhere" / "t.csv"
    assert refusal(write, path, b"") == f"{path}: there is no folder {path.parent}"


def test_a_file_is_written_whole(tmp_path):
    write_file(tmp_path / "a.png", b"\x89PNG")
    assert (tmp_path / "a.png").read_bytes() == b"\x89PNG"
