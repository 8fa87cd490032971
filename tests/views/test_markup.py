"""Names, numbers and links as coloured text."""

import pytest

from rnn_debugger.debugger import formula_pieces, numbers_of, text_of
from rnn_debugger.views.markup import (
    PIECE,
    TENSOR,
    Run,
    formula_runs,
    join,
    numbers_runs,
    tensor_colour,
)


def text(runs):
    return "".join(run.text for run in runs)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colour_of_a_name_tells_what_it_is(make_workbench, theme):
    workbench = make_workbench(theme=theme)
    workbench.player.step(30, "operation")
    theme, moment = workbench.theme, workbench.moment
    assert tensor_colour(theme, moment, "h[1]") == theme.forward.text
    assert tensor_colour(theme, moment, "dy[2]") == theme.backward.text
    assert tensor_colour(theme, moment, "Whh") == theme.parameter.text
    assert tensor_colour(theme, moment, "x[1]") == theme.surface.ink
    assert tensor_colour(theme, moment, "dh[1]") == theme.surface.to_come_text


def test_the_names_in_a_formula_are_links(workbench):
    workbench.player.step(5, "operation")
    moment = workbench.moment
    runs = formula_runs(workbench.theme, moment, formula_pieces(moment.last))
    assert text(runs) == "a[1] = Wxh_x[1] + Whh_h[1]"
    assert [run.target for run in runs if run.target] == [
        f"{TENSOR}{name}" for name in ("a[1]", "Wxh_x[1]", "Whh_h[1]")
    ]


def test_the_numbers_in_a_formula_are_links_to_their_pieces(workbench):
    workbench.player.step(3, "operation")
    moment = workbench.moment
    pieces = numbers_of(workbench.session.evidence(2), (0, 0))
    runs = numbers_runs(workbench.theme, moment, pieces)
    assert text(runs) == text_of(pieces) == "0.1·1 + 0.2·0.5 + (−0.1)·(−0.5) = 0.25"
    for run in runs:
        if run.target:
            assert pieces[int(run.target.removeprefix(PIECE))].text == run.text
    assert [run.text for run in runs if run.bold] == ["0.25"]


def test_parts_are_joined_with_something_between():
    dot = Run(" · ", "#000000")
    a, b, c = (Run(letter, "#000000") for letter in "abc")
    assert text(join(dot, [[a, b], [c]])) == "ab · c"
    assert join(dot, []) == []
    assert join(dot, [[a]]) == [a]
