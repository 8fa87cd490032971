import numpy as np
import pytest

from rnn_debugger.experiments import parse_experiment
from rnn_debugger.experiments.loading import load_data
from tests.support.experiments import changed, random_table
from tests.support.refusals import refusal

VALUES = changed(
    random_table(length=2), data={"inputs": [[1.0], [2.0]], "targets": [[0.5], [-0.5]]}
)
TEXT = changed(
    VALUES,
    data={"source": "text", "path": "t.txt", "inputs": None, "targets": None},
    training={"loss": "softmax_cross_entropy"},
)


def load(table, folder):
    return load_data(parse_experiment(table), folder)


def window(dataset, timesteps, batch_size=1):
    """The first window: x (T, I, B) and target (T, O, B)."""
    x = np.empty((timesteps, dataset.inputs, batch_size))
    target = np.empty((timesteps, dataset.outputs, batch_size))
    dataset.fill(0, x, target)
    return x, target


def test_one_sequence(tmp_path):
    table = changed(VALUES, data={"inputs": [[1.0, 2.0], [3, 4]], "targets": [[5.0], [6.0]]})
    x, target = window(load(table, tmp_path), 2)
    np.testing.assert_array_equal(x[:, :, 0], [[1, 2], [3, 4]])
    np.testing.assert_array_equal(target[:, :, 0], [[5], [6]])


def test_several_sequences(tmp_path):
    inputs, targets = [[[1.0], [2.0]], [[3.0], [4.0]]], [[[5.0], [6.0]], [[7.0], [8.0]]]
    table = changed(VALUES, data={"inputs": inputs, "targets": targets}, training={"batch_size": 2})
    x, target = window(load(table, tmp_path), 2, 2)
    np.testing.assert_array_equal(x[:, 0], [[1, 3], [2, 4]])
    np.testing.assert_array_equal(target[:, 0], [[5, 7], [6, 8]])


@pytest.mark.parametrize("several", [False, True])
def test_class_numbers(tmp_path, several):
    inputs, targets = [[1.0], [2.0]], [2, 0]
    if several:
        inputs, targets = [inputs], [targets]
    table = changed(
        VALUES,
        data={"inputs": inputs, "targets": targets},
        training={"loss": "softmax_cross_entropy"},
    )
    dataset = load(table, tmp_path)
    assert dataset.outputs == 3
    np.testing.assert_array_equal(window(dataset, 2)[1][:, :, 0], [[0, 0, 1], [1, 0, 0]])


def test_one_hot_targets_stay_as_they_are(tmp_path):
    table = changed(
        VALUES,
        data={"targets": [[0.0, 1.0], [0.5, 0.5]]},
        training={"loss": "softmax_cross_entropy"},
    )
    np.testing.assert_array_equal(
        window(load(table, tmp_path), 2)[1][:, :, 0], [[0, 1], [0.5, 0.5]]
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"inputs": [[1.0], [2.0, 3.0]]}, "data.inputs: not a table of numbers with rows of one "
         "length"),
        ({"inputs": [[1.0], ["x"]]}, "data.inputs: not a table of numbers with rows of one length"),
        ({"inputs": [[1.0], [10**400]]}, "data.inputs: not a table of numbers with rows of one "
         "length"),
        ({"inputs": []}, "data.inputs: there are no numbers"),
        ({"targets": [[], []]}, "data.targets: there are no numbers"),
        ({"inputs": [[1.0], [float("nan")]]}, "data.inputs: the entry at [2][1] is NaN or "
         "infinite"),
        ({"targets": [[float("inf")], [1.0]]}, "data.targets: the entry at [1][1] is NaN or "
         "infinite"),
        ({"inputs": [1.0, 2.0]}, "data.inputs: timesteps × features, or sequences × timesteps × "
         "features"),
        ({"targets": [1.0, 2.0]}, "data.targets: timesteps × outputs, or sequences × timesteps × "
         "outputs, as many as the inputs"),
        ({"targets": [[[1.0]], [[2.0]]]}, "data.targets: timesteps × outputs, or sequences × "
         "timesteps × outputs, as many as the inputs"),
        ({"targets": [[1.0], [2.0], [3.0]]}, "data.targets: 1 sequences × 3 timesteps do not fit "
         "inputs of 1 sequences × 2 timesteps"),
        ({"inputs": None}, 'data.inputs: is required with source = "values"'),
        ({"path": "x.txt"}, 'data.path: does not go with source = "values"'),
    ],
)  # fmt: skip
def test_values_that_cannot_be_used(tmp_path, data, message):
    assert refusal(load, changed(VALUES, data=data), tmp_path) == message


def test_numbers_that_do_not_fit_the_type(tmp_path):
    table = {**changed(VALUES, data={"targets": [[1e39], [0.0]]}), "dtype": "float32"}
    expected = "data.targets: the entry at [1][1] is too large for float32"
    assert refusal(load, table, tmp_path) == expected


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ([-1, 0], "data.targets: class numbers are whole and count from 0"),
        ([0.5, 0], "data.targets: class numbers are whole and count from 0"),
        ([0, 10**9], "data.targets: class number 1000000000 would need 1000000001 outputs"),
    ],
)
def test_class_numbers_that_cannot_be_used(tmp_path, targets, message):
    training = {"loss": "softmax_cross_entropy"}
    table = changed(VALUES, data={"targets": targets}, training=training)
    assert refusal(load, table, tmp_path) == message


def test_targets_of_a_softmax_are_probabilities(tmp_path):
    """Else y − target were not the gradient. Timesteps without a loss may hold anything."""
    table = changed(
        VALUES,
        data={"targets": [[0.5, 0.75], [0.25, 0.75]]},
        training={"loss": "softmax_cross_entropy"},
    )
    expected = "data.targets: a row sums to 1.25, and softmax_cross_entropy needs probabilities"
    assert refusal(load, table, tmp_path).startswith(expected)
    last = changed(table, training={"loss_at": "last_timestep"})
    assert load(last, tmp_path).outputs == 2


def test_many_classes_take_only_what_their_rows_take(tmp_path):
    training = {"loss": "softmax_cross_entropy"}
    table = changed(VALUES, data={"targets": [0, 99_999]}, training=training)
    assert window(load(table, tmp_path), 2)[1].sum() == 2


class TestTexts:
    def test_a_text(self, tmp_path):
        (tmp_path / "t.txt").write_text("abcab")
        dataset = load(TEXT, tmp_path)
        assert dataset.characters == "abc"

    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("", "{path}: the text is empty"),
            ("ab", "data.path: a text of 2 characters is too short for windows of 2 timesteps and "
             "the character after each"),
        ],
    )  # fmt: skip
    def test_too_little(self, tmp_path, content, message):
        path = tmp_path / "t.txt"
        path.write_text(content)
        assert refusal(load, TEXT, tmp_path) == message.format(path=path)

    def test_no_file(self, tmp_path):
        expected = f"{tmp_path / 't.txt'}: no such file or directory"
        assert refusal(load, TEXT, tmp_path) == expected

    def test_keys_of_another_source(self, tmp_path):
        table = changed(TEXT, data={"inputs": [[1.0]]})
        assert refusal(load, table, tmp_path) == 'data.inputs: does not go with source = "text"'
        table = changed(TEXT, data={"path": None})
        assert refusal(load, table, tmp_path) == 'data.path: is required with source = "text"'

    def test_a_loss_that_is_not_for_texts(self, tmp_path):
        table = changed(TEXT, training={"loss": "binary_cross_entropy"})
        expected = 'training.loss: "binary_cross_entropy" does not go with a text'
        assert refusal(load, table, tmp_path) == expected


@pytest.mark.parametrize("row", [[1.0, 1.0], [0.0, 0.0], [0.2, 0.7]])
def test_targets_of_the_cross_entropy_sum_to_one(tmp_path, row):
    loss = {"loss": "softmax_cross_entropy"}
    table = changed(VALUES, data={"targets": [[0.25, 0.75], row]}, training=loss)
    assert "data.targets: a row sums to" in refusal(load, table, tmp_path)
    last = {**loss, "loss_at": "last_timestep"}
    load(changed(VALUES, data={"targets": [row, [0.25, 0.75]]}, training=last), tmp_path)
