"""What cannot be compiled is said at the field that it is about."""

import numpy as np
import pytest

from rnn_debugger.data import BadInput
from rnn_debugger.debugger.new_experiment.draft import Draft
from rnn_debugger.debugger.new_experiment.drafting import drafted
from rnn_debugger.debugger.new_experiment.fields import OWN_CELL
from rnn_debugger.debugger.new_experiment.offers import changed_draft
from rnn_debugger.debugger.new_experiment.preview import make_preview
from rnn_debugger.debugger.new_experiment.problems import problem_of
from rnn_debugger.experiments import ALL_CODE


def problem(**values):
    draft = Draft()
    for key, value in values.items():
        draft = changed_draft(draft, key.replace("__", "."), value)
    experiment = drafted(draft).experiment
    assert experiment is not None
    with pytest.raises(BadInput) as refusal:
        make_preview(experiment, ALL_CODE)
    found = problem_of(refusal.value, draft)
    return found.key, found.sentence


@pytest.mark.parametrize(
    ("values", "key", "sentence"),
    [
        (
            {"training__timesteps": 1},
            "training.timesteps",
            '1 is too short for data.name = "echo", which takes 2 or more.',
        ),
        (
            {"data__source": "values", "training__timesteps": 9},
            "training.timesteps",
            "A window of 9 timesteps does not fit into sequences of 8.",
        ),
        (
            {"data__source": "values", "training__batch_size": 2},
            "training.batch_size",
            "2 does not divide the one sequence.",
        ),
        (
            {"data__source": "values", "data__targets": "[[1.0]]"},
            "data.targets",
            "1 sequences × 1 timesteps do not fit inputs of 1 sequences × 8 timesteps.",
        ),
        (
            {"weights__inline": "Whx = [[1.0]]"},
            "weights.inline",
            "Whx: no such parameter; did you mean Wxh?",
        ),
        (
            {"weights__inline": "bh = [1.0]"},
            "weights.inline",
            "bh: has shape (1,), the network needs (8,).",
        ),
        (
            {"weights__file": "/nowhere/w.npz"},
            "weights.file",
            "No such file or directory.",
        ),
        (
            {"data__source": "text", "data__path": "/nowhere/a.txt"},
            "data.path",
            "No such file or directory.",
        ),
    ],
)
def test_the_sentence_stands_at_its_field(values, key, sentence):
    assert problem(**values) == (key, sentence)


def test_arrays_of_a_file(tmp_path):
    path = tmp_path / "a.npz"
    np.savez(path, inputs=np.ones((3, 1)))
    found = problem(data__source="npz", data__path=str(path))
    assert found == ("data.path", 'No array "targets"; it has "inputs".')


def test_columns_of_a_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("time,x\n1,2\n")
    found = problem(
        data__source="csv",
        data__path=str(path),
        data__input_columns="tim",
        data__target_columns="x",
    )
    assert found == ("data.input_columns", f'{path} has no column "tim"; did you mean "time"?')


def test_a_cell_of_ones_own(tmp_path):
    path = tmp_path / "cells.py"
    path.write_text("def mine(x, h, W):\n    return tanh(W.xh @ x + W.hh @ g)\n")
    key, sentence = problem(model__cell=OWN_CELL, model__file=str(path))
    assert key == "model.file"
    assert sentence.startswith("Line 2: ")
