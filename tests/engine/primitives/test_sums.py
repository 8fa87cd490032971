import numpy as np
import pytest

from rnn_debugger.engine import ShapeError
from rnn_debugger.engine.primitives.elementwise import COPY
from rnn_debugger.engine.primitives.linear import OUTER
from rnn_debugger.engine.primitives.sums import Accumulate, MultiplySumColumns, SumColumns
from tests.support.primitives import numbers, run

SUM_COLUMNS = SumColumns()
MULTIPLY_SUM_COLUMNS = MultiplySumColumns()


@pytest.mark.parametrize("batch", [1, 3])
def test_columns_are_added_up(batch):
    value = numbers(4, batch)
    np.testing.assert_allclose(run(SUM_COLUMNS, value), value.sum(axis=1), rtol=1e-15)


@pytest.mark.parametrize("batch", [1, 4])
def test_products_are_added_up(batch):
    left, right = numbers(4, batch), numbers(4, batch, seed=1)
    expected = np.einsum("nb,nb->n", left, right)
    np.testing.assert_allclose(run(MULTIPLY_SUM_COLUMNS, left, right), expected, atol=1e-15)


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("share", [OUTER, SUM_COLUMNS, MULTIPLY_SUM_COLUMNS, COPY])
def test_a_share_is_added(share, batch):
    count = 1 if share in (SUM_COLUMNS, COPY) else 2
    operands = [numbers(3, batch, seed=number) for number in range(count)]
    before = numbers(*share.shape(*(operand.shape for operand in operands)), seed=9)
    expected = before + run(share, *operands)
    np.testing.assert_array_equal(run(Accumulate(share), *operands, out=before), expected)


def test_shapes_that_do_not_fit():
    with pytest.raises(ShapeError, match=r"sum_columns: \(3,\) has no columns"):
        SUM_COLUMNS.shape((3,))
    with pytest.raises(ShapeError, match=r"multiply_sum_columns: shapes \(3, 2\) and \(3, 1\)"):
        MULTIPLY_SUM_COLUMNS.shape((3, 2), (3, 1))
    with pytest.raises(ShapeError, match="outer"):
        Accumulate(OUTER).shape((3, 2), (3, 1))


def test_formulas():
    assert SUM_COLUMNS.formula("dbh", "da[1]") == "dbh = Σ da[1]"
    assert MULTIPLY_SUM_COLUMNS.formula("dpi", "da[1]", "c[0]") == "dpi = Σ da[1] ∘ c[0]"
    assert SumColumns(single=True).formula("dbh", "da[1]") == "dbh = da[1]"
    single = MultiplySumColumns(single=True)
    assert single.formula("dpi", "da[1]", "c[0]") == "dpi = da[1] ∘ c[0]"
    assert Accumulate(OUTER).formula("dWxh", "da[1]", "x[1]") == "dWxh += da[1] x[1]ᵀ"
    assert Accumulate(OUTER).element_term(2) == OUTER.element_term(2)


def test_terms():
    assert SUM_COLUMNS.terms((2,), (3, 2)) == [((2, 0),), ((2, 1),)]
    assert MULTIPLY_SUM_COLUMNS.terms((1,), (3, 2), (3, 2)) == [((1, b), (1, b)) for b in range(2)]
    assert Accumulate(SUM_COLUMNS).terms((0,), (3, 1)) == [((0, 0),)]
