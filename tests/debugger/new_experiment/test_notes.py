"""What is said below a field while nothing is wrong with it."""

import pytest

from rnn_debugger.debugger.new_experiment.draft import Draft
from rnn_debugger.debugger.new_experiment.fields import DRAFT_FIELDS
from rnn_debugger.debugger.new_experiment.notes import field_note
from rnn_debugger.debugger.new_experiment.offers import changed_draft, offers


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]", "3 timesteps × 2 {}s."),
        ("[[[1.0]], [[2.0]]]", "2 sequences × 1 timestep × 1 {}."),
        ("[[1.0", ""),
        ("[]", ""),
        ("[[[[1.0]]]]", ""),
    ],
)
def test_the_shape_of_what_is_typed(text, sentence):
    draft = Draft().with_values({"data.inputs": text, "data.targets": text})
    assert field_note(draft, "data.inputs") == sentence.format("feature")
    assert field_note(draft, "data.targets") == sentence.format("output")


def test_class_numbers():
    assert field_note(Draft().with_values({"data.targets": "[0, 1, 1]"}), "data.targets") == (
        "3 class numbers."
    )


def test_the_columns_of_a_file(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("time,x\n1,2\n")
    draft = changed_draft(Draft(), "data.path", str(path))
    assert field_note(draft, "data.input_columns") == 'The file has "time", "x".'


@pytest.mark.parametrize("key", ["data.name", "model.cell"])
def test_every_task_and_every_cell_is_described(key):
    notes = {
        field_note(changed_draft(Draft(), key, offer.value), key) for offer in offers(Draft(), key)
    }
    assert len(notes) == len(offers(Draft(), key))
    assert "" not in notes


def test_every_other_field_may_be_asked():
    assert all(isinstance(field_note(Draft(), field.key), str) for field in DRAFT_FIELDS)
