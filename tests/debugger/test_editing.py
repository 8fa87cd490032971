"""What can be edited where, and what has been."""

import pytest

from rnn_debugger.debugger import Absent, edited_elements, why_not_editable
from tests.support.experiments import random_table, session
from tests.support.running import share_memory


@pytest.fixture
def run():
    return session(random_table(length=3, learning_rate=0.1))


@pytest.mark.parametrize("place", [(0, 0), (0, 5), (1, 0), (1, 11), (1, 30)])
@pytest.mark.parametrize("shared", [False, True])
def test_there_is_a_sentence_exactly_where_an_edit_is_refused(place, shared):
    if shared:
        with share_memory():
            run = session(random_table(length=3))
            run.seek(*place)
            check(run)
    else:
        run = session(random_table(length=3))
        run.seek(*place)
        check(run)


def check(run):
    for name, tensor in run.program.tensors.items():
        sentence = why_not_editable(run.moment, name)
        try:
            run._editable(name)
        except Absent:
            assert sentence.startswith(name), tensor
            assert sentence.endswith(".")
        else:
            assert sentence == ""


def test_a_finished_iteration_is_over(run):
    run.seek(2)
    assert why_not_editable(run.moment, "h[2]") == (
        "h[2] belongs to iteration 1, which has finished: step back into it to edit this value."
    )
    assert why_not_editable(run.moment, "nothing").startswith("nothing is not part of")


def test_edited_parameters_stay_marked(run):
    run.seek(1, 4)
    before = float(run.value("Whh")[0, 1])
    run.edit("Whh", (0, 1), 0.5)
    for place in ((1, 4), (1, 20), (3, 2)):
        run.seek(*place)
        ((index, element),) = edited_elements(run.edits, run.moment, "Whh").items()
        assert index == (0, 1)
        assert (element.edit.before, element.edit.value) == (before, 0.5)
    run.seek(1, 3)
    assert edited_elements(run.edits, run.moment, "Whh") == {}
    run.switch(0)
    run.seek(1, 4)
    assert edited_elements(run.edits, run.moment, "Whh") == {}


def test_edited_activations_are_marked_in_their_iteration_alone(run):
    run.seek(1, 11)
    name = run.moment.last.output
    run.edit(name, (1, 0), 0.25)
    (element,) = edited_elements(run.edits, run.moment, name).values()
    assert element.sentence.startswith("edited at iteration 1, operation 11: ")
    assert element.sentence.endswith(" → 0.25")
    run.seek(2)
    assert edited_elements(run.edits, run.moment, name)
    run.step()
    assert edited_elements(run.edits, run.moment, name) == {}


def test_the_last_edit_of_an_element_counts(run):
    run.edit("Whh", (0, 1), 0.5)
    run.edit("Whh", (0, 1), 0.25)
    (element,) = edited_elements(run.edits, run.moment, "Whh").values()
    assert (element.edit.before, element.edit.value) == (0.5, 0.25)
