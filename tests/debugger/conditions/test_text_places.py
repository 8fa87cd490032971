"""Places in a text, and errors that show them."""

from rnn_debugger.debugger.conditions.text_places import Place


def test_a_place_is_a_stretch_of_a_text():
    place = Place("t == 3 and h", 5, 1)
    assert str(place) == "3"
    error = place.bad("this is not so")
    assert isinstance(error, ValueError)
    assert str(error) == "this is not so"
    assert (error.text, error.column, error.length) == ("t == 3 and h", 5, 1)
    assert error.shown == "t == 3 and h\n     ^"
