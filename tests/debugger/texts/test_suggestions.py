"""The name that may have been meant."""

from rnn_debugger.debugger.texts.suggestions import nearest, nearest_tensor
from tests.support.conditions import PROGRAM


def test_the_nearest_name_is_suggested_or_none():
    known = ("forward", "backward")
    assert nearest("forwad", known) == "; did you mean forward?"
    assert nearest("forwad", known, quoted=True) == "; did you mean 'forward'?"
    assert nearest("xyz", known) == ""


def test_tensors_and_families_are_suggested():
    assert nearest_tensor(PROGRAM, "dWh") == "; did you mean dWxh?"
    assert nearest_tensor(PROGRAM, "hc") == "; did you mean h?"
    assert nearest_tensor(PROGRAM, "iterations") == ""
