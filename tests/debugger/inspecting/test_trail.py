"""Back and forward through what was seen."""

from rnn_debugger.debugger import Trail


def walk(*names, chosen=True):
    trail = Trail()
    for name in names:
        trail.visit(name, chosen=chosen)
    return trail


def test_back_and_forward_go_through_what_was_chosen():
    trail = walk("h[1]", "Whh", "dWhh")
    assert trail.back() == "Whh"
    assert trail.back() == "h[1]"
    assert trail.back() is None
    assert trail.forward() == "Whh"
    assert (trail.before, trail.current, trail.after) == ("h[1]", "Whh", "dWhh")


def test_what_is_chosen_after_going_back_takes_the_place_of_what_was_ahead():
    trail = walk("a", "b", "c")
    trail.back()
    trail.visit("d", chosen=True)
    assert trail.after is None
    assert trail.back() == "b"


def test_stepping_leaves_no_trail():
    trail = walk("x[1]", "a[1]", "h[1]", chosen=False)
    assert (trail.before, trail.current) == (None, "h[1]")


def test_stepping_away_from_what_was_chosen_leads_back_to_it():
    trail = walk("Whh")
    trail.visit("a[1]", chosen=False)
    trail.visit("h[1]", chosen=False)
    assert trail.back() == "Whh"
    assert trail.forward() == "h[1]"


def test_what_was_passed_and_then_chosen_is_kept():
    trail = walk("a[1]", chosen=False)
    trail.visit("a[1]", chosen=True)
    trail.visit("h[1]", chosen=False)
    assert trail.before == "a[1]"


def test_the_trail_has_an_end():
    trail = walk(*map(str, range(Trail.LONGEST + 50)))
    count = 1
    while trail.back() is not None:
        count += 1
    assert count == Trail.LONGEST


def test_an_empty_trail_leads_nowhere():
    trail = Trail()
    assert (trail.current, trail.back(), trail.forward()) == (None, None, None)
