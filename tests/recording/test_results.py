import numpy as np
import pytest
from hypothesis import given, settings

from rnn_debugger.recording.results import Results
from rnn_debugger.recording.timeline import Timeline
from tests.support.agreement import is_comparable
from tests.support.experiments import compiled, random_table, tables
from tests.support.oracle import Network
from tests.support.oracle_training import train
from tests.support.running import share_memory


def finished(subject, iterations):
    """The results of a timeline that has run through."""
    timeline = Timeline(subject)
    for _ in timeline.go(iterations, 0, record=False):
        pass
    return timeline.results


@settings(max_examples=30)
@given(tables(activations=("sigmoid", "tanh", "identity")))
def test_losses_and_norms_are_the_oracles(table):
    table = {**table, "dtype": "float64"}
    results, network = finished(compiled(table), 3), Network(table)
    before = train(table)
    weights = {k: np.array(v) for k, v in table["weights"].items()}
    for iteration in range(3):
        expected, result = next(before), results[iteration]
        if not is_comparable(network, expected):
            break
        assert result.loss == pytest.approx(float(expected.values["loss"]), rel=1e-9, abs=1e-12)
        for name, after in expected.after.weights.items():
            shares = [share[name] for share in expected.shares.values() if name in share]
            wanted = (np.sum(shares, axis=0), after, after - weights[name])
            norms = (result.gradient_norm, result.parameter_norm, result.update_norm)
            for found, array in zip(norms, wanted, strict=True):
                assert found[name] == pytest.approx(np.linalg.norm(array), rel=1e-7, abs=1e-10)
        weights = expected.after.weights
    assert set(results.parameters) == set(results[0].gradient_norm)
    assert len(results.parameters) == len(network.table["weights"]) - len(starts(table))


def starts(table):
    return [name for name in table["weights"] if name.endswith("_start")]


@settings(max_examples=20)
@given(tables())
def test_sharing_memory_changes_no_result(table):
    plain = finished(compiled(table), 3)
    with share_memory():
        shared = finished(compiled(table), 3)
    np.testing.assert_array_equal(shared.loss, plain.loss)
    np.testing.assert_array_equal(shared.norms, plain.norms)


def test_a_parameter_without_a_gradient_has_a_norm_of_zero():
    """With one timestep and h[0] = 0 … Whh still has a gradient, of zeros; and stays in place."""
    results = finished(compiled(random_table(length=1)), 1)
    assert results[0].gradient_norm["Whh"] == 0
    assert results[0].update_norm["Whh"] == 0
    assert results[0].gradient_norm["Wxh"] > 0


class TestTables:
    def test_they_grow(self):
        results = Results(("W", "b"))
        for number in range(600):
            results.append(number, np.full((3, 2), number))
        assert len(results) == 600
        np.testing.assert_array_equal(results.loss, np.arange(600))
        np.testing.assert_array_equal(results.norms[:, 2, 1], np.arange(600))
        assert results.norms.shape == (600, 3, 2)

    def test_rows_by_name(self):
        results = Results(("W", "b"))
        results.append(0.5, np.array([[1, 2], [3, 4], [5, 6]]))
        result = results[0]
        assert result.loss == 0.5
        assert result.gradient_norm == {"W": 1, "b": 2}
        assert result.parameter_norm == {"W": 3, "b": 4}
        assert result.update_norm == {"W": 5, "b": 6}

    @pytest.mark.parametrize("iteration", [-1, 0, 1])
    def test_an_iteration_that_has_not_been_finished(self, iteration):
        with pytest.raises(IndexError, match=f"iteration {iteration} has not been finished"):
            Results(("W",))[iteration]
