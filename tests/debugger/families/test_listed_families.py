from rnn_debugger.debugger import families, listed_families
from tests.support.experiments import random_table, session


def bases(found):
    return [family.base for family in found]


def test_what_is_asked_for_most_comes_first(simple_words):
    named, between = listed_families(simple_words.program, gradients=False)
    assert bases(named) == ["h", "a", "s", "y", "loss", "x", "target"]
    assert bases(between) == ["Wxh_x", "Whh_h"]
    named, between = listed_families(simple_words.program, gradients=True)
    assert bases(named) == ["dh", "dy", "ds", "da", "dloss"]
    assert bases(between) == ["dh_next", "dh_out"]


def test_with_layers_every_family_is_listed_once():
    program = session(random_table(1, sizes=(2, 3), length=3)).program
    listed = [
        f for g in (False, True) for part in listed_families(program, gradients=g) for f in part
    ]
    assert sorted(bases(listed)) == sorted(bases(families(program)))
    named, _ = listed_families(program, gradients=False)
    assert bases(named)[:2] == ["h1", "h2"]


def test_without_a_state_the_hidden_layer_still_comes_first():
    program = session(random_table(1, cell="feedforward", length=2)).program
    assert bases(listed_families(program, gradients=False)[0])[0] == "h"
    assert bases(listed_families(program, gradients=True)[0])[0] == "dh"


def test_of_a_gated_cell_states_come_first_then_gates_then_pre_activations():
    program = session(random_table(1, cell="lstm", sizes=(2, 2), length=2)).program
    named = bases(listed_families(program, gradients=False)[0])
    assert named[:4] == ["h1", "h2", "c1", "c2"]
    assert set(named[4:12]) == {f"{gate}{layer}" for gate in "ifgo" for layer in (1, 2)}
    assert {name[0] for name in named[14:22]} == {"a"}
    named = bases(listed_families(program, gradients=True)[0])
    assert set(named[:4]) == {"dh1", "dh2", "dc1", "dc2"}
