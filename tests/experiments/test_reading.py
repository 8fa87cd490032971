import pytest

from rnn_debugger.experiments import parse_experiment, read_experiment
from rnn_debugger.experiments.schema import Experiment
from tests.support.experiments import changed, random_table
from tests.support.refusals import refusal

VALID = random_table(length=2)


def test_defaults():
    experiment = parse_experiment(
        {
            "model": {"cell": "rnn", "hidden_sizes": [3]},
            "data": {"source": "text", "path": "input.txt"},
            "training": {"timesteps": 5},
        }
    )
    model, training = experiment.model, experiment.training
    assert (experiment.dtype, experiment.seed, model.bias) == ("float64", 0, True)
    assert (training.batch_size, training.carry_state, training.loss) == (1, True, "squared_error")
    assert (training.loss_at, training.reduction) == ("every_timestep", "sum")
    assert (training.update_schedule, training.optimizer) == ("every_window", "sgd")
    assert (training.learning_rate, training.epsilon_in_root) == (0.1, False)
    assert training.clip_value is None
    assert isinstance(experiment, Experiment)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model": {"hiden_sizes": [2]}}, "model.hiden_sizes: unknown key; did you mean "
         "model.hidden_sizes?"),
        ({"training": {"timestep": 2}}, "training.timestep: unknown key; did you mean "
         "training.timesteps?"),
        ({"trainig": {}}, "trainig: unknown key; did you mean training?"),
        ({"data": {"zzz": 1}}, "data.zzz: unknown key"),
        ({"model": {"cell": None}}, "model.cell: this key is required"),
        ({"model": {"hidden_sizes": None}}, "model.hidden_sizes: this key is required"),
        ({"data": {"source": None}}, "data.source: this key is required"),
        ({"training": {"timesteps": None}}, "training.timesteps: this key is required"),
        ({"model": {"hidden_sizes": []}}, "model.hidden_sizes: at least one layer is needed"),
        ({"model": {"hidden_sizes": [2, 0]}}, "model.hidden_sizes: 0 is not a size of 1 or more"),
        ({"model": {"hidden_sizes": 2}}, "model.hidden_sizes: expected a list, got a whole number"),
        ({"model": {"hidden_sizes": [2.5]}}, "model.hidden_sizes[0]: expected a whole number, got "
         "a number"),
        ({"model": {"bias": "no"}}, "model.bias: expected true or false, got a string"),
        ({"training": {"timesteps": 0}}, "training.timesteps: 0 is not 1 or more"),
        ({"training": {"timesteps": True}}, "training.timesteps: expected a whole number, got true "
         "or false"),
        ({"training": {"batch_size": -1}}, "training.batch_size: -1 is not 1 or more"),
        ({"training": {"learning_rate": -0.1}}, "training.learning_rate: -0.1 is not 0 or more"),
        ({"training": {"learning_rate": float("nan")}}, "training.learning_rate: nan is not 0 or "
         "more"),
        ({"training": {"clip_value": -5.0}}, "training.clip_value: -5.0 is not 0 or more"),
        ({"data": {"path": 3}}, "data.path: expected a string, got a whole number"),
        ({"training": {"epsilon": "x"}}, "training.epsilon: expected a number, got a string"),
        ({"training": {"optimizer": "sdg"}}, 'training.optimizer: "sdg" is not one of sgd, '
         "adagrad"),
        ({"training": {"loss": "l2"}}, 'training.loss: "l2" is not one of squared_error, '
         "binary_cross_entropy, softmax_cross_entropy"),
        ({"model": {"hidden_activation": "softmax"}}, 'model.hidden_activation: "softmax" is not '
         "one of sigmoid, tanh, relu, identity"),
        ({"training": {"loss_at": "end"}}, 'training.loss_at: "end" is not one of every_timestep, '
         "last_timestep"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_table(changes, message):
    assert refusal(parse_experiment, changed(VALID, **changes)) == message


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("dtype", "float16", 'dtype: "float16" is not one of float64, float32'),
        ("seed", "abc", "seed: expected a whole number, got a string"),
        ("seed", -1, "seed: -1 is not 0 or more"),
        ("title", 3, "title: expected a string, got a whole number"),
        ("model", 3, "model: expected a table, got a whole number"),
        ("weights", [], "weights: expected a table, got a list"),
    ],
)
def test_what_is_wrong_at_the_top(key, value, message):
    assert refusal(parse_experiment, {**VALID, key: value}) == message


@pytest.mark.parametrize("section", ["model", "data", "training"])
def test_missing_sections(section):
    table = {key: value for key, value in VALID.items() if key != section}
    assert refusal(parse_experiment, table) == f"{section}: this key is required"


@pytest.mark.parametrize("loss", ["squared_error", "binary_cross_entropy", "softmax_cross_entropy"])
@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "softmax", "identity"])
def test_pairs_of_loss_and_output_activation(loss, activation):
    fitting = {
        "squared_error": ("sigmoid", "tanh", "identity"),
        "binary_cross_entropy": ("sigmoid",),
        "softmax_cross_entropy": ("softmax",),
    }
    changes = {"model": {"output_activation": activation}, "training": {"loss": loss}}
    table = changed(VALID, **changes)
    if activation in fitting[loss]:
        assert parse_experiment(table).model.output_activation == activation
    else:
        message = refusal(parse_experiment, table)
        expected = f'model.output_activation: "{activation}" does not fit training.loss: "{loss}"'
        assert message.startswith(expected)


class TestFiles:
    @pytest.fixture
    def path(self, tmp_path):
        return tmp_path / "mine.toml"

    def test_keys_are_named_with_the_file(self, path):
        path.write_text('titel = "a"\n')
        expected = f"{path}: titel: unknown key; did you mean title?"
        assert refusal(read_experiment, path) == expected

    def test_a_toml_error_names_the_line(self, path):
        path.write_text('title = "a"\nseed = \n')
        message = refusal(read_experiment, path)
        assert message.startswith(f"{path}: ")
        assert "line 2" in message

    @pytest.mark.parametrize(
        "content",
        ["seed = " + "9" * 5000, "a = " + "[" * 20_000 + "]" * 20_000],
        ids=["digits", "nested lists"],
    )
    def test_what_is_beyond_the_reader(self, path, content):
        path.write_text(content)
        assert refusal(read_experiment, path).startswith(f"{path}: ")

    def test_not_utf_8(self, path):
        path.write_bytes(b'title = "\xe9"')
        assert refusal(read_experiment, path) == f"{path}: byte 9 is not UTF-8 text"

    def test_a_folder(self, tmp_path):
        expected = f"{tmp_path}: is a folder, not an experiment file"
        assert refusal(read_experiment, tmp_path) == expected

    def test_no_file(self, path):
        assert refusal(read_experiment, path) == f"{path}: no such file or directory"

    def test_an_empty_file(self, path):
        path.write_text("")
        assert refusal(read_experiment, path) == f"{path}: model: this key is required"
