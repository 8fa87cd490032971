import numpy as np
import pytest

from rnn_debugger.engine import ShapeError
from rnn_debugger.engine.primitives.total import Sum
from tests.support.primitives import assert_pulls_back, numbers, run


@pytest.mark.parametrize("factor", [1.0, 0.25])
@pytest.mark.parametrize("count", [1, 2, 3, 7])
@pytest.mark.parametrize("shape", [(), (3, 1), (3, 2)])
def test_sum(shape, count, factor):
    parts = [numbers(*shape, seed=number) for number in range(count)]

    def plain(*parts):
        return factor * sum(parts)

    np.testing.assert_allclose(run(Sum(factor), *parts), plain(*parts), rtol=1e-15)
    assert_pulls_back(Sum(factor), plain, *parts)


def test_from_left_to_right():
    """The order of the additions decides the last bits, and is what the formula shows."""
    parts = [np.array(part) for part in (1e16, 1.0, -1e16, 1.0)]
    assert run(Sum(), *parts) == ((1e16 + 1.0) - 1e16) + 1.0


def test_shapes_that_do_not_fit():
    with pytest.raises(ShapeError, match=r"sum: shapes \(2, 1\) and \(3, 1\) do not fit"):
        Sum().shape((2, 1), (3, 1))


@pytest.mark.parametrize(
    ("factor", "count", "text"),
    [
        (1.0, 1, "out = p1"),
        (0.5, 1, "out = 0.5·p1"),
        (1.0, 2, "out = p1 + p2"),
        (0.25, 3, "out = 0.25·(p1 + p2 + p3)"),
        (1.0, 5, "out = p1 + p2 + p3 + p4 + p5"),
        (1.0, 9, "out = p1 + p2 + … + p9"),
    ],
)
def test_formulas(factor, count, text):
    assert Sum(factor).formula("out", *(f"p{n}" for n in range(1, count + 1))) == text
