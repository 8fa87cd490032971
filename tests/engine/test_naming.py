from rnn_debugger.engine import Tape, name_the_anonymous, tanh


def named(write, timestep=3):
    """The names that the operations written by a function get for their outputs."""
    tape = Tape("float64")
    operands = [tape.declare(name, "input", (2, 1)) for name in ("x", "h", "c")]
    W = tape.declare("Whh", "parameter", (2, 2))
    tape.timestep = timestep
    write(tape, W, *operands)
    name_the_anonymous(tape)
    return [record.output.name for record in tape.records]


def test_products_are_called_after_their_factors():
    assert named(lambda tape, W, x, h, c: (W @ h, x * c)) == ["Whh_h[3]", "x_c[3]"]


def test_other_operations_are_called_after_what_they_do():
    def write(tape, W, x, h, c):
        return tanh(c), -h

    assert named(write) == ["tanh_c[3]", "negate_h[3]"]


def test_a_partial_sum_is_called_after_what_it_becomes():
    def write(tape, W, x, h, c):
        result = x + h + c
        result.base, result.anonymous = "a", False

    assert named(write) == ["sum_a[3]", "a[3]"]


def test_a_sum_that_becomes_nothing_is_called_after_its_first_term():
    assert named(lambda tape, W, x, h, c: x + h) == ["sum_x[3]"]


def test_names_that_are_taken_get_a_number():
    names = named(lambda tape, W, x, h, c: [W @ h for _ in range(3)])
    assert names == ["Whh_h[3]", "Whh_h_2[3]", "Whh_h_3[3]"]


def test_names_of_other_timesteps_are_free():
    assert named(lambda tape, W, x, h, c: W @ h, timestep=None) == ["Whh_h"]


def test_what_has_a_name_keeps_it():
    def write(tape, W, x, h, c):
        product = W @ h
        product.base, product.anonymous = "Whh_x", False
        return W @ x

    assert named(write) == ["Whh_x[3]", "Whh_x_2[3]"]
