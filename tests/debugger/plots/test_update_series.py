import numpy as np
import pytest

from rnn_debugger.debugger import MEASURES, UpdateSeries
from tests.support.experiments import random_table, session


@pytest.fixture
def run():
    found = session(random_table(4, length=3, sizes=(3,), learning_rate=0.1))
    found.seek(5)
    return found


@pytest.mark.parametrize("measure", MEASURES)
def test_a_value_for_every_iteration_as_it_grows(run, measure):
    series = UpdateSeries(run.moment.results)
    for end in (5, 6, 40, 700):
        run.seek(end)
        for parameter in run.moment.results.parameters:
            peaks = series.peaks(measure, parameter)
            assert len(peaks) == end
            _, y = peaks.line(0, end, 1_000)
            results = [run.moment.results[i] for i in range(end)]
            expected = {
                "gradient": [r.gradient_norm[parameter] for r in results],
                "update": [r.update_norm[parameter] for r in results],
                "ratio": [r.update_norm[parameter] / r.parameter_norm[parameter] for r in results],
            }[measure]
            np.testing.assert_allclose(y, expected, rtol=1e-15)
            assert series.value(measure, parameter, end - 1) == pytest.approx(expected[-1])


def test_the_ratio_to_nothing():
    table = random_table(4, length=2)
    table["weights"]["bh"] = [0.0, 0.0]
    table["training"]["learning_rate"] = 1e-300
    run = session(table)
    run.seek(1)
    results = run.moment.results
    # Norms as they would be of a bias that is 0 and stays 0.
    results.norms[0, :, results.parameters.index("bh")] = 0.0
    series = UpdateSeries(results)
    assert np.isnan(series.value("ratio", "bh", 0))
    _, y = series.peaks("ratio", "bh").line(0, 1, 10)
    assert np.isnan(y).all()
