"""Sessions that train with another strategy: anew, and saved as a file of their own."""

import pytest

from rnn_debugger.debugger import Keeper, measuring_strategies, open_session, with_strategy
from tests.support.experiments import random_table, session


def strategies(run, **keys):
    found = measuring_strategies(run.compiled, **keys).finish()
    return {strategy.kind: strategy for strategy in found}


@pytest.mark.parametrize("kind", ["square_root", "gruslys"])
def test_it_begins_anew_and_trains_alike(kind):
    run = session(random_table(cell="lstm", length=9))
    other = with_strategy(run, strategies(run)[kind])
    run.seek(2, 40)
    assert other.position == (0, 0, 0)
    assert other.experiment.training.checkpointing == kind
    assert len(other.program) == strategies(run)[kind].operations
    other.seek(2)
    run.seek(2)
    for parameter in run.program.parameters:
        name = parameter.name
        assert other.value(name).tobytes() == run.value(name).tobytes()


def test_a_shorter_window():
    run = session(random_table(length=12, timesteps=12))
    other = with_strategy(run, strategies(run, window=4)["truncated"])
    assert other.experiment.training.timesteps == 4
    assert "h[5]" not in other.program.tensors


def test_back_to_keeping_everything():
    run = session(random_table(length=9, checkpointing="square_root"))
    other = with_strategy(run, strategies(run)["full"])
    assert other.experiment.training.checkpointing == "none"
    assert not any(tensor.recomputes for tensor in other.program.tensors.values())


def test_what_no_experiment_can_have_is_refused():
    run = session(random_table(length=9))
    with pytest.raises(ValueError, match="forward only"):
        with_strategy(run, strategies(run)["forward"])


@pytest.mark.parametrize("name", ["char-rnn", "own-cell", "adding"])
def test_it_is_saved_whole_with_its_data_and_cell(name, tmp_path):
    run = open_session(name)
    other = with_strategy(run, strategies(run)["square_root"])
    other.step(30)
    keeper = Keeper(other)
    assert keeper.home == "builtin"
    keeper.save(tmp_path / "other.toml")
    again = open_session(tmp_path / "other.toml", {run.compiled.cell_file.sha256} if (
        run.compiled.cell_file
    ) else ())  # fmt: skip
    assert again.position == other.position
    assert again.state_hash() == other.state_hash()
    assert again.experiment.training == other.experiment.training
