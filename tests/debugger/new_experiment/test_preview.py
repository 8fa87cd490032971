"""The figures of an experiment that is drawn up are those of its run."""

import pytest

from rnn_debugger.debugger import CodeNotAllowed, open_session
from rnn_debugger.debugger.new_experiment.draft import Draft
from rnn_debugger.debugger.new_experiment.drafting import draft_of, drafted
from rnn_debugger.debugger.new_experiment.fields import OWN_CELL
from rnn_debugger.debugger.new_experiment.offers import changed_draft
from rnn_debugger.debugger.new_experiment.preview import (
    LIVE_PREVIEW,
    figure_rows,
    make_preview,
    parameter_rows,
    too_large_sentence,
)
from rnn_debugger.experiments import TooLarge, builtin_experiments, resources


def preview_of(draft, allowed=(), **limits):
    return make_preview(drafted(draft).experiment, allowed, **limits)


@pytest.mark.parametrize("name", ["simple-words", "char-rnn", "own-cell"])
def test_the_figures_are_those_of_the_session(name):
    session = open_session(name)
    folder = resources() / "experiments"
    found = preview_of(draft_of(builtin_experiments()[name], folder)).figures
    held = session.memory()
    assert found.operations == len(session.program)
    assert found.peak == held.peak
    assert found.parameter_bytes == held.by_role["parameter"]
    assert found.optimizer_bytes == held.by_role["optimizer"]
    sizes = {tensor.name: session.value(tensor.name).size for tensor in found.parameters}
    assert found.parameter_count == sum(sizes.values())
    assert {row[0]: row[2] for row in parameter_rows(found)} == {
        name: f"{size:,}" for name, size in sizes.items()
    }


def test_the_rows_that_are_shown():
    found = preview_of(draft_of(builtin_experiments()["simple-words"], resources())).figures
    assert parameter_rows(found) == [
        ("Wxh", "1 × 3", "3", "24 B"),
        ("Whh", "1 × 1", "1", "8 B"),
        ("Why", "1 × 1", "1", "8 B"),
    ]
    rows = {title: (value, more) for title, value, more in figure_rows(found)}
    assert rows["Parameters"] == ("5", "in 3 arrays")
    assert rows["of which optimizer"] == ("0 B", "it keeps nothing")


def test_what_would_take_long_waits_to_be_asked_for():
    large = Draft().with_values({"training.timesteps": 2_000})
    with pytest.raises(TooLarge) as refusal:
        preview_of(large)
    assert refusal.value.size.operations > LIVE_PREVIEW.operations
    assert too_large_sentence(refusal.value.size).startswith(
        "Too large for a live preview: about 48,000 operations an iteration, and "
    )
    assert len(preview_of(large, most=None).session.program) > LIVE_PREVIEW.operations


def test_a_cell_is_not_run_before_it_is_allowed(tmp_path):
    path = tmp_path / "cells.py"
    path.write_text("def mine(x, h, W):\n    return tanh(W.xh @ x + W.hh @ h)\n")
    path.write_text("from rnn_debugger.cells.face import tanh\n" + path.read_text())
    draft = changed_draft(changed_draft(Draft(), "model.cell", OWN_CELL), "model.file", str(path))
    with pytest.raises(CodeNotAllowed) as refusal:
        preview_of(draft)
    allowed = {refusal.value.file.sha256}
    assert [row[0] for row in parameter_rows(preview_of(draft, allowed).figures)] == [
        "Wxh", "Whh", "Why", "by"
    ]  # fmt: skip


def test_what_is_left_out_of_the_data_is_said():
    draft = changed_draft(Draft(), "data.source", "values").with_values({"training.timesteps": 3})
    assert preview_of(draft).note == "The last 2 timesteps of the sequence fit into no window."
