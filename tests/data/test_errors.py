import pytest

from rnn_debugger.data.errors import listed, shown


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("height", '"height"'),
        ("", '""'),
        ("größe", '"größe"'),
        ("a\nb\x00", '"a\\nb\\x00"'),
        ("x" * 40, f'"{"x" * 40}"'),
        ("x" * 41, f'"{"x" * 39}…"'),
    ],
)
def test_a_word_fits_into_a_sentence(word, expected):
    assert shown(word) == expected


def test_of_many_words_the_first_ones():
    assert listed(["a", "b"]) == '"a", "b"'
    assert listed("abcdefghij").endswith('"i", "j"')
    assert listed("abcdefghijk").endswith('"i", "j", …')
