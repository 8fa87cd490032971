import numpy as np
import pytest

from rnn_debugger.engine import ShapeError
from rnn_debugger.engine.primitives.linear import MATMUL, MATMUL_TRANSPOSED, OUTER
from tests.support.primitives import assert_pulls_back, numbers, run


@pytest.mark.parametrize("batch", [1, 3])
class TestKernels:
    def test_matmul(self, batch):
        left, right = numbers(4, 3), numbers(3, batch)
        np.testing.assert_allclose(run(MATMUL, left, right), left @ right, rtol=1e-15, atol=1e-15)

    def test_matmul_transposed(self, batch):
        left, right = numbers(4, 3), numbers(4, batch)
        expected = np.einsum("nm,nb->mb", left, right)
        np.testing.assert_allclose(run(MATMUL_TRANSPOSED, left, right), expected, atol=1e-15)

    def test_outer(self, batch):
        left, right = numbers(4, batch), numbers(3, batch)
        expected = np.einsum("nb,mb->nm", left, right)
        np.testing.assert_allclose(run(OUTER, left, right), expected, atol=1e-15)

    def test_gradients_of_matmul(self, batch):
        assert_pulls_back(MATMUL, lambda a, x: a @ x, numbers(4, 3), numbers(3, batch))


@pytest.mark.parametrize(
    ("primitive", "shapes", "message"),
    [
        (MATMUL, ((2, 5), (4, 5)), "matmul: (2, 5) @ (4, 5) do not align"),
        (MATMUL, ((2, 5), (5,)), "matmul: (2, 5) @ (5,) do not align"),
        (MATMUL_TRANSPOSED, ((2, 5), (4, 1)), "matmul_transposed: (2, 5)ᵀ @ (4, 1) do not align"),
        (OUTER, ((2, 5), (4, 1)), "outer: (2, 5) @ (4, 1)ᵀ do not align"),
    ],
)
def test_shapes_that_do_not_align(primitive, shapes, message):
    with pytest.raises(ShapeError) as raised:
        primitive.shape(*shapes)
    assert str(raised.value) == message


@pytest.mark.parametrize("primitive", [MATMUL, MATMUL_TRANSPOSED, OUTER])
def test_terms_add_up_to_the_element(primitive):
    left, right = numbers(3, 3), numbers(3, 3)
    result = run(primitive, left, right)
    for index in np.ndindex(3, 3):
        terms = primitive.terms(index, (3, 3), (3, 3))
        assert sum(left[i] * right[j] for i, j in terms) == pytest.approx(result[index])


def test_formulas():
    assert MATMUL.formula("s[1]", "Why", "h[1]") == "s[1] = Why h[1]"
    assert MATMUL_TRANSPOSED.formula("dh[1]", "Why", "ds[1]") == "dh[1] = Whyᵀ ds[1]"
    assert OUTER.formula("dWhy", "ds[1]", "h[1]") == "dWhy = ds[1] h[1]ᵀ"


def test_float32_stays_float32():
    assert run(MATMUL, numbers(4, 3), numbers(3, 2), dtype="float32").dtype == np.float32
