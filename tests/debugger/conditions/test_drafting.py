"""Help with writing expressions."""

from rnn_debugger.debugger import (
    condition_error,
    expression_words,
    log_error,
    open_session,
    phases_of,
    primitives_of,
    watchable,
)

PROGRAM = open_session("simple-words").program


def test_what_is_wrong_and_where():
    assert condition_error("norm(dWhh) > 8", PROGRAM) is None
    text = "t == 1 and norm(dWxx) > 8"
    error = condition_error(text, PROGRAM)
    assert text[error.column : error.column + error.length] == "dWxx"
    assert "dWxh" in str(error)


def test_a_log_text():
    assert log_error("t={t} {norm(dh)}", PROGRAM) is None
    text = "t={t} {norm(dx)}"
    error = log_error(text, PROGRAM)
    assert text[error.column : error.column + error.length].startswith("dx")


def test_the_words_that_there_are():
    words = expression_words(PROGRAM)
    assert {"t", "loss_before", "norm(", "h", "h[2]", "dWhh", "'backward'"} <= set(words)
    assert len(set(words)) == len(words)
    # h[10] after h[9] rather than after h[1].
    steps = [word for word in words if word.startswith("x[")]
    assert steps == [f"x[{t}]" for t in range(1, len(steps) + 1)]


def test_places_and_what_can_be_watched():
    assert "sigmoid" in primitives_of(PROGRAM)
    assert phases_of(PROGRAM)[0] == "forward"
    names = watchable(PROGRAM)
    assert {"h", "h[2]", "Whh", "dWhh"} <= set(names)
    assert all(name in PROGRAM.tensors or f"{name}[1]" in PROGRAM.tensors for name in names)
