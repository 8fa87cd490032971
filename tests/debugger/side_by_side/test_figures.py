"""The figures of two runs, held to what the runs themselves hold."""

import numpy as np
import pytest

import rnn_debugger
from rnn_debugger.debugger import Lockstep, cost_sentence, counterpart, side_figures
from tests.support.experiments import random_table, session


def by_name(pair: Lockstep):
    return {figure.name: figure for figure in side_figures(pair.first, pair.second)}


@pytest.fixture
def pair() -> Lockstep:
    first = session(random_table(1, update_schedule="every_timestep"))
    return Lockstep(first, counterpart(first, "schedule"))


def test_before_anything_has_run_there_is_only_what_programs_say(pair):
    figures = by_name(pair)
    assert (figures["loss"].first, figures["loss"].second) == (None, None)
    assert figures["loss"].texts == ("…", "…")
    assert figures["operations"].first == len(pair.first.program)
    assert figures["peak memory"].second == pair.second.memory().peak
    assert set(figures) == {
        "loss", "peak memory", "operations",
        *(f"‖d{name}‖" for name in ("Wxh", "Whh", "bh", "Why", "by")),
    }  # fmt: skip


def test_inside_an_iteration_a_norm_is_that_of_the_gradient_so_far(pair):
    pair.first.run("t == 1 and phase == 'backward'")
    pair.catch_up()
    figures = by_name(pair)
    for run, figure in ((pair.first, figures["‖dWhh‖"].first),
                        (pair.second, figures["‖dWhh‖"].second)):  # fmt: skip
        assert figure == float(np.linalg.norm(run.value("dWhh")))
    assert figures["loss"].first == float(pair.first.value("loss"))


def test_a_finished_iteration_has_the_sums_of_all_shares(pair):
    pair.first.seek(2)
    pair.catch_up()
    figures = by_name(pair)
    for run, number in ((pair.first, 0), (pair.second, 1)):
        result = run.moment.results[1]
        figure = figures["‖dWhh‖"]
        assert (figure.first, figure.second)[number] == result.gradient_norm["Whh"]
        assert (figures["loss"].first, figures["loss"].second)[number] == result.loss


def test_only_what_both_have_is_compared():
    first = rnn_debugger.open("copy")
    names = [figure.name for figure in side_figures(first, counterpart(first, "recurrence"))]
    assert names == ["loss", "‖dWhy‖", "‖dby‖", "peak memory", "operations"]


def test_what_time_costs():
    first = rnn_debugger.open("simple-words")
    second = counterpart(first, "recurrence")
    more = first.memory().peak - second.memory().peak
    assert cost_sentence(first, second, "recurrence") == (
        f"Going through time costs 13 operations more and {more} B more at the peak."
    )
    text = cost_sentence(first, counterpart(first, "schedule"), "schedule")
    assert text.startswith("Updating at every timestep costs 3 operations more")


def test_texts_have_units():
    first = rnn_debugger.open("char-rnn")
    figures = side_figures(first, counterpart(first, "recurrence"))
    assert figures[-1].texts == ("573", "443")
    assert figures[-2].texts[0].endswith("iB")
