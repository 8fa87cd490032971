from rnn_debugger.debugger import path, product_text
from tests.support.experiments import random_table, session


def test_the_gradients_between_a_loss_and_a_state():
    run = session(random_table(length=4))
    assert path(run.program, 3, "dh[2]") == {
        "dloss[3]", "dy[3]", "ds[3]", "dh_out[3]", "dh[3]", "da[3]", "dh_next[2]", "dh[2]",
    }  # fmt: skip
    assert path(run.program, 2, "dh[2]") == {"dloss[2]", "dy[2]", "ds[2]", "dh_out[2]", "dh[2]"}


def test_no_loss_reaches_what_comes_after_it():
    run = session(random_table(length=4))
    assert path(run.program, 2, "dh[3]") == frozenset()


def test_both_layers_and_both_states_are_ways():
    run = session(random_table(cell="lstm", sizes=(2, 2), length=3))
    found = path(run.program, 3, "dh1[2]")
    assert {"dh2[3]", "dc2[3]", "dh1[3]", "dc1[3]", "dh2[2]", "dc2[2]", "dh1[2]"} <= found
    # That is the gradient of another loss.
    assert "ds[2]" not in found
    assert "dh2_out[2]" not in found


def test_products_in_words():
    assert product_text(2, 1) == "J[2]ᵀ"
    assert product_text(4, 1) == "J[2]ᵀ J[3]ᵀ J[4]ᵀ"
    assert product_text(40, 1) == "J[2]ᵀ ⋯ J[40]ᵀ"
