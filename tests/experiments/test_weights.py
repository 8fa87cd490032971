import numpy as np
import pytest

from tests.support.experiments import changed, compiled, random_table
from tests.support.refusals import refusal

GIVEN = random_table(sizes=(2, 3), sequences=2, batch_size=2)
DRAWN = {key: value for key, value in GIVEN.items() if key != "weights"}


def test_inline_weights_are_taken_as_they_are():
    initial = compiled(GIVEN).initial
    for name, value in GIVEN["weights"].items():
        np.testing.assert_array_equal(initial[name], value)
        assert initial[name].flags.c_contiguous


def test_the_seed_decides_what_is_drawn():
    one, same, other = (compiled({**DRAWN, "seed": seed}).initial for seed in (1, 1, 2))
    for name, value in one.items():
        np.testing.assert_array_equal(value, same[name])
        if name.startswith("W"):
            assert (value != other[name]).all()


def test_matrices_are_within_the_root_of_their_columns_and_biases_zero():
    table = random_table(inputs=9, sizes=(50,), length=2)
    initial = compiled({**table, "weights": {}}).initial
    assert 0.3 < np.abs(initial["Wxh"]).max() <= 1 / 3
    assert 0.13 < np.abs(initial["Whh"]).max() <= 1 / np.sqrt(50)
    assert not initial["bh"].any()
    assert not initial["h_start"].any()


def test_networks_that_share_a_weight_draw_it_alike():
    recurrent, cropped = (
        compiled({**random_table(cell=cell), "weights": {}}).initial
        for cell in ("rnn", "feedforward")
    )
    for name, value in cropped.items():
        np.testing.assert_array_equal(value, recurrent[name])


def test_a_start_is_a_vector_for_all_or_a_column_for_each():
    vector, matrix = [1.0, 2.0], [[1.0, 3.0], [2.0, 4.0]]
    for given, expected in ((vector, [[1, 1], [2, 2]]), (matrix, matrix)):
        initial = compiled(changed(GIVEN, weights={"h1_start": given})).initial
        np.testing.assert_array_equal(initial["h1_start"], expected)


def test_float32():
    initial = compiled({**GIVEN, "dtype": "float32"}).initial
    assert {value.dtype for value in initial.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("W1hx", [[1.0]], "weights.W1hx: no such parameter; did you mean W1xh?"),
        ("Whh", [[1.0]], "weights.Whh: no such parameter; did you mean "),
        ("zzzz", 1.0, "weights.zzzz: no such parameter; there are W1xh, W1hh, b1h, W2xh, W2hh, "
         "b2h, Why, by, h1_start, h2_start"),
        ("by", [1.0], "weights.by: has shape (1,), the network needs (2,)"),
        ("by", 1.0, "weights.by: has shape (), the network needs (2,)"),
        ("W1xh", [[1.0], [2.0]], "weights.W1xh: has shape (2, 1), the network needs (2, 2)"),
        ("h2_start", [1.0], "weights.h2_start: has shape (1, 2), the network needs (3, 2)"),
        ("by", [[1.0], [2.0, 3.0]], "weights.by: not numbers in rows of one length"),
        ("by", ["x", "y"], "weights.by: not numbers in rows of one length"),
        ("by", {"a": 1}, "weights.by: not numbers in rows of one length"),
        ("by", [10**400, 1], "weights.by: not numbers in rows of one length"),
    ],
)  # fmt: skip
def test_what_does_not_fit(name, value, message):
    assert refusal(compiled, changed(GIVEN, weights={name: value})).startswith(message)


def test_a_weight_that_is_too_large_for_the_type():
    table = {**changed(GIVEN, weights={"by": [1e39, 0.0]}), "dtype": "float32"}
    assert refusal(compiled, table) == "weights.by: a number is too large for float32"
