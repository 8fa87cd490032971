import pytest

from rnn_debugger.experiments import (
    builtin_experiments,
    compile_experiment,
    find_file,
    read_experiment,
    resources,
)
from tests.support.refusals import refusal

NAMES = ["simple-words", "simple-words-feedforward", "char-rnn", "vanishing"]


def test_the_ones_to_begin_with_come_first():
    experiments = builtin_experiments()
    assert list(experiments)[:4] == NAMES
    assert all(e.title and e.description for e in experiments.values())


@pytest.mark.parametrize("name", NAMES)
def test_they_compile_and_run(name):
    path = find_file(name)
    machine = compile_experiment(read_experiment(path), path.parent).machine()
    machine.run(len(machine.program))
    assert machine.arrays["loss"] > 0


def test_the_character_model_is_as_the_issue_has_it():
    experiment = builtin_experiments()["char-rnn"]
    training = experiment.training
    assert experiment.model.hidden_sizes == (100,)
    assert (training.timesteps, training.optimizer, training.learning_rate) == (25, "adagrad", 0.1)
    assert training.clip_value == 5.0
    text = resources() / "experiments" / str(experiment.data.path)
    assert text.stat().st_size >= 100_000


def test_gradients_vanish_in_vanishing():
    path = find_file("vanishing")
    machine = compile_experiment(read_experiment(path), path.parent).machine()
    machine.run(len(machine.program))
    norms = [abs(machine.arrays[f"dh[{t}]"]).max() for t in (1, 20, 40)]
    assert norms[0] < norms[1] / 100 < norms[2] / 10_000


def test_files_and_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_file("simple-words") == resources() / "experiments" / "simple-words.toml"
    (tmp_path / "simple-words").write_text("")
    assert find_file("simple-words") == find_file(tmp_path / "simple-words").relative_to(tmp_path)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("simple-word", "simple-word: no such file or built-in experiment; did you mean "
         "simple-words?"),
        ("zzz", "zzz: no such file or built-in experiment; rnn-debugger experiments lists the "
         "built-in ones"),
        ("zzz.toml", "zzz.toml: no such file or built-in experiment"),
    ],
)  # fmt: skip
def test_names_that_are_none(name, message):
    assert refusal(find_file, name) == message


def test_a_folder(tmp_path):
    assert refusal(find_file, tmp_path) == f"{tmp_path}: is a folder, not an experiment or a trace"


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "no/such/folder/simple-words"])
def test_names_that_no_file_can_have(name):
    assert refusal(find_file, name).startswith(name)


def test_the_character_model_looks_its_characters_up():
    path = find_file("char-rnn")
    machine = compile_experiment(read_experiment(path), path.parent).machine()
    for name in ("x[1]", "target[25]"):
        place = machine.work.place_of_one(machine.arrays[name])
        assert place is not None, "a product where a look-up would do"
